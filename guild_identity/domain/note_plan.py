"""What an export changes: for each row whether it is news, and what stays although the export does not have it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from guild_identity.domain.export_rows import ExportRow


class Outcome(StrEnum):
    """What became of a row."""

    UPDATED = "updated"
    UNCHANGED = "unchanged"
    OLDER = "older"
    UNKNOWN_CHARACTER = "unknown_character"
    UNKNOWN_REALM = "unknown_realm"
    NOT_A_MEMBER = "not_a_member"
    RETIRED = "retired"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    OTHER_GUILD = "other_guild"


# What a later roster sync may turn into a match.
WAITING = (Outcome.UNKNOWN_CHARACTER, Outcome.UNKNOWN_REALM, Outcome.NOT_A_MEMBER)


@dataclass(frozen=True, slots=True)
class NoteState:
    """A character's notes and rank as known at a moment."""

    note: str
    officer_note: str
    rank_index: int | None
    exported_at: datetime


def plan_note(
    row: ExportRow, known: NoteState | None, *, exported_at: datetime, has_officer_notes: bool
) -> tuple[Outcome, NoteState]:
    """Decide what a character's notes are after an export.

    What is newer than the export stays. Officer notes stay where the whole export has none (`has_officer_notes`): its
    maker may not read them. A column that the export lacks stays too.
    """
    if known is not None and known.exported_at > exported_at:
        return Outcome.OLDER, known
    officer_note = row.officer_note if has_officer_notes else None
    state = NoteState(
        note=_or_known(row.note, known.note if known else ""),
        officer_note=_or_known(officer_note, known.officer_note if known else ""),
        rank_index=known.rank_index if row.rank_index is None and known else row.rank_index,
        exported_at=exported_at,
    )
    if known is None:
        return Outcome.UPDATED, state
    is_same = (known.note, known.officer_note, known.rank_index) == (state.note, state.officer_note, state.rank_index)
    return Outcome.UNCHANGED if is_same else Outcome.UPDATED, state


def rank_names(rows: Iterable[ExportRow]) -> dict[int, str]:
    """Return the guild's own word for each rank index, the most frequent one where rows differ."""
    words = Counter((row.rank_index, row.rank_name) for row in rows if row.rank_index is not None and row.rank_name)
    names: dict[int, str] = {}
    for (index, name), _ in sorted(words.items(), key=lambda item: (-item[1], item[0])):
        names.setdefault(index, name)
    return names


def _or_known(given: str | None, known: str) -> str:
    return known if given is None else given.strip()
