"""Words for telling what a character did and what sources said, in one reset week of Midnight Season 2."""

from datetime import datetime, timedelta

from characters.domain.difficulties import Difficulty
from characters.domain.keystones import KeystoneRun
from characters.domain.regions import Region
from vault.domain.coverage import Coverage, SectionStatus
from vault.domain.derive import derive_week
from vault.domain.facts import CountSnapshot, Facts, KillSighting
from vault.domain.packs import load_seasons
from vault.domain.rules import rules_for
from vault.domain.slots import Slot
from vault.domain.vault_week import VaultWeek
from vault.domain.weeks import Week, fallback_week_of_period

SEASONS = load_seasons()
PERIOD = 1090
WEEK = fallback_week_of_period(Region.US, PERIOD)
RULES = rules_for(SEASONS, PERIOD)
assert RULES is not None

LFR, NORMAL, HEROIC, MYTHIC = Difficulty
NEKZALI, SENTINELS, EXPLORERS, VASHNIK, SSZORAK, FANGS, ALTAR, ULATEK, NYMRISSA = RULES.bosses


def at(days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> datetime:
    """Return a moment counted from the week's reset; negative days lie in the week before."""
    return WEEK.start + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def week_after(weeks: int) -> Week:
    return fallback_week_of_period(Region.US, PERIOD + weeks)


def logged(boss: int, when: datetime, difficulty: Difficulty = HEROIC, **more) -> KillSighting:
    return KillSighting(boss, difficulty, "warcraftlogs", when, **more)


def ms(when: datetime | None) -> int | None:
    return None if when is None else int(when.timestamp() * 1000)


def raids(logout: datetime, kills: dict[int, object], difficulty: Difficulty = HEROIC, **more) -> CountSnapshot:
    """Return the raids document as of a logout; each boss has a count, or a count and the time of the last kill."""
    return _snapshot("blizzard", logout, {f"{boss}:{difficulty}": said for boss, said in kills.items()}, **more)


def statistics(logout: datetime, totals: dict[int, object], **more) -> CountSnapshot:
    """Return the statistics document as of a logout, by statistic id."""
    return _snapshot("statistics", logout, {str(number): said for number, said in totals.items()}, **more)


def statistic_of(boss: int, difficulty: Difficulty = HEROIC) -> int:
    return RULES.bosses[boss].statistics[difficulty]


def delve(tier: int) -> int:
    return RULES.season.delve_statistics[tier]


def _snapshot(source, logout, said, until=None, confirmed=None) -> CountSnapshot:
    counts = {key: (pair[0], ms(pair[1])) if isinstance(pair, tuple) else (pair, None) for key, pair in said.items()}
    until = until or logout
    return CountSnapshot(source, logout, until, confirmed or until + timedelta(minutes=20), counts)


def key_run(level: int, when: datetime, dungeon: int = 588, source: str = "raiderio", timed=True) -> KeystoneRun:
    url = f"https://raider.io/run/{dungeon}-{level}" if source == "raiderio" else None
    return KeystoneRun(dungeon, level, when, timed, 1_500_000, source, None, url)


def everything_read(logout: datetime | None, fetched: datetime | None = None, **changes) -> Coverage:
    """Return the state after a complete fetch, by default twenty minutes after the logout."""
    fetched = fetched or (logout or WEEK.start) + timedelta(minutes=20)
    names = ("summary", "raids", "statistics", "keystones", "raiderio")
    sections = {name: SectionStatus(fetched, None, logout) for name in names}
    sections["raiderio"] = SectionStatus(fetched, None, None)
    return Coverage(logout, {**sections, **changes}, first_synced_at=fetched)


def vault(*facts, coverage: Coverage | None = None, week: Week = WEEK, now=None) -> VaultWeek:
    """Derive a week from facts of any kind; unless told otherwise everything was read at the end of the sixth day."""
    return derive_week(
        week,
        rules_for(SEASONS, week.period_id),
        Facts(
            sightings=[fact for fact in facts if isinstance(fact, KillSighting)],
            snapshots=[fact for fact in facts if isinstance(fact, CountSnapshot)],
            runs=[fact for fact in facts if isinstance(fact, KeystoneRun)],
        ),
        everything_read(at(days=5)) if coverage is None else coverage,
        now or at(days=6),
    )


def slot(week: VaultWeek, row: str, index: int) -> Slot:
    return next(slot for slot in week.slots if (slot.row, slot.index) == (row, index))


def states(week: VaultWeek, row: str) -> list[str]:
    """Return the row's three states, with the reason where there is one, such as "unknown: unplaced"."""
    found = [slot(week, row, index) for index in (1, 2, 3)]
    return [f"{s.state.value}: {s.reason.value}" if s.reason else s.state.value for s in found]


def killed(week: VaultWeek, difficulty: Difficulty = HEROIC) -> set[int]:
    return {kill.encounter for kill in week.kills if kill.difficulty is difficulty}


def kill_of(week: VaultWeek, boss: int, difficulty: Difficulty = HEROIC):
    return next(kill for kill in week.kills if (kill.encounter, kill.difficulty) == (boss, difficulty))
