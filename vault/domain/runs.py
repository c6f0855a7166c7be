"""Keystone runs of a week, united over the sources that list them.

Raider.IO lists the ten best of a week, Blizzard the best of each dungeon; a run that one lacks the other may have. The
same dungeon on the same level completed within a minute is one run, because the recorded times differ by a second or
so. The completion decides the week, whenever the run began. A depleted run counts like a timed one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from characters.domain.keystones import KeystoneRun
from vault.domain.facts import Source
from vault.domain.rules import SeasonRules
from vault.domain.weeks import Week, written

SAME_RUN = timedelta(seconds=60)
LOWEST_KEYSTONE = 2


@dataclass(frozen=True, slots=True)
class Run:
    """One keystone run as all sources together know it."""

    dungeon: int
    name: str
    level: int
    completed_at: datetime
    timed: bool | None
    sources: tuple[str, ...]
    url: str | None

    @property
    def key(self) -> str:
        """The run in short, such as "588:12@2026-11-18T20:31:07Z"."""
        return f"{self.dungeon}:{self.level}@{written(self.completed_at)}"


def runs_of_week(week: Week, rules: SeasonRules | None, runs: Iterable[KeystoneRun]) -> tuple[Run, ...]:
    """Give the keystone runs completed in the week, the best first, each once."""
    united = (_united(rules, group) for group in _grouped(runs))
    return tuple(sorted((run for run in united if run.completed_at in week), key=_best_first))


def _grouped(runs: Iterable[KeystoneRun]) -> list[list[KeystoneRun]]:
    groups: list[list[KeystoneRun]] = []
    for run in sorted((run for run in runs if run.level >= LOWEST_KEYSTONE), key=_same_together):
        first = groups[-1][0] if groups else None
        if first and _is_same(first, run):
            groups[-1].append(run)
        else:
            groups.append([run])
    return groups


def _is_same(first: KeystoneRun, run: KeystoneRun) -> bool:
    same_kind = (first.dungeon, first.level) == (run.dungeon, run.level)
    return same_kind and run.completed_at - first.completed_at <= SAME_RUN


def _same_together(run: KeystoneRun) -> tuple[int, int, datetime, str, str, str]:
    return run.dungeon, run.level, run.completed_at, run.source, run.url or "", str(run.timed)


def _united(rules: SeasonRules | None, group: list[KeystoneRun]) -> Run:
    # Raider.IO knows the page of a run and keeps its time; Blizzard's may move by a second between two reads.
    preferred = sorted(group, key=lambda run: run.source != Source.RAIDERIO.value)
    dungeon = rules.season.dungeons.get(preferred[0].dungeon) if rules else None
    return Run(
        dungeon=preferred[0].dungeon,
        name=dungeon.name if dungeon else f"Dungeon {preferred[0].dungeon}",
        level=preferred[0].level,
        completed_at=preferred[0].completed_at,
        timed=next((run.timed for run in preferred if run.timed is not None), None),
        sources=tuple(sorted({run.source for run in group})),
        url=next((run.url for run in preferred if run.url), None),
    )


def _best_first(run: Run) -> tuple[int, datetime, int]:
    return -run.level, run.completed_at, run.dungeon
