"""The nine slots: three rows of three, each slot paying for the nth best thing done in its row.

A slot is `earned` as soon as facts suffice, whatever else is missing. Otherwise it is `locked` when it is
known that the rest was not done, and `unknown` with a reason when it is not: unknown is never 0. Progress is
a lower bound. In a week without a vault every slot is locked.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from characters.domain.difficulties import Difficulty
from vault.domain.coverage import RowCoverage
from vault.domain.kills import Kill, KillsOfWeek
from vault.domain.reasons import Reason
from vault.domain.rules import SeasonRules
from vault.domain.runs import Run
from vault.domain.seasons import Reward
from vault.domain.world import Activity

RowName = Literal["raid", "dungeon", "world"]
ROWS: tuple[RowName, ...] = ("raid", "dungeon", "world")


class State(StrEnum):
    """What is known about a slot."""

    EARNED = "earned"
    LOCKED = "locked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing done that counts in a row; `fact` names it in short, such as "2888:heroic"."""

    difficulty: Difficulty | None
    level: int | None
    reward: Reward
    fact: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the vault: what was surely done, the best first; how many more things may have been done, and
    why that is not known; and the reason why the sources do not reach far enough, if so.
    """

    name: RowName
    done: tuple[Deed, ...]
    possible: int
    doubt: Reason
    uncovered: Reason | None


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot. Reward and what it is for are set when it is earned, the reason when it is not."""

    row: RowName
    index: int
    threshold: int | None
    progress: int
    state: State
    difficulty: Difficulty | None = None
    level: int | None = None
    item_level: int | None = None
    track: str | None = None
    reason: Reason | None = None
    facts: tuple[str, ...] = ()

    def as_document(self) -> dict[str, Any]:
        """Write the slot as the board shows it: plain JSON values, one key per field."""
        return {
            "row": self.row,
            "index": self.index,
            "threshold": self.threshold,
            "progress": self.progress,
            "state": self.state.value,
            "difficulty": self.difficulty.value if self.difficulty else None,
            "level": self.level,
            "item_level": self.item_level,
            "track": self.track,
            "reason": self.reason.value if self.reason else None,
            "facts": list(self.facts),
        }


def raid_row(rules: SeasonRules, found: KillsOfWeek, coverage: RowCoverage) -> Row:
    """Fill the raid row: each boss once, at the best difficulty it was killed on."""
    best: dict[int, Kill] = {}
    for kill in found.kills:
        held = best.get(kill.encounter)
        if held is None or kill.difficulty.order > held.difficulty.order:
            best[kill.encounter] = kill
    ranked = sorted(best.values(), key=lambda kill: -kill.difficulty.order)
    others = [kill for kill in found.possible if kill.encounter not in best]
    return Row(
        name="raid",
        done=tuple(Deed(kill.difficulty, None, rules.raid_reward(kill.difficulty), kill.key) for kill in ranked),
        possible=len({kill.encounter for kill in others}),
        doubt=Reason.UNPLACED if any(kill.has_baseline for kill in others) else Reason.NO_BASELINE,
        uncovered=coverage.raid,
    )


def dungeon_row(rules: SeasonRules, runs: Iterable[Run], others: Sequence[Activity], coverage: RowCoverage) -> Row:
    """Fill the dungeon row: keystone runs by level, then Mythic, then Heroic dungeons."""
    keystones = tuple(Deed(None, run.level, rules.dungeon_reward(run.level), run.key) for run in runs)
    return Row(
        name="dungeon",
        done=(*keystones, *_dungeons_done(rules, others)),
        possible=sum(activity.most - activity.least for activity in others),
        doubt=Reason.NO_BASELINE,
        uncovered=coverage.keystones or coverage.dungeon_counters,
    )


def world_row(rules: SeasonRules, delves: Sequence[Activity], coverage: RowCoverage) -> Row:
    """Fill the world row: delves by tier, the highest first."""
    done = (
        Deed(None, delve.level, rules.world_reward(delve.level), delve.key)
        for delve in delves
        for _ in range(delve.least)
        if delve.level is not None
    )
    return Row(
        name="world",
        done=tuple(done),
        possible=sum(delve.most - delve.least for delve in delves),
        doubt=Reason.NO_BASELINE,
        uncovered=coverage.world,
    )


def slots_of(rules: SeasonRules, rows: Iterable[Row]) -> tuple[Slot, ...]:
    """Judge the three slots of every row."""
    return tuple(
        _slot(row, index, threshold, rules.has_vault)
        for row in rows
        for index, threshold in enumerate(getattr(rules.season.thresholds, row.name), start=1)
    )


def slots_without_rules() -> tuple[Slot, ...]:
    """Give the nine slots of a week that no season covers: nothing is known about them."""
    return tuple(
        Slot(row, index, threshold=None, progress=0, state=State.UNKNOWN, reason=Reason.NO_SEASON)
        for row in ROWS
        for index in (1, 2, 3)
    )


def _dungeons_done(rules: SeasonRules, others: Iterable[Activity]) -> Iterator[Deed]:
    for activity in others:
        difficulty = Difficulty.HEROIC if activity.level is None else Difficulty.MYTHIC
        deed = Deed(difficulty, activity.level, rules.dungeon_reward(activity.level), activity.key)
        yield from (deed for _ in range(activity.least))


def _slot(row: Row, index: int, threshold: int, has_vault: bool) -> Slot:
    progress = len(row.done)
    if not has_vault:
        return Slot(row.name, index, threshold, progress, State.LOCKED, reason=Reason.NO_VAULT)
    if progress >= threshold:
        return _earned(row, index, threshold)
    reason = row.uncovered or (row.doubt if progress + row.possible >= threshold else None)
    return Slot(row.name, index, threshold, progress, State.UNKNOWN if reason else State.LOCKED, reason=reason)


def _earned(row: Row, index: int, threshold: int) -> Slot:
    deed = row.done[threshold - 1]
    return Slot(
        row=row.name,
        index=index,
        threshold=threshold,
        progress=len(row.done),
        state=State.EARNED,
        difficulty=deed.difficulty,
        level=deed.level,
        item_level=deed.reward.item_level,
        track=deed.reward.track,
        facts=tuple(done.fact for done in row.done[:threshold]),
    )
