"""Entries on their way between two ledgers: the array that is hashed, beside its hash."""

import json
from uuid import UUID

from lootlog.domain.entries import Entry, canonical
from lootlog.domain.exchange.messages import Row
from lootlog.domain.sealed import BrokenEntry, from_canonical


def row_of(entry: Entry) -> Row:
    """Write an entry."""
    return Row(entry.hash, json.loads(canonical(entry)))


def entry_in(row: Row, profile: UUID) -> tuple[Entry | None, str]:
    """Read an entry of this profile; when it is none, the second tells why."""
    try:
        entry = from_canonical(hashed_text(row).encode(), row.hash)
    except UnicodeEncodeError:
        return None, "The entry holds half a character."
    except (BrokenEntry, RecursionError) as error:
        return None, str(error)
    if entry.profile != profile:
        return None, f"The entry belongs to another profile, {entry.profile}."
    return entry, ""


def hashed_text(row: Row) -> str:
    """Write what is hashed of a row, as it came."""
    return json.dumps(row.entry, ensure_ascii=False, separators=(",", ":"))
