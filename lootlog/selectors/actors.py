"""Under which name somebody writes."""

from django.contrib.auth.models import User

from characters.models import Guild, UserCharacter


def actor_name(user: User, guild: Guild) -> str:
    """Return `Name-Realm` of somebody's first proven character in the guild, else their user name."""
    mine = UserCharacter.objects.filter(
        user=user, is_verified=True, character__stints__guild=guild, character__stints__left_at__isnull=True
    )
    first = mine.select_related("character__realm").order_by("position", "pk").first()
    if first is None:
        return user.get_username()[:64]
    return f"{first.character.name}-{first.character.realm.name}"[:64]
