"""Guilds as people see them: the guild itself, its ranks, and its roster."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q

from characters.models import Guild, GuildMember, GuildRank, HeldRoster, Payload
from characters.selectors.freshness import LOOK_STAYS_FRESH, State, is_failure, state_of
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
    failing = Payload.objects.filter(character=OuterRef("character")).exclude(error_kind="")
    rows = members.annotate(
        summary=FilteredRelation("character__payloads", condition=Q(character__payloads__section="summary")),
        may_fail=Exists(failing),
    ).order_by("rank", "character_name", "character_id")
    names = dict(GuildRank.objects.filter(guild=guild).values_list("index", "name"))
    found = [_roster_row(row, names, now) for row in rows.values(*_PLAIN, **_NAMED)]
    if state := (wanted.get("state") or "").strip():
        state = one_of("state", state, State)
        found = [row for row in found if row["state"] == state]
    return found


_PLAIN = ("rank", "joined_at", "may_fail")
_NAMED = {
    "id": F("character_id"),
    "name": F("character__name"),
    "realm": F("character__realm__slug"),
    "region": F("character__realm__region"),
    "class": F("character__character_class__name"),
    "color": F("character__character_class__color_hex"),
    "spec": F("character__active_spec__name"),
    "role": F("character__active_spec__role__name"),
    "level": F("character__level"),
    "item_level": F("character__item_level"),
    "last_login_at": F("character__last_login_at"),
    "last_synced_at": F("character__last_synced_at"),
    "looked_at": F("summary__fetched_at"),
    "error_kind": F("summary__error_kind"),
    "error": F("summary__error"),
}


def _roster_row(row: Row, names: Mapping[int, str], now: datetime) -> Row:
    looked_at, kind, may_fail = row.pop("looked_at"), row.pop("error_kind") or "", row.pop("may_fail")
    failed = is_failure("summary", kind) or may_fail
    return {
        **row,
        "rank_name": names.get(row["rank"], f"Rank {row['rank']}"),
        "state": state_of(looked_at, failed, wanted_since=now - LOOK_STAYS_FRESH).value,
        "error": row["error"] or None,
    }
