"""Authors' chains: whether each goes on without a gap, and where one author wrote two histories."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from lootlog.domain.entries import GENESIS, Entry

_Streams = dict[UUID, dict[int, list[Entry]]]


@dataclass(frozen=True, slots=True)
class Break:
    """A place at which an author's chain does not go on: the line, what is wrong, and whether something only lacks."""

    line: int
    what: str
    is_gap: bool


def breaks(entries: Iterable[Entry], line_of: Mapping[str, int]) -> Iterator[Break]:
    """Find entries that do not go on from the one before them in their author's chain.

    `line_of` gives the line of an entry by its hash. It is a gap where the entry before is missing: nothing is there,
    or only the one that the author's other history goes on from. Streams of imports keep no chain and have gaps.
    """
    for places in _streams(entries).values():
        for sequence, twins in sorted(places.items()):
            before = {earlier.hash for earlier in places.get(sequence - 1, ())}
            may_lack = not before or any(twin.previous in before for twin in twins)
            for entry in twins:
                if entry.previous and entry.previous not in before | {GENESIS} and sequence > 1 and may_lack:
                    what = f"The author's entry {sequence - 1} is missing before this one."
                    yield Break(line_of[entry.hash], what, is_gap=True)
                elif entry.previous and (what := _fault(entry, before)):
                    yield Break(line_of[entry.hash], what, is_gap=False)


def forks(entries: Iterable[Entry], line_of: Mapping[str, int]) -> list[str]:
    """Name the places at which one author wrote more than one entry."""
    found = []
    for author, places in _streams(entries).items():
        for sequence, twins in sorted(places.items()):
            if len(twins) > 1:
                named = " and ".join(f"line {line_of[entry.hash]}" for entry in twins)
                found.append(f"{author} wrote entry {sequence} {len(twins)} times: {named}.")
    return found


def _streams(entries: Iterable[Entry]) -> _Streams:
    streams: _Streams = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        if entry.sequence:
            streams[entry.author][entry.sequence].append(entry)
    return streams


def _fault(entry: Entry, before: set[str]) -> str:
    """Tell why an entry does not go on from those that stand before it, "" when it does."""
    if entry.sequence == 1:
        return "" if entry.previous == GENESIS else "The author's first entry says that another came before it."
    if entry.previous == GENESIS:
        return f"The author's entry {entry.sequence} says that none came before it."
    return "" if entry.previous in before else f"The entry does not go on from the author's entry {entry.sequence - 1}."
