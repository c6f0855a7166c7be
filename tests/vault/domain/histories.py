"""A model of what really happened to a character, and of what sources would have answered when they were asked.

The truth is a list of sessions with kills. Blizzard's documents show the state at the last logout before they are
asked, with or without the date of the last kill, and now and then come back empty. Some kills are logged, and logs
may be uploaded days later. Fetches are missed or fail. Times are minutes from three weeks before the week in `story`.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import strategies as st

from characters.domain.difficulties import Difficulty
from tests.vault.domain.story import HEROIC, NORMAL, RULES, at
from vault.domain.coverage import Coverage, SectionStatus
from vault.domain.facts import CountSnapshot, Facts, KillSighting, boss_key

DAY = 24 * 60
HORIZON = 31 * DAY
RESETS = [week * 7 * DAY for week in range(1, 5)]
BOSSES = [(encounter, difficulty) for encounter in list(RULES.bosses)[:5] for difficulty in (NORMAL, HEROIC)]
SOURCES = ("blizzard", "statistics")


def moment(minutes: float) -> datetime:
    return at(days=-21, minutes=minutes)


@dataclass(frozen=True)
class TrueKill:
    boss: tuple[int, Difficulty]
    at: float
    logged_at: float | None
    clock: int

    @property
    def time(self) -> datetime:
        return moment(self.at)


@dataclass(frozen=True)
class Session:
    login: float
    logout: float
    kills: tuple[TrueKill, ...]


@dataclass(frozen=True)
class Fetch:
    """One round of requests: which documents answered, which of them dated their counts, and which came back empty."""

    at: float
    profile: bool = True
    answered: frozenset[str] = frozenset(SOURCES)
    dated: frozenset[str] = frozenset(SOURCES)
    empty: frozenset[str] = frozenset()


@dataclass(frozen=True)
class History:
    sessions: tuple[Session, ...]
    fetches: tuple[Fetch, ...]

    @property
    def kills(self) -> list[TrueKill]:
        return [kill for session in self.sessions for kill in session.kills]

    def last_logout(self, minutes: float) -> float | None:
        return max((session.logout for session in self.sessions if session.logout <= minutes), default=None)


@dataclass
class Answers:
    """What is stored after the fetches up to a time, and what was truly shown: (source, logout, dated) per answer."""

    snapshots: list[CountSnapshot] = field(default_factory=list)
    sightings: list[KillSighting] = field(default_factory=list)
    shown: list[tuple[str, float, bool]] = field(default_factory=list)
    coverage: Coverage = field(default_factory=Coverage)

    @property
    def facts(self) -> Facts:
        return Facts(self.sightings, self.snapshots)


def answers_until(history: History, now: float) -> Answers:
    """Ask as the product does: the profile first, then the documents, storing a snapshot when counts changed."""
    answers, newest, sections = Answers(), None, {}
    for fetch in (fetch for fetch in history.fetches if fetch.at <= now):
        logout = history.last_logout(fetch.at)
        old = sections.get("summary", SectionStatus())
        if not fetch.profile or logout is None:
            sections["summary"] = SectionStatus(old.fetched_at, "unavailable", None)
            continue
        newest = logout
        sections["summary"] = SectionStatus(moment(fetch.at), None, None)
        for source in SOURCES:
            section = "raids" if source == "blizzard" else source
            sections[section] = _ask(answers, history, fetch, source, logout, sections.get(section, SectionStatus()))
    answers.coverage = Coverage(moment(newest) if newest is not None else None, sections)
    for kill in history.kills:
        if kill.logged_at is not None and kill.logged_at <= now:
            seen = kill.time + timedelta(seconds=kill.clock)
            answers.sightings.append(KillSighting(*kill.boss, "warcraftlogs", seen, "a report", 50.0))
    return answers


def _ask(answers, history, fetch, source, logout, old) -> SectionStatus:
    if source not in fetch.answered:
        return SectionStatus(old.fetched_at, "timeout", old.as_of)
    # An empty answer is known for a fault where there was something before; it looks like a new character's else.
    empty = source in fetch.empty and any(s.source == source and s.counts for s in answers.snapshots)
    dated = source in fetch.dated
    if not empty:
        answers.shown.append((source, logout, dated))
    counts = {} if empty else _counts(history, source, logout, dated)
    _store(answers, source, moment(logout), moment(fetch.at), counts)
    return SectionStatus(moment(fetch.at), None, moment(logout))


def _counts(history: History, source: str, logout: float, dated: bool) -> dict[str, tuple[int, int | None]]:
    counts: dict[str, tuple[int, int | None]] = {}
    for kill in sorted(history.kills, key=lambda kill: kill.at):
        if kill.at <= logout:
            encounter, difficulty = kill.boss
            statistic = str(RULES.bosses[encounter].statistics[difficulty])
            key = boss_key(encounter, difficulty) if source == "blizzard" else statistic
            counts[key] = (counts.get(key, (0,))[0] + 1, int(kill.time.timestamp() * 1000) if dated else None)
    return counts


def _store(answers: Answers, source: str, logout: datetime, fetched: datetime, counts) -> None:
    newest = next((s for s in reversed(answers.snapshots) if s.source == source), None)
    if newest and newest.counts == counts:
        answers.snapshots.remove(newest)
        answers.snapshots.append(CountSnapshot(source, newest.as_of_from, logout, fetched, counts))
    else:
        answers.snapshots.append(CountSnapshot(source, logout, logout, fetched, counts))


@dataclass(frozen=True)
class Habits:
    """What kind of history to make up; a seed decides the rest, so that a failing one can be told in one line."""

    seed: int
    sessions: int
    kills: int
    logged: float
    dated: float
    missed: float
    failing: float
    empty: float
    over_resets: bool


shares = st.sampled_from([0.0, 0.3, 0.7, 1.0])
habits = st.builds(
    Habits,
    seed=st.integers(0, 2**32),
    sessions=st.integers(1, 12),
    kills=st.integers(1, 7),
    logged=shares,
    dated=shares,
    missed=shares,
    failing=st.sampled_from([0.0, 0.3]),
    empty=st.sampled_from([0.0, 0.1]),
    over_resets=st.booleans(),
)


def history_of(habits: Habits) -> History:
    """Make up sessions and fetches at any time: many soon after a logout, some failing, some undated, some empty."""
    chance = Random(habits.seed)
    played = _sessions(chance, habits)
    after = [session.logout + chance.choice([1, 20, 300, 900]) for session in played]
    seen = [time for time in after if chance.random() >= habits.missed]
    times = sorted({*seen, *(chance.randrange(HORIZON) for _ in range(chance.randrange(7)))})
    return History(tuple(played), tuple(_fetch(chance, habits, time) for time in times))


def well_watched_history_of(habits: Habits) -> History:
    """Make up sessions within the weeks, with a short one after each reset; every logout is fetched at once."""
    chance = Random(habits.seed)
    perfect = replace(habits, over_resets=False, failing=0.0, empty=0.0)
    looks_in = [Session(reset + 1, reset + 2, ()) for reset in (-2 * DAY, *RESETS)]
    played = sorted([*looks_in, *_sessions(chance, perfect)], key=lambda session: session.login)
    apart = [session for session, following in pairwise(played) if session.logout < following.login] + played[-1:]
    watched = [_fetch(chance, perfect, session.logout + 0.5) for session in apart]
    return History(tuple(apart), (*watched, Fetch(HORIZON + 2 * DAY)))


def _sessions(chance: Random, habits: Habits) -> list[Session]:
    made: list[Session] = []
    starts = [chance.randrange(HORIZON) for _ in range(habits.sessions)]
    if habits.over_resets:
        starts += [reset - chance.randrange(1, 200) for reset in RESETS if chance.random() < 0.5]
    for login in sorted(starts):
        logout = login + chance.randrange(20, 400)
        crosses = any(login < reset <= logout for reset in RESETS)
        if (not made or login > made[-1].logout + 1) and (habits.over_resets or not crosses):
            made.append(Session(login, logout, _kills(chance, habits, login, logout)))
    return made


def _kills(chance: Random, habits: Habits, login: float, logout: float) -> tuple[TrueKill, ...]:
    """Nobody kills the same boss twice within a quarter of an hour, and no clock is to decide between two weeks."""
    kept: list[TrueKill] = []
    for when in sorted(chance.uniform(login, logout) for _ in range(chance.randrange(habits.kills + 1))):
        boss = chance.choice(BOSSES)
        upload = when + chance.choice([10, 90, 600, 2 * DAY, 9 * DAY]) if chance.random() < habits.logged else None
        same = [other for other in kept if other.boss == boss]
        if all(when - other.at > 15 for other in same) and all(abs(when - reset) > 0.2 for reset in RESETS):
            kept.append(TrueKill(boss, when, upload, chance.randint(-2, 2)))
    return tuple(kept)


def _fetch(chance: Random, habits: Habits, time: float) -> Fetch:
    def some(share: float) -> frozenset[str]:
        return frozenset(source for source in SOURCES if chance.random() < share)

    profile = chance.random() >= habits.failing / 3
    return Fetch(time, profile, some(1 - habits.failing), some(habits.dated), some(habits.empty))


histories = habits.map(history_of)
well_watched_histories = habits.map(well_watched_history_of)
