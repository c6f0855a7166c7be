"""Moments as people and programs write them in an address: a date, or a date and time with an offset."""

import re
from datetime import UTC, date, datetime, time

from characters.domain.errors import Refused

EARLIEST, LATEST = 1970, 2100
# An address turns a plus that nobody escaped into a space.
_LOST_PLUS = re.compile(r"(T.*) (\d\d:?\d\d)$")


def moment(written: str, what: str, *, ends_day: bool) -> datetime:
    """Read "2026-11-20", "2026-11-20T18:00:00Z" or "2026-11-20T18:00:00+01:00" into an aware UTC datetime.

    A date alone is its last second where `ends_day`, else its first, in UTC. `what` names the value in the message.
    :raises Refused: when it is neither, has no offset, or lies outside 1970 to 2100.
    """
    text = _LOST_PLUS.sub(r"\1+\2", written.strip())
    found = _read(text, ends_day=ends_day)
    if found is None or not EARLIEST <= found.year < LATEST:
        raise Refused(
            f"{what}: “{written:.40}” is no moment. Write a date such as 2026-11-20, "
            "or a time with its offset such as 2026-11-20T18:00:00Z."
        )
    return found


def _read(text: str, *, ends_day: bool) -> datetime | None:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return datetime.combine(date.fromisoformat(text), time(23, 59, 59) if ends_day else time(), UTC)
        read = datetime.fromisoformat(text)
        return read.astimezone(UTC) if read.tzinfo else None
    except (ValueError, OverflowError):
        return None
