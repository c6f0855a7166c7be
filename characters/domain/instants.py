"""Moments as upstreams write them, read into aware UTC datetimes."""

from datetime import UTC, datetime, timedelta

from characters.domain.errors import MalformedPayload

# The game opened in November 2004; whatever lies outside is a broken number, not a moment.
EARLIEST = datetime(2004, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST_MS = (EARLIEST - _EPOCH) // timedelta(milliseconds=1)
_LATEST_MS = (LATEST - _EPOCH) // timedelta(milliseconds=1)


def from_ms(milliseconds: float, what: str = "a timestamp") -> datetime:
    """Read Unix milliseconds.

    Returns an aware UTC datetime, exact to the millisecond. Raises MalformedPayload, naming `what` was read,
    when the moment lies outside 2004 to 2100 or the number is none.
    """
    if not _EARLIEST_MS <= milliseconds < _LATEST_MS:
        raise MalformedPayload(f"{what}: expected milliseconds between 2004 and 2100, got {milliseconds!r:.40}")
    return _EPOCH + timedelta(milliseconds=int(milliseconds))


def from_ms_or_none(milliseconds: float | None, what: str = "a timestamp") -> datetime | None:
    """Read Unix milliseconds where 0, null and absence all mean "never".

    Errors as from_ms.
    """
    return from_ms(milliseconds, what) if milliseconds else None


def from_iso(text: str, what: str = "a time") -> datetime:
    """Read an ISO 8601 time with an offset, such as "2023-11-25T12:12:22.000Z".

    Returns it in UTC. Raises MalformedPayload when it is no such time, has no offset or lies outside 2004 to
    2100.
    """
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC) if _has_offset(text) else None
    except (ValueError, OverflowError):
        moment = None
    if moment is None or not EARLIEST <= moment < LATEST:
        raise MalformedPayload(f"{what}: expected ISO 8601 with an offset between 2004 and 2100, got {text!r:.60}")
    return moment


def _has_offset(text: str) -> bool:
    return datetime.fromisoformat(text).tzinfo is not None
