"""Sightings gathered into kills: who saw a boss die at about the same time saw the same kill.

Besides the sightings that were recorded, every counter with a dated last kill is one. Clocks differ by
seconds, between sources and between two reads of one, so what lies within ten minutes is one kill: nobody
kills a boss twice in that time.
"""

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import NamedTuple

from vault.domain.facts import KillSighting, Source
from vault.domain.readings import Row
from vault.domain.rules import BossOnDifficulty
from vault.domain.snapshots import to_moment, to_ms
from vault.domain.weeks import written

SAME_KILL_MS = 10 * 60 * 1000
_GAME = frozenset({Source.BLIZZARD.value, Source.STATISTICS.value})


class Glimpse(NamedTuple):
    """One source's time of a kill, in milliseconds."""

    at: int
    source: str
    evidence: str = ""
    parse: float | None = None


class Cluster(NamedTuple):
    """One kill as everybody saw it; `at` decides in which week it lies: the game's own clock, else the earliest."""

    at: int
    glimpses: tuple[Glimpse, ...]


def glimpses_by_boss(sightings: Iterable[KillSighting]) -> dict[BossOnDifficulty, set[Glimpse]]:
    """Collect who saw which boss when."""
    found: dict[BossOnDifficulty, set[Glimpse]] = {}
    for sighting in sightings:
        glimpse = Glimpse(to_ms(sighting.killed_at), sighting.source, sighting.evidence, sighting.parse)
        found.setdefault((sighting.encounter, sighting.difficulty), set()).add(glimpse)
    return found


def glimpses_of_counters(documents: Mapping[str, Iterable[Row]]) -> Iterator[Glimpse]:
    """Read the dates that documents give with their counts of one boss."""
    for source, rows in documents.items():
        yield from (Glimpse(row.last, source) for row in rows if row.last)


def clusters_of(glimpses: Iterable[Glimpse]) -> list[Cluster]:
    """Gather what was seen of one boss on one difficulty into distinct kills, in order of time."""
    gathered: list[list[Glimpse]] = []
    for glimpse in sorted(glimpses, key=itemgetter(0, 1, 2)):
        if gathered and glimpse.at - gathered[-1][0].at <= SAME_KILL_MS:
            gathered[-1].append(glimpse)
        else:
            gathered.append([glimpse])
    return sorted(Cluster(_deciding_time(group), tuple(group)) for group in gathered)


def evidence_of(glimpses: Iterable[Glimpse]) -> tuple[str, ...]:
    """Tell who saw the kill, one line per source and statement."""
    recorded = {(glimpse.source, glimpse.evidence) for glimpse in glimpses if glimpse.evidence}
    telling = {source for source, _ in recorded}
    silent = {(glimpse.source, _told(glimpse)) for glimpse in glimpses if glimpse.source not in telling}
    return tuple(dict.fromkeys(line for _, line in sorted(recorded | silent)))


def _told(glimpse: Glimpse) -> str:
    return f"{glimpse.source}: killed at {written(to_moment(glimpse.at))}"


def _deciding_time(group: list[Glimpse]) -> int:
    return next((glimpse.at for glimpse in group if glimpse.source in _GAME), group[0].at)
