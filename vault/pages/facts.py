"""The facts behind a week as tables: bosses by difficulty, kills, and which counters belong to which row."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from characters.domain.difficulties import Difficulty
from vault.domain.rules import SeasonRules
from vault.domain.seasons import Raid
from vault.pages.wording import CONFIDENCES, DIFFICULTIES, source_names

ROW_SECTIONS = {
    "raid": ("summary", "raids", "statistics"),
    "dungeon": ("summary", "keystones", "raiderio", "statistics"),
    "world": ("summary", "statistics"),
}


@dataclass(frozen=True, slots=True)
class KillLine:
    """One boss on one difficulty: when, who says so, how sure that is, and where to read it."""

    name: str
    difficulty: str
    killed_at: str | None
    after: str | None
    until: str | None
    sources: str
    confidence: str
    meaning: str
    parse: float | None
    log: str | None


@dataclass(frozen=True, slots=True)
class BossLine:
    """One boss: per difficulty from LFR to Mythic its kill, or None, and whether the raid has any kill on it."""

    name: str
    kills: tuple[tuple[KillLine | None, bool], ...]


@dataclass(frozen=True, slots=True)
class RaidTable:
    """The bosses of one raid; `difficulties` are the columns, each with whether there is any kill in it."""

    name: str
    difficulties: tuple[tuple[str, bool], ...]
    bosses: tuple[BossLine, ...]

    @property
    def has_kills(self) -> bool:
        """Whether any boss was killed."""
        return any(is_used for _, is_used in self.difficulties)


def kill_lines(evidence: dict[str, Any]) -> list[KillLine]:
    """List the kills of a week, those that are not counted last."""
    entry = evidence["entry"] or {"kills": [], "unplaced": []}
    logs = {
        (sighting["encounter"], sighting["difficulty"]): sighting["url"]
        for sighting in evidence["sightings"]
        if sighting["url"]
    }
    return [_kill_line(kill, logs) for kill in (*entry["kills"], *entry["unplaced"])]


def _kill_line(kill: dict[str, Any], logs: dict[tuple[int, str], str]) -> KillLine:
    interval = kill["interval"] or {}
    return KillLine(
        name=kill["name"],
        difficulty=DIFFICULTIES[kill["difficulty"]],
        killed_at=kill["killed_at"],
        after=interval.get("after"),
        until=interval.get("until"),
        sources=source_names(kill["sources"]),
        confidence=kill["confidence"],
        meaning=CONFIDENCES[kill["confidence"]],
        parse=kill["parse"],
        log=logs.get((kill["encounter"], kill["difficulty"])),
    )


def raid_tables(rules: SeasonRules | None, lines: Iterable[KillLine]) -> list[RaidTable]:
    """Lay the kills over the bosses of the raids that are open in the week."""
    if rules is None:
        return []
    found = {(line.name, line.difficulty): line for line in lines}
    raids = [raid for raid in rules.season.raids.values() if any(number in rules.bosses for number in raid.bosses)]
    return [_raid_table(raid, found) for raid in raids]


def _raid_table(raid: Raid, found: dict[tuple[str, str], KillLine]) -> RaidTable:
    bosses = [boss.name for boss in sorted(raid.bosses.values(), key=lambda boss: boss.order)]
    columns = [DIFFICULTIES[difficulty] for difficulty in Difficulty]
    used = {column: any((boss, column) in found for boss in bosses) for column in columns}
    lines = (BossLine(boss, tuple((found.get((boss, name)), used[name]) for name in columns)) for boss in bosses)
    return RaidTable(raid.name, tuple(used.items()), tuple(lines))


def counters_of(row: str, rules: SeasonRules | None, counters: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Pick the counters that say something about a row of the vault."""
    delves = {str(statistic) for statistic in rules.season.delve_statistics.values()} if rules else set()
    bosses = set(rules.boss_statistics) if rules else set()
    for counter in counters:
        key = counter["counter"]
        kind = "raid" if ":" in key or key in bosses else "world" if key in delves else "dungeon"
        if kind == row:
            yield counter


def sections_of_row(row: str, sections: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Pick the sections that a row is filled from."""
    return [section for section in sections if section["section"] in ROW_SECTIONS[row]]
