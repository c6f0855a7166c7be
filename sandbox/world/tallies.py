"""Lifetime counters of one character: how often, and when last."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sandbox.world.calendar import DAY, SECOND, period_at, period_start
from sandbox.world.chance import dice
from sandbox.world.records import Character, Clear, Deeds, Delve, Kill, Run
from sandbox.world.seasons import FIRST_PERIOD, season_of

Key = TypeVar("Key")


class Counts(dict[Key, tuple[int, int]], Generic[Key]):
    """How often something happened and when it last did."""

    def add(self, key: Key, moment: int) -> None:
        """Count once more."""
        count, last = self.get(key, (0, 0))
        self[key] = (count + 1, max(last, moment))


@dataclass(slots=True)
class Tally:
    """What a character has ever done: boss kills, delves by tier, dungeons, and the best keystone runs."""

    kills: Counts[tuple[int, int]] = field(default_factory=Counts)
    delves: Counts[int] = field(default_factory=Counts)
    clears: Counts[tuple[int, bool]] = field(default_factory=Counts)
    best_runs: dict[tuple[int, int], Run] = field(default_factory=dict)

    def copy(self) -> "Tally":
        """Copy the counters, so that the copy can go on by itself."""
        return Tally(Counts(self.kills), Counts(self.delves), Counts(self.clears), dict(self.best_runs))

    def add(self, region: str, deeds: Deeds, until: int) -> None:
        """Count everything that happened up to and including a moment."""
        self.add_kills(kill for kill in deeds.kills if kill.at <= until)
        self.add_delves(delve for delve in deeds.delves if delve.at <= until)
        self.add_clears(clear for clear in deeds.clears if clear.at <= until)
        self.add_runs(region, (run for run in deeds.runs if run.at <= until))

    def add_kills(self, kills: Iterable[Kill]) -> None:
        """Count boss kills."""
        for kill in kills:
            self.kills.add((kill.boss, kill.difficulty), kill.at)

    def add_delves(self, delves: Iterable[Delve]) -> None:
        """Count delves."""
        for delve in delves:
            self.delves.add(delve.tier, delve.at)

    def add_clears(self, clears: Iterable[Clear]) -> None:
        """Count dungeons without a keystone."""
        for clear in clears:
            self.clears.add((clear.dungeon, clear.mythic), clear.at)

    def add_runs(self, region: str, runs: Iterable[Run]) -> None:
        """Count keystone runs; the game counts them as mythic clears of the dungeon as well."""
        for run in runs:
            self.clears.add((run.dungeon, True), run.at)
            key = (season_of(period_at(region, run.at)).id, run.dungeon)
            if key not in self.best_runs or _rank(run) > _rank(self.best_runs[key]):
                self.best_runs[key] = run


def _rank(run: Run) -> tuple[int, bool, int]:
    return run.level, run.timed, -run.at


def score(run: Run) -> float:
    """Give the rating that a run is worth."""
    return round(125 + 15 * run.level + (run.level >= 10) * 10 - (0 if run.timed else 25), 1)


def before_history(seed: int, character: Character) -> Tally:
    """Give what a generated character had done before the first week that is told."""
    tally = Tally()
    if character.player is None or character.level < 90:
        return tally
    rolls = dice(seed, "before", character.number)
    start = period_start(character.region, FIRST_PERIOD)
    for tier in range(1, rolls.randint(2, 11)):
        moment = (start - int(rolls.uniform(3, 60) * DAY)) // SECOND * SECOND
        tally.delves[tier] = (rolls.randint(1, 30), moment)
    return tally
