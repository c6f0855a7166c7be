"""Which bosses were killed in a week, on which difficulty, and who says so: sources are united, never ranked.

A kill is known in one of four ways. `confirmed`: two or more sources say so. `single`: one does. `inferred`: no source
has a time, but a counter rose between two logouts that both lie in the week. `unplaced`: a counter rose over a reset
and nothing tells on which side; such a kill is listed in every week it may belong to and counted in none. A source that
missed a kill takes nothing away; a kill on one difficulty says nothing about another.

Sightings of one boss on one difficulty within ten minutes are one kill: clocks differ, and the game's own wins where
the two lie on different sides of a reset. A boss can be killed again in the same week; it still counts once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from characters.domain.difficulties import Difficulty
from vault.domain.counters import NEVER, Documents, Share, share_of
from vault.domain.facts import KillSighting, Source, boss_key
from vault.domain.glimpses import Glimpse, clusters_of, evidence_of, glimpses_by_boss, glimpses_of_counters
from vault.domain.readings import Row, readings_of, rows_of, unmoved_since
from vault.domain.rules import BossOnDifficulty, SeasonRules
from vault.domain.snapshots import Snapshot, to_moment, to_ms
from vault.domain.weeks import Week, written

Counters = Mapping[str, Mapping[str, BossOnDifficulty]]
Snapshots = Mapping[str, Sequence[Snapshot]]


class Confidence(StrEnum):
    """How sure a kill is."""

    CONFIRMED = "confirmed"
    SINGLE = "single"
    INFERRED = "inferred"
    UNPLACED = "unplaced"


@dataclass(frozen=True, slots=True)
class Kill:
    """A boss on a difficulty, killed in the week or, if unplaced, perhaps.

    `killed_at` is the earliest known time, None when no source has one; then the kill happened after `after`,
    which is None where nothing was read before, and not later than `until`.
    """

    encounter: int
    name: str
    difficulty: Difficulty
    confidence: Confidence
    sources: tuple[str, ...] = ()
    killed_at: datetime | None = None
    parse: float | None = None
    after: datetime | None = None
    until: datetime | None = None
    evidence: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The boss on its difficulty, such as "2888:heroic"."""
        return boss_key(self.encounter, self.difficulty)

    @property
    def has_baseline(self) -> bool:
        """Whether an earlier reading is known that the counter rose from."""
        return self.after is not None


@dataclass(frozen=True, slots=True)
class KillsOfWeek:
    """`kills` are certain; `possible` are those that may have happened in the week, unplaced or without a baseline."""

    kills: tuple[Kill, ...]
    possible: tuple[Kill, ...]


def kills_of_week(
    week: Week, rules: SeasonRules, sightings: Iterable[KillSighting], snapshots: Snapshots
) -> KillsOfWeek:
    """Reconcile all facts into the kills of one week, over the bosses that are open in it.

    `snapshots` are in order, by document. Facts of other weeks help to place what spans a reset.
    """
    counters = {Source.BLIZZARD.value: rules.open_bosses, Source.STATISTICS.value: rules.boss_statistics}
    glimpses = glimpses_by_boss(sightings)
    counted = _counted(snapshots, counters)
    found = [
        _reconciled(week, rules, boss, glimpses.get(boss, set()), counted.get(boss, {}))
        for boss in rules.open_bosses.values()
        if boss in glimpses or boss in counted
    ]
    kills = [kill for kill in found if kill]
    return KillsOfWeek(
        kills=tuple(kill for kill in kills if kill.confidence is not Confidence.UNPLACED),
        possible=tuple(kill for kill in kills if kill.confidence is Confidence.UNPLACED),
    )


def _counted(snapshots: Snapshots, counters: Counters) -> dict[BossOnDifficulty, dict[str, list[Row]]]:
    """What every document said about every boss that it counts."""
    found: dict[BossOnDifficulty, dict[str, list[Row]]] = {}
    for source, bosses in counters.items():
        in_order = snapshots.get(source, ())
        listed = set().union(*(snapshot.counts for snapshot in in_order)) & bosses.keys()
        for key in listed:
            found.setdefault(bosses[key], {})[source] = rows_of(in_order, key)
    return found


def _reconciled(
    week: Week,
    rules: SeasonRules,
    boss: BossOnDifficulty,
    glimpses: set[Glimpse],
    counted: Mapping[str, list[Row]],
) -> Kill | None:
    start, end = to_ms(week.start), to_ms(week.end)
    if not glimpses and all(unmoved_since(rows, start) for rows in counted.values()):
        return None
    clusters = clusters_of(glimpses.union(glimpses_of_counters(counted)))
    seen = [glimpse for cluster in clusters if start <= cluster.at < end for glimpse in cluster.glimpses]
    name = rules.bosses[boss[0]].name
    if seen and counted.keys() <= {glimpse.source for glimpse in seen}:
        return _seen(boss, name, seen, (), start)
    documents = {source: readings_of(rows) for source, rows in counted.items()}
    share = _share(documents, [cluster.at for cluster in clusters], start - 1, end - 1)
    if seen:
        return _seen(boss, name, seen, share.proven_by, start)
    return _from_counters(boss, name, share) if share.most else None


def _share(documents: Documents, dated: Sequence[int], after: int, until: int) -> Share:
    share = share_of(documents, dated, after, until)
    if share.stretch and share.stretch[0] == NEVER and not share.least:
        # Before the first reading anything may have been; what rose since then at least has a baseline.
        first = min(readings[0].since for readings in documents.values())
        since_then = share_of(documents, dated, max(first, after), until)
        return since_then if since_then.most else share
    return share


def _seen(boss: BossOnDifficulty, name: str, glimpses: Sequence[Glimpse], proven_by: Iterable[str], start: int) -> Kill:
    sources = {glimpse.source for glimpse in glimpses}.union(proven_by)
    return Kill(
        encounter=boss[0],
        name=name,
        difficulty=boss[1],
        confidence=Confidence.CONFIRMED if len(sources) > 1 else Confidence.SINGLE,
        sources=tuple(sorted(sources)),
        killed_at=to_moment(min(glimpse.at for glimpse in glimpses if glimpse.at >= start)),
        parse=max((glimpse.parse for glimpse in glimpses if glimpse.parse is not None), default=None),
        evidence=evidence_of(glimpses),
    )


def _from_counters(boss: BossOnDifficulty, name: str, share: Share) -> Kill:
    after, until = share.stretch or (NEVER, NEVER)
    kill = Kill(
        encounter=boss[0],
        name=name,
        difficulty=boss[1],
        confidence=Confidence.INFERRED if share.least else Confidence.UNPLACED,
        sources=share.proven_by or tuple(filter(None, (share.possible_by,))),
        after=to_moment(after) if after > NEVER else None,
        until=to_moment(until),
    )
    return replace(kill, evidence=(_told(kill, share.least or share.most),))


def _told(kill: Kill, rise: int) -> str:
    since = f"after {written(kill.after)} and" if kill.after else "at an unknown time"
    until = f"by {written(kill.until)}" if kill.until else ""
    return f"{' and '.join(kill.sources)}: the count rose by {rise}, {since} {until}".strip()
