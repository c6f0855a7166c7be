"""Guilds as people see them: the guild itself, its ranks, and its roster."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q

from characters.models import Guild, GuildMember, GuildRank, HeldRoster
from characters.selectors.freshness import LOOK_STAYS_FRESH, State, failed_sections, state_of
from characters.selectors.member_filters import member_filter, one_of

Row = dict[str, Any]


def guild_detail(guild: Guild) -> Row:
    """Return a guild as plain values, with the number of members and the roster that waits for an officer, if any."""
    held = HeldRoster.objects.filter(guild=guild, resolved_at__isnull=True)
    return {
        **guild_row(guild),
        "member_count": GuildMember.objects.filter(guild=guild, left_at__isnull=True).count(),
        "held_roster": held.values("reason", "held_at", "member_count", "missing_count").first(),
    }


def guild_row(guild: Guild) -> Row:
    """Return a guild as plain values; the guild comes from `visible_guilds`."""
    fields = (
        "id", "name", "slug", "faction", "is_tracked", "is_public", "roster_synced_at", "logs_synced_at",
        "last_synced_at",
    )  # fmt: skip
    row = {name: getattr(guild, name) for name in fields}
    realm = {"region": guild.realm.region, "realm": guild.realm.slug, "realm_name": guild.realm.name}
    return {**row, **realm, "standing": getattr(guild, "viewer_standing", "stranger")}


def ranks(guild: Guild) -> list[Row]:
    """Return a guild's ranks by index with the number of members; ranks that nobody named yet get a plain name."""
    members = GuildMember.objects.filter(guild=guild, left_at__isnull=True).values("rank")
    counts = {row["rank"]: row["count"] for row in members.annotate(count=Count("pk")).order_by("rank")}
    named = {rank.index: rank for rank in GuildRank.objects.filter(guild=guild)}
    return [
        rank_row(named.get(index) or GuildRank(guild=guild, index=index, name=f"Rank {index}"), counts.get(index, 0))
        for index in sorted({*named, *counts})
    ]


def rank_row(rank: GuildRank, member_count: int) -> Row:
    """Return a rank as plain values."""
    fields = (
        "index", "name", "level", "scheduling_weight", "discord_role", "is_officer", "is_alt", "is_tracked",
    )  # fmt: skip
    return {**{name: getattr(rank, name) for name in fields}, "member_count": member_count}


def roster(guild: Guild, wanted: Mapping[str, str] | None = None, *, now: datetime) -> list[Row]:
    """Return the guild's members by rank and name, as plain values, in two queries.

    `wanted` holds filters as of `member_filter`, and state (fresh, stale, pending).

    :raises Refused: for an unknown filter value.
    """
    wanted = wanted or {}
    members = GuildMember.objects.filter(member_filter(guild, wanted), guild=guild, left_at__isnull=True)
    found = members.annotate(
        summary=FilteredRelation("character__payloads", condition=Q(character__payloads__section="summary")),
        failed=Exists(failed_sections().filter(character=OuterRef("character"))),
    ).order_by("rank", "character_name", "character_id")
    names = dict(GuildRank.objects.filter(guild=guild).values_list("index", "name"))
    rows = [_roster_row(values, names, now) for values in found.values_list(*ROSTER.values(), *_JUDGED)]
    if state := (wanted.get("state") or "").strip():
        state = one_of("state", state, State)
        rows = [row for row in rows if row["state"] == state]
    return rows


ROSTER = {
    "id": "character_id",
    "name": "character__name",
    "realm": "character__realm__slug",
    "region": "character__realm__region",
    "class": "character__character_class__name",
    "color": "character__character_class__color_hex",
    "spec": "character__active_spec__name",
    "role": "character__active_spec__role__name",
    "level": "character__level",
    "item_level": "character__item_level",
    "rank": "rank",
    "joined_at": "joined_at",
    "last_login_at": "character__last_login_at",
    "last_synced_at": "character__last_synced_at",
}
_JUDGED = ("summary__fetched_at", "summary__error", "failed")


def _roster_row(values: tuple[Any, ...], names: Mapping[int, str], now: datetime) -> Row:
    *plain, looked_at, error, failed = values
    row: Row = dict(zip(ROSTER, plain, strict=True))
    row["rank_name"] = names.get(row["rank"], f"Rank {row['rank']}")
    row["state"] = state_of(looked_at, failed, wanted_since=now - LOOK_STAYS_FRESH).value
    row["error"] = error or None
    return row
