"""Guilds: adding one, and keeping its roster in step with Blizzard's without ever losing people to a thin answer."""

from datetime import datetime

from django.db import transaction

from characters.clients import blizzard
from characters.domain.errors import ErrorKind, Refused, UpstreamError
from characters.domain.guild_profiles import parse_guild
from characters.domain.names import fold, guild_slug
from characters.domain.regions import Region
from characters.domain.sections import Section
from characters.models import Guild, GuildRank, Payload
from characters.services.applying import body_digest, record_failure
from characters.services.realms import find_realm

# What officers rename and remap: only index 0, the guild master, means the same everywhere.
DEFAULT_RANKS = (
    {"index": 0, "name": "Guild Leader", "level": 5, "scheduling_weight": 5, "is_officer": True},
    {"index": 1, "name": "Officer", "level": 4, "scheduling_weight": 4, "is_officer": True},
    {"index": 2, "name": "Veteran", "level": 3, "scheduling_weight": 3, "is_officer": False},
    {"index": 3, "name": "Member", "level": 2, "scheduling_weight": 2, "is_officer": False},
    {"index": 4, "name": "Initiate", "level": 1, "scheduling_weight": 1, "is_officer": False},
)


def find_guild(region: str, realm: str, name: str) -> Guild:
    """Find a guild that Vaultkeeper knows, by any spelling of realm and name.

    :raises Refused: when region, realm or guild is unknown.
    """
    home = find_realm(region, realm)
    for guild in Guild.objects.filter(realm=home).select_related("realm"):
        if guild.slug == guild_slug(name) or fold(guild.name) == fold(name) or guild.slug == name:
            return guild
    raise Refused(f"Vaultkeeper knows no guild “{name}” on {home.name} ({home.region.upper()}). Sync it first.")


def ensure_guild(region: str, realm: str, name: str, *, now: datetime) -> Guild:
    """Return a known guild, or ask Blizzard for it and add it with the five usual ranks.

    :raises Refused: when region or realm is unknown, or Blizzard knows no such guild.
    :raises UpstreamError: when Blizzard cannot be asked now.
    """
    home = find_realm(region, realm)
    slug = guild_slug(name)
    try:
        return find_guild(region, realm, name)
    except Refused:
        pass
    try:
        body = blizzard.get_guild(Region(home.region), home.slug, slug).body
    except UpstreamError as error:
        if error.kind is ErrorKind.NOT_FOUND:
            raise Refused(f"Blizzard knows no guild “{name}” on {home.name} ({home.region.upper()}).") from error
        raise
    profile = parse_guild(body)
    return _create_guild(
        Guild(
            realm=home, name=profile.name, slug=slug, blizzard_id=profile.blizzard_id,
            faction=profile.faction or "", created_at=now,
        ),
        body,
        now,
    )  # fmt: skip


@transaction.atomic
def _create_guild(guild: Guild, body: object, now: datetime) -> Guild:
    guild.save()
    GuildRank.objects.bulk_create([GuildRank(guild=guild, **rank) for rank in DEFAULT_RANKS])
    store_guild_section(guild, Section.GUILD, body, now=now)
    return guild


def store_guild_section(guild: Guild, section: Section, body: object, *, now: datetime) -> Payload:
    """Keep an answer about a guild word for word."""
    row, _ = Payload.objects.get_or_create(guild=guild, section=section, defaults={"attempted_at": now})
    digest = body_digest(body)
    if digest != row.body_hash:
        row.body, row.body_hash, row.changed_at = body, digest, now
    row.fetched_at = row.attempted_at = now
    row.failures, row.error, row.error_kind, row.due_at = 0, "", "", None
    row.save()
    return row


def fail_guild_section(guild: Guild, section: Section, error: UpstreamError, *, now: datetime) -> None:
    """Mark a guild's section with the cause of a failed try; what is stored stays."""
    row, _ = Payload.objects.get_or_create(guild=guild, section=section, defaults={"attempted_at": now})
    row.attempted_at = now
    record_failure(row, error, now=now)
    row.save(update_fields=["attempted_at", "failures", "error_kind", "error", "due_at"])
