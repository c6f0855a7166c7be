"""A model of what really happened to a character, and of what sources would have answered when they were asked.

The truth is a list of sessions with kills. Blizzard's documents show the state at the last logout before they are asked,
with or without the date of the last kill, and now and then come back empty. Some kills are logged, and logs may be
uploaded days later. Fetches are missed or fail. Times are minutes from three weeks before the week in `story`.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

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
    empty = source in fetch.empty and any(shown[0] == source for shown in answers.shown)
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


def _kills(login: float, logout: float) -> st.SearchStrategy[tuple[TrueKill, ...]]:
    kill = st.builds(
        lambda boss, share, upload, clock: TrueKill(
            boss,
            when := login + share * (logout - login) / 100,
            when + upload if upload is not None else None,
            clock,
        ),
        boss=st.sampled_from(BOSSES),
        share=st.integers(1, 99),
        upload=st.none() | st.sampled_from([10, 90, 600, 2 * DAY, 9 * DAY]),
        clock=st.integers(-2, 2),
    )
    return st.lists(kill, max_size=6).map(_apart)


def _apart(kills: list[TrueKill]) -> tuple[TrueKill, ...]:
    """Nobody kills the same boss twice within a quarter of an hour, and no clock is to decide between two weeks."""
    kept: list[TrueKill] = []
    for kill in sorted(kills, key=lambda kill: kill.at):
        same = [other for other in kept if other.boss == kill.boss]
        if all(kill.at - other.at > 15 for other in same) and all(abs(kill.at - reset) > 0.2 for reset in RESETS):
            kept.append(kill)
    return tuple(kept)


@st.composite
def sessions(draw, over_resets: bool = True) -> tuple[Session, ...]:
    near_a_reset = st.builds(lambda reset, before: reset - before, st.sampled_from(RESETS), st.integers(1, 200))
    starts = draw(st.lists(st.integers(0, HORIZON) | near_a_reset, min_size=1, max_size=9, unique=True))
    made: list[Session] = []
    for login in sorted(starts):
        logout = login + draw(st.integers(20, 400))
        crosses = any(login < reset <= logout for reset in RESETS)
        if (not made or login > made[-1].logout + 1) and (over_resets or not crosses):
            made.append(Session(login, logout, draw(_kills(login, logout))))
    return tuple(made)


@st.composite
def histories(draw) -> History:
    """Sessions with fetches at any time, many soon after a logout, some failing, some undated, some empty."""
    played = draw(sessions())
    after_logouts = [session.logout + draw(st.sampled_from([1, 20, 300, 900])) for session in played]
    chosen = draw(st.lists(st.sampled_from(after_logouts), unique=True))
    times = sorted({*chosen, *draw(st.lists(st.integers(0, HORIZON), min_size=1, max_size=6))})
    some = st.frozensets(st.sampled_from(SOURCES))
    fetches = [
        Fetch(
            at=time,
            profile=draw(st.integers(0, 9)) > 0,
            answered=frozenset(SOURCES) if draw(st.booleans()) else draw(some),
            dated=draw(some),
            empty=draw(some) if draw(st.integers(0, 6)) == 0 else frozenset(),
        )
        for time in times
    ]
    return History(played, tuple(fetches))


@st.composite
def well_watched_histories(draw) -> History:
    """Nobody is online over a reset, and every logout is fetched before the next login, dated or not."""
    played = draw(sessions(over_resets=False))
    dated = st.frozensets(st.sampled_from(SOURCES))
    watched = [Fetch(session.logout + 1, dated=draw(dated)) for session in played]
    quiet = [Fetch(reset + 13 * 60) for reset in RESETS]
    everything = sorted([Fetch(-1), *watched, *quiet, Fetch(HORIZON + 2 * DAY)], key=lambda fetch: fetch.at)
    first = Session(-300, -200, ())
    return History((first, *played), tuple(everything))
