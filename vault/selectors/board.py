"""The vault board of a guild and a week: one row per member, read in a handful of queries however many members.

The stored documents stay text from the database to the answer: they are neither parsed nor written anew unless somebody
looks into them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import F, FilteredRelation, Q, QuerySet, TextField
from django.db.models.functions import Cast

from characters.models import Guild, GuildMember
from characters.selectors.freshness import LOOK_STAYS_FRESH, state_of
from characters.selectors.member_filters import member_filter
from characters.selectors.tracking import shown_members
from vault.domain.weeks import Week
from vault.selectors.board_order import in_order, of_state
from vault.selectors.board_row import BoardRow
from vault.selectors.pending import pending_slots
from vault.selectors.section_texts import EMPTY, NOTHING, joined, section_texts

COUNTS = ("raid_lfr", "raid_normal", "raid_heroic", "raid_mythic")
Members = QuerySet[GuildMember]
_PLAIN = (
    "character_id",
    "character__name",
    "character__search_key",
    "character__realm__slug",
    "character__realm__region",
    "character__character_class_id",
    "character__active_spec_id",
    "character__item_level",
    "rank",
    *(f"entry__{name}" for name in COUNTS),
)
_TEXTS = ("m_plus_runs", "kills", "slots")


def board(guild: Guild, week: Week, wanted: Mapping[str, str] | None = None, *, now: datetime) -> list[BoardRow]:
    """Return the week's row of every synced member, those without an entry with nine unknown slots.

    `wanted` holds filters as of `member_filter`, besides state (fresh, stale, pending) and sort (name, rank, class,
    item_level, raid, dungeons, world; a minus in front turns it round). Members are those of today, and for a past week
    also those who left since it ended.

    :raises Refused: for an unknown filter value.
    """
    wanted = wanted or {}
    members = shown_members(guild, left_after=week.end).filter(member_filter(guild, wanted))
    rows = _rows(week, members)
    _add_sections(rows, guild, week, now)
    _fill_gaps(rows.values(), week)
    return in_order(of_state(rows.values(), wanted.get("state")), wanted.get("sort"))


def _rows(week: Week, members: Members) -> dict[int, BoardRow]:
    found = members.annotate(
        entry=FilteredRelation(
            "character__vault_entries", condition=Q(character__vault_entries__period_id=week.period_id)
        ),
    ).order_by(F("left_at").asc(nulls_last=True), "pk")
    texts = [Cast(F(f"entry__{name}"), TextField()) for name in ("computed_at", *_TEXTS)]
    # The last stint of a character wins: an open one, or else the latest.
    return {values[0]: BoardRow(*values) for values in found.values_list(*_PLAIN, *texts)}


def _add_sections(rows: dict[int, BoardRow], guild: Guild, week: Week, now: datetime) -> None:
    """Give every row its sections and the state that follows from them."""
    wanted_since = min(now - LOOK_STAYS_FRESH, week.end)
    found = section_texts(guild.pk, week.end)
    reports = found.get(None, NOTHING)[0]
    for pk, row in rows.items():
        text, looked_at, failed = found.get(pk, NOTHING)
        row.section_text = joined(text, reports)
        row.state = state_of(looked_at, failed, wanted_since=wanted_since)


def _fill_gaps(rows: Iterable[BoardRow], week: Week) -> None:
    gaps = [row for row in rows if row.computed_text is None]
    slots = pending_slots(week.period_id) if gaps else EMPTY
    for row in gaps:
        row.m_plus_runs = row.kills = EMPTY
        row.slots = slots
