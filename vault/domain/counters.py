"""How much of a lifetime counter belongs to a stretch of time: at least, at most, and how we know.

Stretches are (after, until] in milliseconds. Several documents may count the same thing; they are held
against each other and never added up. Events whose time is known from elsewhere ("dated") take their share of
a rise that spans a reset, each once; what they leave over is possible in every week that the rise touches and
proven in none, unless only one week can hold it. Before its first reading a counter stood at 0 at some
unknown time, so a first reading proves nothing by its height: the rise up to it has no baseline.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from vault.domain.readings import Reading

NEVER = -(2**62)
_ORIGIN = Reading(NEVER, NEVER, 0)

Stretch = tuple[int, int]
Documents = Mapping[str, Sequence[Reading]]


class Share(NamedTuple):
    """What a counter rose by within a stretch.

    `least` is proven and `most` possible. `proven_by` are the documents that prove a rise, `possible_by` the
    one that bounds it. `stretch` is where the proven rise, or else the possible one, happened; one that
    starts at NEVER has no baseline.
    """

    least: int
    most: int
    proven_by: tuple[str, ...] = ()
    possible_by: str | None = None
    stretch: Stretch | None = None


class _Bracket(NamedTuple):
    source: str
    after: int
    until: int
    rise: int


def share_of(documents: Documents, dated: Sequence[int], after: int, until: int) -> Share:
    """Bound what a counter rose by in (after, until].

    `documents` are the readings by source, `dated` the distinct known instants, ascending. What lies beyond
    the last reading of every document is not considered: whether that matters is for coverage to say.
    """
    until = min(until, max((readings[-1].until for readings in documents.values() if readings), default=NEVER))
    brackets = _brackets(documents, after, until) if until > after else []
    if not any(bracket.rise for bracket in brackets):
        known = _dated_within(dated, after, until)
        return Share(known, known)
    return _share(documents, dated, brackets, (after, until))


def _share(documents: Documents, dated: Sequence[int], brackets: list[_Bracket], within: Stretch) -> Share:
    left, left_by = _left_for(documents, dated, brackets, *within)
    least = max(left, _least(documents, dated, *within))
    possible = [(_most_by(bracket, documents, dated, *within), bracket) for bracket in brackets]
    most, bracket = min(possible, key=lambda pair: (pair[0], -pair[1].after, pair[1].source))
    inside = {source for source in documents if _inner(documents[source], *within)}
    stretch = _proven_stretch(documents, inside, *within) or (bracket.after, bracket.until)
    return Share(least, max(least, most), tuple(sorted(inside | left_by)), bracket.source, stretch)


def _brackets(documents: Documents, after: int, until: int) -> list[_Bracket]:
    found = (_bracket(source, readings, after, until) for source, readings in documents.items())
    return [bracket for bracket in found if bracket]


def _bracket(source: str, readings: Sequence[Reading], after: int, until: int) -> _Bracket | None:
    above = next((reading for reading in readings if reading.until >= until), None)
    if above is None:
        return None
    below = next((reading for reading in reversed(readings) if reading.since <= after), _ORIGIN)
    return _Bracket(source, min(below.until, after), max(above.since, until), above.total - below.total)


def _dated_within(dated: Sequence[int], after: int, until: int) -> int:
    return bisect_right(dated, until) - bisect_right(dated, after) if after < until else 0


def _inner(readings: Sequence[Reading], after: int, until: int) -> int:
    """The rise between a document's first and last reading inside the stretch."""
    inside = [reading for reading in readings if reading.until >= after and reading.since <= until]
    if not inside:
        return 0
    rose_at_first = inside[0].exact and inside[0].since > after
    return inside[-1].total - inside[0].total + rose_at_first


def _least(documents: Documents, dated: Sequence[int], after: int, until: int) -> int:
    if after >= until:
        return 0
    return max(_dated_within(dated, after, until), *(_inner(r, after, until) for r in documents.values()))


def _most_by(bracket: _Bracket, documents: Documents, dated: Sequence[int], after: int, until: int) -> int:
    outside = _least(documents, dated, bracket.after, after) + _least(documents, dated, until, bracket.until)
    return max(0, bracket.rise - outside)


def _left_for(
    documents: Documents, dated: Sequence[int], brackets: list[_Bracket], after: int, until: int
) -> tuple[int, set[str]]:
    """What must lie inside because the other documents leave no room outside, and which documents say so."""
    left = {bracket.source: 0 for bracket in brackets}
    for bracket in brackets:
        others = {source: readings for source, readings in documents.items() if source != bracket.source}
        before = _most(others, dated, bracket.after, after)
        behind = _most(others, dated, until, bracket.until)
        # Documents that did not see the whole rise themselves are behind, or this one is: they prove nothing.
        seen = _most(others, dated, bracket.after, bracket.until)
        if before is not None and behind is not None and seen is not None and seen >= bracket.rise:
            left[bracket.source] = bracket.rise - before - behind
    return max(left.values(), default=0), {source for source, rise in left.items() if rise > 0}


def _most(documents: Documents, dated: Sequence[int], after: int, until: int) -> int | None:
    if after >= until:
        return 0
    brackets = _brackets(documents, after, until)
    return min((_most_by(bracket, documents, dated, after, until) for bracket in brackets), default=None)


def _proven_stretch(documents: Documents, sources: Iterable[str], after: int, until: int) -> Stretch | None:
    """The narrowest step of a rise that lies wholly inside."""
    steps = [
        (max(lower.until, after), upper.since)
        for source in sources
        for lower, upper in zip(documents[source], documents[source][1:], strict=False)
        if lower.until >= after and upper.since <= until
    ]
    return min(steps, key=lambda step: (step[1] - step[0], step), default=None)
