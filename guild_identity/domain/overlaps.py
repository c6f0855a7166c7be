"""Where one person cannot have been: two characters of one player in two fights or keys at once, or in the same one.

It points at a wrong link, a shared account or a carried character. Only what is certain counts: sources' clocks differ
by a few seconds, and a kill of which only the moment is known is that moment and no more.
"""

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from characters.domain.instants import EARLIEST

# Somebody who ends a fight on one character cannot begin the next on another within this time, whatever clocks say.
CHANGING_CHARACTERS = timedelta(seconds=10)
CLOCKS_DIFFER = timedelta(seconds=5)
# Two sources' rows about one activity of one character end this close together.
SAME_ACTIVITY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Presence:
    """A time in which a character certainly took part in something.

    `place` is the boss or dungeon, `label` names it for people. One of the moments may be unknown (None).
    """

    character_id: int
    activity: str
    place: int
    label: str
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two characters of one player that were at two things at once, or at the same thing, from `since` on."""

    player_id: int
    character_id: int
    other_id: int
    label: str
    other_label: str
    since: datetime
    is_same: bool


class _Stay(NamedTuple):
    """A presence as far as it is certain: a moment where only one moment is known."""

    since: datetime
    until: datetime
    character_id: int
    presence: Presence


def impossible_pairs(
    presences_by_character: Mapping[int, Iterable[Presence]], groups: Mapping[int, Collection[int]]
) -> tuple[Overlap, ...]:
    """Find the times at which two characters of one player were certainly busy at once.

    `groups` gives the characters of each player by the player's id. Rows of several sources about one activity count
    once. Ordered by time, then by characters; takes n log n steps over the presences, and one per overlap.
    """
    found = [
        overlap
        for player_id, characters in groups.items()
        if len(characters) > 1
        for overlap in _overlaps(player_id, _stays(presences_by_character, characters))
    ]
    return tuple(sorted(found, key=attrgetter("since", "character_id", "other_id", "label", "other_label")))


def _stays(presences: Mapping[int, Iterable[Presence]], characters: Iterable[int]) -> list[_Stay]:
    stays = [_stay(row) for character_id in characters for row in _united(presences.get(character_id, ()))]
    return sorted(stays, key=attrgetter("since", "until", "character_id", "presence.place"))


def _united(presences: Iterable[Presence]) -> Iterator[Presence]:
    """Keep one row per activity: the longest, because it knows both moments."""
    by_place: dict[tuple[str, int], list[Presence]] = defaultdict(list)
    for presence in (row for row in presences if row.started_at or row.ended_at):
        by_place[presence.activity, presence.place].append(presence)
    for rows in by_place.values():
        best: Presence | None = None
        for row in sorted(rows, key=_end):
            if best is not None and _end(row) - _end(best) > SAME_ACTIVITY:
                yield best
                best = row
            elif best is None or _length(row) > _length(best):
                best = row
        if best is not None:
            yield best


def _end(presence: Presence) -> datetime:
    return presence.ended_at or presence.started_at or EARLIEST


def _length(presence: Presence) -> timedelta:
    if presence.started_at is None or presence.ended_at is None:
        return timedelta(0)
    return presence.ended_at - presence.started_at


def _stay(presence: Presence) -> _Stay:
    until = _end(presence)
    length = max(timedelta(0), _length(presence) - CHANGING_CHARACTERS)
    return _Stay(until - length, until, presence.character_id, presence)


def _overlaps(player_id: int, stays: Iterable[_Stay]) -> Iterator[Overlap]:
    """Sweep over one player's stays in the order in which they begin."""
    running: list[tuple[datetime, int, _Stay]] = []
    for number, stay in enumerate(stays):
        while running and running[0][0] + CLOCKS_DIFFER < stay.since:
            heapq.heappop(running)
        for _, _, other in running:
            if other.character_id != stay.character_id:
                yield _overlap(player_id, *sorted((other, stay), key=attrgetter("character_id")))
        heapq.heappush(running, (stay.until, number, stay))


def _overlap(player_id: int, one: _Stay, other: _Stay) -> Overlap:
    first, second = one.presence, other.presence
    is_same_place = (first.activity, first.place) == (second.activity, second.place)
    return Overlap(
        player_id=player_id,
        character_id=one.character_id,
        other_id=other.character_id,
        label=first.label,
        other_label=second.label,
        since=max(one.since, other.since),
        is_same=is_same_place and abs(one.until - other.until) <= SAME_ACTIVITY,
    )
