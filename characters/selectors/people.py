"""Characters as people see them: one of them, and a user's own list."""

from typing import Any

from django.db.models import QuerySet

from characters.models import Character, Guild, UserCharacter
from characters.selectors.access import Viewer

Row = dict[str, Any]


def character_row(character: Character) -> Row:
    """Return a character as plain values; realm, class and specialization with its role come with it."""
    fields = (
        "id", "name", "faction", "level", "item_level", "mythic_plus_score", "thumbnail_url", "last_login_at",
        "last_synced_at",
    )  # fmt: skip
    spec, character_class, realm = character.active_spec, character.character_class, character.realm
    return {
        **{name: getattr(character, name) for name in fields},
        "realm": realm.slug,
        "realm_name": realm.name,
        "region": realm.region,
        "class": character_class.name if character_class else None,
        "color": character_class.color_hex if character_class else None,
        "spec": spec.name if spec else None,
        "role": spec.role.name if spec else None,
    }


def guild_of(character: Character, guilds: QuerySet[Guild]) -> Row | None:
    """Return id and name of the guild that a character is in, if it is among `guilds`."""
    mine = guilds.filter(members__character=character, members__left_at__isnull=True)
    found: Row | None = mine.order_by("pk").values("id", "name").first()  # type: ignore[assignment]
    return found


def own_characters(user: Viewer) -> QuerySet[UserCharacter]:
    """Return a user's own list in the user's order."""
    claims = UserCharacter.objects.filter(user_id=user.pk or 0)
    wanted = ("character__realm", "character__character_class", "character__active_spec__role")
    return claims.select_related(*wanted).order_by("position", "pk")


def own_character_row(claim: UserCharacter) -> Row:
    """Return one line of a user's own list as plain values."""
    row = character_row(claim.character)
    return {**row, "position": claim.position, "is_verified": claim.is_verified, "added_at": claim.added_at}
