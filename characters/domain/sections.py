"""The documents that are fetched, and when one is due. Pure: the clock is an argument.

The summary is the cheap question. Blizzard's data moves only when a character logs out, so the other documents are
asked for when the summary shows a logout that they do not reflect yet, and when an earlier try failed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from characters.domain.errors import ErrorKind


class Section(StrEnum):
    """One upstream document of a character or a guild."""

    SUMMARY = "summary"
    RAIDS = "raids"
    STATISTICS = "statistics"
    KEYSTONES = "keystones"
    RAIDERIO = "raiderio"
    EQUIPMENT = "equipment"
    PROFESSIONS = "professions"
    SEASON = "season"
    GUILD = "guild"
    ROSTER = "roster"
    REPORTS = "reports"


VAULT_SECTIONS = (Section.RAIDS, Section.STATISTICS, Section.KEYSTONES)
RECORD_SECTIONS = (Section.EQUIPMENT, Section.PROFESSIONS, Section.SEASON)
BLIZZARD_SECTIONS = (Section.SUMMARY, *VAULT_SECTIONS, *RECORD_SECTIONS)

SUMMARY_STAYS_FRESH = timedelta(minutes=30)
BODY_STAYS_FRESH = timedelta(hours=1)
FORCED_STAYS_FRESH = timedelta(minutes=5)
ROSTER_STAYS_FRESH = timedelta(hours=6)
RAIDERIO_SECOND_LOOK = timedelta(hours=6)
# A profile that stays missing is asked for once a day after a day of hourly tries.
TRIES_BEFORE_PATIENCE = 24
PATIENCE = timedelta(hours=24)
_LASTING = {ErrorKind.NOT_FOUND, ErrorKind.FORBIDDEN, ErrorKind.REPLACED}


@dataclass(frozen=True, slots=True)
class Freshness:
    """What is known about the newest answer of one section."""

    fetched_at: datetime | None = None
    as_of: datetime | None = None
    error_kind: str = ""
    due_at: datetime | None = None
    last_modified: str = ""
    failures: int = 0


NEVER = Freshness()


def is_older(moment: datetime | None, age: timedelta, now: datetime) -> bool:
    """Tell whether `moment` lies at least `age` from `now`, in either direction, or never was."""
    return moment is None or abs(now - moment) >= age


def is_summary_due(stored: Freshness, *, now: datetime, forced: bool = False) -> bool:
    """Tell whether to ask for the summary: half an hour old, five minutes when forced, or a failed try's turn."""
    if stored.error_kind:
        return is_retry_due(stored, now)
    return is_older(stored.fetched_at, FORCED_STAYS_FRESH if forced else SUMMARY_STAYS_FRESH, now)


def is_body_due(stored: Freshness, *, now: datetime, login: datetime | None, forced: bool = False) -> bool:
    """Tell whether to ask for a document that the vault is made of.

    `login` is the newest known logout; None means that the summary could not tell, and then age decides.
    """
    if stored.error_kind:
        is_news = stored.as_of is not None and login is not None and stored.as_of < login
        return is_retry_due(stored, now) or (stored.error_kind == ErrorKind.NOT_FOUND and is_news)
    if stored.fetched_at is None:
        return True
    if forced:
        return is_older(stored.fetched_at, FORCED_STAYS_FRESH, now)
    if login is None:
        return is_older(stored.fetched_at, BODY_STAYS_FRESH, now)
    has_second_look = stored.due_at is not None and now >= stored.due_at
    return stored.as_of is None or stored.as_of < login or has_second_look


def is_retry_due(stored: Freshness, now: datetime) -> bool:
    """Tell whether a failed section may be tried again."""
    return stored.due_at is None or now >= stored.due_at


def retry_at(section: Section, kind: ErrorKind, failures: int, *, now: datetime, retry_after: float | None) -> datetime:
    """Give the moment from which a failed section is due again.

    That is at once (the next tick is the pause), after `retry_after` seconds where the upstream said so, and after a
    day where a profile has been missing for long, or where Raider.IO does not know the character: that is an answer.
    """
    is_answer = section is Section.RAIDERIO and kind is ErrorKind.NOT_FOUND
    if is_answer or (kind in _LASTING and failures >= TRIES_BEFORE_PATIENCE):
        return now + PATIENCE
    return now + timedelta(seconds=min(retry_after or 0, PATIENCE.total_seconds()))


def second_look_at(login: datetime | None, last_crawled_at: datetime | None, *, now: datetime) -> datetime | None:
    """Give the moment to ask Raider.IO once more, where its crawl is older than the logout; None where it is not."""
    is_behind = login is not None and last_crawled_at is not None and last_crawled_at < login
    return now + RAIDERIO_SECOND_LOOK if is_behind else None
