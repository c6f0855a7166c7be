"""How old what we know is, per section, and why it is not newer, in words for people."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import QuerySet

from characters.domain.errors import ErrorKind
from characters.domain.sections import BLIZZARD_SECTIONS, VAULT_SECTIONS, Section
from characters.models import Character, Guild, Payload

# Two hourly rounds without a look at a character is what people should be told about.
LOOK_STAYS_FRESH = timedelta(hours=3)
# A source that says it does not know the subject, or that the operator left out, is no failure of the others.
NO_FAILURE = {
    Section.RAIDERIO: {ErrorKind.NOT_FOUND},
    Section.REPORTS: {ErrorKind.NOT_FOUND, ErrorKind.MISCONFIGURED},
}
SHOWN_SECTIONS = (*BLIZZARD_SECTIONS, Section.RAIDERIO)
# The sections that what is shown of a week stands on.
STATE_SECTIONS = (Section.SUMMARY, *VAULT_SECTIONS, Section.RAIDERIO)


class State(StrEnum):
    """Whether what is shown of a character can be relied on as of now."""

    FRESH = "fresh"
    STALE = "stale"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class SectionState:
    """One section of one subject. `cause` is a sentence: why it is as old as it is, and what happens next."""

    section: Section
    fetched_at: datetime | None
    changed_at: datetime | None
    attempted_at: datetime | None
    as_of: datetime | None
    due_at: datetime | None
    error_kind: str
    error: str
    cause: str


def state_of(summary_at: datetime | None, failed: bool, *, wanted_since: datetime) -> State:
    """Tell a character's state from its summary's last good fetch and whether any section failed."""
    if summary_at is None and not failed:
        return State.PENDING
    return State.STALE if failed or summary_at is None or summary_at < wanted_since else State.FRESH


def is_failure(section: str, error_kind: str) -> bool:
    """Tell whether a section's last attempt failed in a way that makes what is shown doubtful."""
    return bool(error_kind) and error_kind not in NO_FAILURE.get(Section(section), ())


def failed_sections() -> QuerySet[Payload]:
    """Return the characters' sections whose last attempt failed in a way that makes what is shown doubtful."""
    failed = Payload.objects.filter(section__in=STATE_SECTIONS).exclude(error_kind="")
    for section, kinds in NO_FAILURE.items():
        failed = failed.exclude(section=section, error_kind__in=kinds)
    return failed


def character_sections(character: Character, *, now: datetime) -> list[SectionState]:
    """Return the state of every section of a character, in a fixed order."""
    return sections_of([character], now=now)[character.pk]


def sections_of(characters: Iterable[Character], *, now: datetime) -> dict[int, list[SectionState]]:
    """Return the state of every section of some characters, in one query."""
    logins = {character.pk: character.last_login_at for character in characters}
    rows: dict[int, dict[str, Payload]] = defaultdict(dict)
    stored = Payload.objects.filter(character__in=list(logins), section__in=SHOWN_SECTIONS)
    for row in stored.defer("body", "body_hash"):
        rows[row.character_id or 0][row.section] = row
    return {
        pk: [_state(section, rows[pk].get(section), login, now) for section in SHOWN_SECTIONS]
        for pk, login in logins.items()
    }


def guild_sections(guild: Guild, *, now: datetime) -> list[SectionState]:
    """Return the state of a guild's own sections: its profile, its roster and its logs."""
    sections = (Section.GUILD, Section.ROSTER, Section.REPORTS)
    stored = Payload.objects.filter(guild=guild, section__in=sections).defer("body", "body_hash")
    rows = {row.section: row for row in stored}
    return [_state(section, rows.get(section), None, now) for section in sections]


def _state(section: Section, row: Payload | None, login: datetime | None, now: datetime) -> SectionState:
    if row is None:
        never = "Never asked for yet: the next sync does."
        return SectionState(section, None, None, None, None, None, "", "", never)
    return SectionState(
        section=section,
        fetched_at=row.fetched_at,
        changed_at=row.changed_at,
        attempted_at=row.attempted_at,
        as_of=row.as_of,
        due_at=row.due_at,
        error_kind=row.error_kind,
        error=row.error,
        cause=_cause_of_failure(row, now) if row.error_kind else _cause_of_age(section, row, login),
    )


def _cause_of_failure(row: Payload, now: datetime) -> str:
    known = f"the last good answer is of {_at(row.fetched_at)}" if row.fetched_at else "there is no answer yet"
    again = "with the next sync" if row.due_at is None or row.due_at <= now else f"from {_at(row.due_at)}"
    tries = f"{row.failures} times in a row, last" if row.failures > 1 else "once,"
    return f"{row.error} Failed {tries} at {_at(row.attempted_at)}; {known}. It is asked for again {again}."


def _cause_of_age(section: Section, row: Payload, login: datetime | None) -> str:
    if section is Section.SUMMARY or row.as_of is None:
        shown = f"; the last logout was at {_at(login)}" if login else ""
        return f"Fetched at {_at(row.fetched_at)}{shown}."
    if login is not None and row.as_of < login:
        return f"Shows the logout at {_at(row.as_of)}; there is a newer one at {_at(login)}, the next sync asks for it."
    return f"Fetched at {_at(row.fetched_at)}, shows the last logout at {_at(row.as_of)}: nothing newer exists."


def _at(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "an unknown time"
