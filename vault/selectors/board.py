"""The vault board of a guild and a week: one row per member, read in a handful of queries however many members.

The stored documents stay text from the database to the answer: they are neither parsed nor written anew unless somebody
looks into them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db.models import F, FilteredRelation, Q, QuerySet, TextField
from django.db.models.functions import Cast

from characters.domain.sections import Section
from characters.models import Guild, GuildMember, Payload
from characters.selectors.freshness import LOOK_STAYS_FRESH, STATE_SECTIONS, State, is_failure, state_of
from characters.selectors.member_filters import member_filter
from characters.selectors.tracking import shown_members
from vault.domain.weeks import Week
from vault.selectors.board_order import in_order, of_state
from vault.selectors.pending import pending_slots

COUNTS = ("raid_lfr", "raid_normal", "raid_heroic", "raid_mythic")
EMPTY = "[]"
Members = QuerySet[GuildMember]


@dataclass(slots=True)
class BoardRow:
    """One member's week. `slots`, `kills` and `m_plus_runs` are JSON texts; counts are None if nothing was derived."""

    character_id: int
    name: str
    search_key: str
    realm: str
    region: str
    class_name: str | None
    color: str | None
    spec: str | None
    role: str | None
    item_level: int | None
    rank: int
    raid_lfr: int | None
    raid_normal: int | None
    raid_heroic: int | None
    raid_mythic: int | None
    computed_at: datetime | None
    m_plus_runs: str
    kills: str
    slots: str
    sections: list[dict[str, str | None]] = field(default_factory=list)
    state: State = State.PENDING

    def slot_list(self) -> list[dict[str, Any]]:
        """Return the nine slots, parsed."""
        slots: list[dict[str, Any]] = orjson.loads(self.slots)
        return slots

    def as_json(self, week: Week) -> dict[str, Any]:
        """Return the row for `orjson`, in the board's published shape; the texts go in as they are."""
        return {
            "character": {
                "id": self.character_id,
                "name": self.name,
                "realm": self.realm,
                "region": self.region,
                "class": self.class_name,
                "spec": self.spec,
            },
            "period": week.period_id,
            "week_start": week.start,
            "computed_at": self.computed_at,
            "state": self.state.value,
            "raid_lfr": self.raid_lfr,
            "raid_normal": self.raid_normal,
            "raid_heroic": self.raid_heroic,
            "raid_mythic": self.raid_mythic,
            "m_plus_runs": orjson.Fragment(self.m_plus_runs),
            "slots": orjson.Fragment(self.slots),
            "kills": orjson.Fragment(self.kills),
            "sections": self.sections,
        }


_PLAIN = (
    "character_id",
    "character__name",
    "character__search_key",
    "character__realm__slug",
    "character__realm__region",
    "character__character_class__name",
    "character__character_class__color_hex",
    "character__active_spec__name",
    "character__active_spec__role__name",
    "character__item_level",
    "rank",
    *(f"entry__{name}" for name in COUNTS),
    "entry__computed_at",
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
    _add_sections(rows, guild, week, members, now)
    _fill_gaps(rows.values(), week)
    return in_order(of_state(rows.values(), wanted.get("state")), wanted.get("sort"))


def _rows(week: Week, members: Members) -> dict[int, BoardRow]:
    found = members.annotate(
        entry=FilteredRelation(
            "character__vault_entries", condition=Q(character__vault_entries__period_id=week.period_id)
        ),
    ).order_by(F("left_at").asc(nulls_last=True), "pk")
    texts = [Cast(F(f"entry__{name}"), TextField()) for name in _TEXTS]
    # The last stint of a character wins: an open one, or else the latest.
    return {values[0]: BoardRow(*values) for values in found.values_list(*_PLAIN, *texts)}


def _add_sections(rows: dict[int, BoardRow], guild: Guild, week: Week, members: Members, now: datetime) -> None:
    """Give every row its sections and the state that follows from them.

    What happened to a section after the week had closed and was read once more does not make that week stale.
    """
    week_end = f"{week.end:%Y-%m-%dT%H:%M:%SZ}"
    wanted_since = min(now - LOOK_STAYS_FRESH, week.end)
    looked_at: dict[int, datetime] = {}
    failed: set[int] = set()
    reports: list[dict[str, str | None]] = []
    for character_id, section, fetched_text, kind, error in _payloads(guild, members):
        fetched_at = _iso(fetched_text)
        shown = {"section": section, "fetched_at": fetched_at, "error": error or None}
        if character_id is None:
            reports.append(shown)
        elif (row := rows.get(character_id)) is not None:
            row.sections.append(shown)
            if section == Section.SUMMARY and fetched_at:
                looked_at[character_id] = datetime.fromisoformat(fetched_at)
            if kind and is_failure(section, kind) and (fetched_at is None or fetched_at < week_end):
                failed.add(character_id)
    for pk, row in rows.items():
        row.sections += reports
        row.state = state_of(looked_at.get(pk), pk in failed, wanted_since=wanted_since)


def _payloads(guild: Guild, members: Members) -> Iterable[tuple[Any, ...]]:
    """Read the sections; their times stay text, because making thousands of datetimes takes longer than the query."""
    own = Q(character_id__in=members.order_by().values("character_id"), section__in=STATE_SECTIONS)
    found = Payload.objects.filter(own | Q(guild=guild, section=Section.REPORTS)).order_by("section")
    return found.values_list("character_id", "section", Cast("fetched_at", TextField()), "error_kind", "error")


def _iso(text: str | None) -> str | None:
    """Write a time as the databases store it, in UTC, as ISO 8601 to the second."""
    return f"{text[:10]}T{text[11:19]}Z" if text else None


def _fill_gaps(rows: Iterable[BoardRow], week: Week) -> None:
    gaps = [row for row in rows if row.computed_at is None]
    slots = pending_slots(week.period_id) if gaps else EMPTY
    for row in gaps:
        row.m_plus_runs = row.kills = EMPTY
        row.slots = slots
