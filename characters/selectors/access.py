"""Who may see what: the one place where API, pages and admin ask."""

from enum import StrEnum

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from characters.models import Character, Guild, GuildAccess, GuildMember, GuildRank, UserCharacter

Viewer = User | AnonymousUser


class Standing(StrEnum):
    """What a person is to a guild."""

    STRANGER = "stranger"
    MEMBER = "member"
    OFFICER = "officer"


def standing(user: Viewer, guild: Guild) -> Standing:
    """Tell what a person is to a guild.

    Members were made so by hand, or play a verified character in it. Officers were made so by hand, or play one in a
    rank of officers; superusers are officers everywhere. An unverified claim on a character gives nothing.
    """
    found = _with_standing(user).filter(pk=guild.pk).first()
    return Standing(getattr(found, "viewer_standing", Standing.STRANGER))


def visible_guilds(user: Viewer) -> QuerySet[Guild]:
    """Return the guilds whose data a person may read: their own, and those that are public.

    Each guild is annotated with `viewer_standing`, the person's Standing in it, which is stranger in a public one.
    """
    guilds = _with_standing(user).select_related("realm")
    return guilds.filter(Q(is_public=True) | ~Q(viewer_standing=Standing.STRANGER)).order_by("name", "pk")


def guilds_of_officer(user: Viewer) -> QuerySet[Guild]:
    """Return the guilds that a person is an officer of, by name; superusers are officers of all."""
    return visible_guilds(user).filter(viewer_standing=Standing.OFFICER)  # type: ignore[misc]


def visible_characters(user: Viewer) -> QuerySet[Character]:
    """Return the characters whose data a person may read.

    Those are the members of visible guilds, the person's own verified characters, and, where a character is in no guild
    now, former members of visible guilds and claimed ones that never were in a hidden one. A claim alone opens no
    private guild's data.
    """
    characters = Character.objects.select_related("realm", "character_class", "active_spec__role").order_by("pk")
    if getattr(user, "is_superuser", False):
        return characters
    stints = GuildMember.objects.filter(character=OuterRef("pk"))
    seen = stints.filter(guild__in=visible_guilds(user).order_by().values("pk"))
    hidden = stints.exclude(guild__in=visible_guilds(user).order_by().values("pk"))
    claims = UserCharacter.objects.filter(character=OuterRef("pk"), user_id=user.pk or 0)
    guildless = ~Exists(stints.filter(left_at__isnull=True))
    return characters.filter(
        Exists(seen.filter(left_at__isnull=True))
        | Exists(claims.filter(is_verified=True))
        | Q(guildless & (Exists(seen) | (Exists(claims) & ~Exists(hidden))))
    )


def own_stints(user: Viewer) -> QuerySet[GuildMember]:
    """Return the open stints of a person's verified characters."""
    return GuildMember.objects.filter(
        left_at__isnull=True, character__claims__user_id=user.pk or 0, character__claims__is_verified=True
    )


def _with_standing(user: Viewer) -> QuerySet[Guild]:
    if not user.is_authenticated:
        return Guild.objects.annotate(viewer_standing=Value(Standing.STRANGER, output_field=CharField()))
    if getattr(user, "is_superuser", False):
        return Guild.objects.annotate(viewer_standing=Value(Standing.OFFICER, output_field=CharField()))
    given = GuildAccess.objects.filter(guild=OuterRef("pk"), user_id=user.pk or 0)
    played = own_stints(user).filter(guild=OuterRef("pk"))
    leading = GuildRank.objects.filter(guild=OuterRef("guild"), index=OuterRef("rank"), is_officer=True)
    return Guild.objects.annotate(
        viewer_standing=Case(
            When(Exists(given.filter(level=GuildAccess.Level.OFFICER)), then=Value(Standing.OFFICER)),
            When(Exists(played.filter(Exists(leading))), then=Value(Standing.OFFICER)),
            When(Exists(given) | Exists(played), then=Value(Standing.MEMBER)),
            default=Value(Standing.STRANGER),
            output_field=CharField(),
        )
    )
