"""Which characters the background keeps fresh: the tracked ones of tracked guilds, and those that somebody looks at."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from characters.models import Character, Guild, GuildMember, GuildRank

# Below this level Blizzard keeps no profile.
LOWEST_LEVEL_WITH_PROFILE = 10
VIEWED_WITHIN = timedelta(hours=24)


def tracked_guilds() -> QuerySet[Guild]:
    """Return the guilds that the background syncs every hour."""
    return Guild.objects.filter(is_tracked=True).select_related("realm").order_by("pk")


def tracked_members(guild: Guild) -> QuerySet[GuildMember]:
    """Return the open stints whose characters are synced: tracked ranks, a level with a profile, a living name."""
    return _synced_stints(guild).filter(left_at__isnull=True).order_by("rank", "character_id")


def shown_members(guild: Guild, *, left_after: datetime) -> QuerySet[GuildMember]:
    """Return the stints behind a week's board: the synced members of today, and those who left after a moment."""
    return _synced_stints(guild).filter(Q(left_at__isnull=True) | Q(left_at__gte=left_after))


def _synced_stints(guild: Guild) -> QuerySet[GuildMember]:
    untracked = GuildRank.objects.filter(guild=guild, is_tracked=False, index=OuterRef("rank"))
    return (
        GuildMember.objects.filter(guild=guild, character__retired_at__isnull=True)
        .filter(character__level__gte=LOWEST_LEVEL_WITH_PROFILE)
        .exclude(Q(character_name__regex=r"[0-9]") | Exists(untracked))
    )


def tracked_character_ids(guild: Guild) -> list[int]:
    """Return the ids of a guild's synced characters, highest rank first."""
    return list(tracked_members(guild).values_list("character_id", flat=True))


def viewed_characters(*, now: datetime) -> QuerySet[Character]:
    """Return characters that somebody looked at within a day and that no tracked guild covers."""
    covered = GuildMember.objects.filter(character=OuterRef("pk"), left_at__isnull=True, guild__is_tracked=True)
    return (
        Character.objects.filter(last_viewed_at__gte=now - VIEWED_WITHIN, retired_at__isnull=True)
        .exclude(Exists(covered))
        .order_by("pk")
    )
