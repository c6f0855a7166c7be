"""A derived vault week, and how the board writes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from characters.domain.difficulties import Difficulty
from vault.domain.kills import Kill
from vault.domain.runs import Run
from vault.domain.slots import Row, Slot
from vault.domain.weeks import Week, written


@dataclass(frozen=True, slots=True)
class VaultWeek:
    """One character's Great Vault in one week.

    `season` and `week_number` are None where no season covers it. `rows` are what the slots were judged by.
    """

    week: Week
    season: str | None
    week_number: int | None
    kills: tuple[Kill, ...]
    unplaced: tuple[Kill, ...]
    runs: tuple[Run, ...]
    rows: tuple[Row, ...]
    slots: tuple[Slot, ...]

    def bosses_killed(self, difficulty: Difficulty) -> int:
        """Count the different bosses killed on a difficulty."""
        return len({kill.encounter for kill in self.kills if kill.difficulty is difficulty})

    def as_document(self) -> dict[str, Any]:
        """Write the week as plain JSON values.

        Shape: {"raid_lfr", "raid_normal", "raid_heroic", "raid_mythic": int, "m_plus_runs", "slots", "kills",
        "unplaced": [object]}. Times are ISO 8601 in UTC.
        """
        return {
            **{f"raid_{difficulty.value}": self.bosses_killed(difficulty) for difficulty in Difficulty},
            "m_plus_runs": [_run(run) for run in self.runs],
            "slots": [slot.as_document() for slot in self.slots],
            "kills": _kills(self.kills),
            "unplaced": _kills(self.unplaced),
        }


def _run(run: Run) -> dict[str, Any]:
    return {
        "dungeon": run.dungeon,
        "name": run.name,
        "level": run.level,
        "completed_at": written(run.completed_at),
        "timed": run.timed,
        "sources": list(run.sources),
        "url": run.url,
    }


def _kills(kills: Iterable[Kill]) -> list[dict[str, Any]]:
    return [
        {
            "encounter": kill.encounter,
            "name": kill.name,
            "difficulty": kill.difficulty.value,
            "killed_at": _written_or_none(kill.killed_at),
            "sources": list(kill.sources),
            "confidence": kill.confidence.value,
            "parse": kill.parse,
            "interval": _interval(kill),
            "evidence": list(kill.evidence),
        }
        for kill in kills
    ]


def _interval(kill: Kill) -> dict[str, Any] | None:
    if kill.until is None:
        return None
    return {"after": _written_or_none(kill.after), "until": written(kill.until)}


def _written_or_none(moment: datetime | None) -> str | None:
    return written(moment) if moment else None
