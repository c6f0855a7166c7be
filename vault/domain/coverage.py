"""How far the sources reach into a week: may what is not proven be called not done, or is it unknown?

Blizzard's documents show a character as of the last logout, so what matters is not when a document was
fetched but which logout its content reflects. A row of an open week is covered when the newest known logout
lies in the week and is reflected: what is missing then is *not done yet, as of that logout*. A row of a
closed week is covered when a logout after its end is reflected; or when the profile, read long enough after
the end, still shows an older logout, and that one is reflected or lies before the week: then nobody played.
"Long enough" because somebody online over the reset logs out later and then brings kills from before it.

Coverage never takes anything away: facts that suffice make a slot earned whatever is said here.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from characters.domain.errors import ErrorKind
from vault.domain.facts import Source
from vault.domain.reasons import Reason
from vault.domain.runs import Run
from vault.domain.weeks import SEVEN_DAYS, Week

# Nobody plays longer than this without logging out.
LONGEST_SESSION = timedelta(hours=12)

_REASONS: dict[str, Reason] = {
    ErrorKind.NOT_FOUND.value: Reason.PROFILE_NOT_FOUND,
    ErrorKind.REPLACED.value: Reason.PROFILE_NOT_FOUND,
    ErrorKind.FORBIDDEN.value: Reason.PROFILE_FORBIDDEN,
}


@dataclass(frozen=True, slots=True)
class SectionStatus:
    """One section's state: the last good fetch, the kind of error of the last attempt if that failed, and the
    logout that the stored body reflects (for Raider.IO: its `last_crawled_at`).
    """

    fetched_at: datetime | None = None
    error: str | None = None
    as_of: datetime | None = None


_NEVER = SectionStatus()


@dataclass(frozen=True, slots=True)
class Coverage:
    """The newest known logout (Blizzard's `last_login_timestamp`) and the sections by name: summary, raids,
    statistics, keystones, raiderio, warcraftlogs. A section that is missing was never fetched.
    `first_synced_at` is when the character was read for the first time; Raider.IO lists runs of this and the
    last week only, so older weeks are covered only if somebody looked at the time.
    """

    last_login_at: datetime | None = None
    sections: Mapping[str, SectionStatus] = field(default_factory=dict)
    first_synced_at: datetime | None = None

    def section(self, name: str) -> SectionStatus:
        """Give the state of a section, empty when it was never fetched."""
        return self.sections.get(name, _NEVER)


@dataclass(frozen=True, slots=True)
class RowCoverage:
    """Per row None when what is not proven was not done, else why it is unknown.

    `keystones` is the dungeon row as far as keystone runs fill it, `dungeon_counters` as far as statistics do.
    """

    raid: Reason | None
    keystones: Reason | None
    dungeon_counters: Reason | None
    world: Reason | None


def row_coverage(week: Week, coverage: Coverage, runs: Iterable[Run], fallen: Set[str], now: datetime) -> RowCoverage:
    """Tell for every row whether what is not proven was not done.

    `runs` are the keystone runs of the week, `fallen` the sections whose newest counts are lower than those before
    and therefore prove nothing. Warcraft Logs is never needed: it knows only what somebody logged.
    """
    statistics = _documents(week, coverage, {"statistics"}, fallen, now)
    return RowCoverage(
        raid=_documents(week, coverage, {"raids", "statistics"}, fallen, now),
        keystones=_keystones(week, coverage, tuple(runs), now),
        dungeon_counters=statistics,
        world=statistics,
    )


def _documents(week: Week, coverage: Coverage, names: Set[str], fallen: Set[str], now: datetime) -> Reason | None:
    """Any one of the documents is enough: they count the same things."""
    sound = [status.as_of for status in map(coverage.section, names - fallen) if status.as_of]
    if week.is_closed(now) and any(as_of >= week.end for as_of in sound):
        return None
    needed = _logout_to_reflect(week, coverage, now)
    if needed is None or isinstance(needed, Reason):
        return needed
    if any(as_of >= needed for as_of in sound):
        return None
    return Reason.NO_BASELINE if names & fallen else _why_behind(coverage, sorted(names))


def _logout_to_reflect(week: Week, coverage: Coverage, now: datetime) -> datetime | Reason | None:
    """The moment that documents must reflect, None if nobody played in the week, or why that is not known."""
    summary, newest = coverage.section("summary"), coverage.last_login_at
    closed = week.is_closed(now)
    if closed and newest and newest >= week.end:
        return week.end
    if summary.error and not (closed and summary.fetched_at and summary.fetched_at >= week.end):
        return _REASONS.get(summary.error, Reason.UPSTREAM_DOWN)
    if summary.fetched_at is None or summary.fetched_at < (week.end if closed else week.start):
        return Reason.NEVER_SYNCED
    played = newest is not None and newest >= week.start
    if closed:
        if summary.fetched_at < week.end + LONGEST_SESSION:
            return Reason.NOT_LOGGED_IN
        return newest if played else None
    return newest if played else Reason.NOT_LOGGED_IN


def _keystones(week: Week, coverage: Coverage, runs: tuple[Run, ...], now: datetime) -> Reason | None:
    needed = _logout_to_reflect(week, coverage, now)
    if needed is None or isinstance(needed, Reason):
        return needed
    if not runs and _blizzard_would_list(week, coverage, needed):
        return None
    raiderio = coverage.section("raiderio")
    if raiderio.error in (ErrorKind.NOT_FOUND, ErrorKind.FORBIDDEN):
        return Reason.NO_RAIDERIO
    reached = max(filter(None, (raiderio.as_of, raiderio.fetched_at)), default=None)
    if reached is None or reached < needed:
        return _why_behind(coverage, ("raiderio",))
    if week.is_closed(now) and not _looked_in_time(week, coverage, reached):
        return Reason.NO_BASELINE
    # A run that only Blizzard lists proves that Raider.IO has not read this week to its end.
    return Reason.NO_RAIDERIO if any(run.sources == (Source.BLIZZARD.value,) for run in runs) else None


def _blizzard_would_list(week: Week, coverage: Coverage, needed: datetime) -> bool:
    """Blizzard lists the best run of every dungeon of its current week, so an empty list is a complete one."""
    as_of = coverage.section("keystones").as_of
    return as_of is not None and needed <= as_of < week.end


def _looked_in_time(week: Week, coverage: Coverage, reached: datetime) -> bool:
    first = min(filter(None, (coverage.first_synced_at, reached)))
    return first < week.end + SEVEN_DAYS


def _why_behind(coverage: Coverage, names: Iterable[str]) -> Reason:
    errors = [status.error for status in map(coverage.section, names) if status.error]
    return _REASONS.get(errors[0], Reason.UPSTREAM_DOWN) if errors else Reason.NEVER_SYNCED
