"""What an entry must be to enter a ledger; whatever is not waits in quarantine with the reason."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache

from lootlog.domain import names
from lootlog.domain.amounts import BadAmount, amount, is_amount
from lootlog.domain.entries import GENESIS, Entry, Kind

# The day the game opened: nobody wrote points before.
EARLIEST = int(datetime(2004, 11, 23, tzinfo=UTC).timestamp())
AHEAD_S = 5 * 60
# What any calendar here can write down.
FIRST_MOMENT, LAST_MOMENT = 0, int(datetime(9999, 12, 1, tzinfo=UTC).timestamp())
LONGEST_REASON = 255
LONGEST_ORIGIN = 200
LARGEST_JUMP = 10_000
LARGEST_SHARED_JUMP = 1_000_000
_LONGEST_REALM = "x" * 60
_CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f]")


@lru_cache(maxsize=4096)
def name_fault(name: str, what: str) -> str:
    """Tell why a name cannot stand in a ledger, "" when it can."""
    if not name.strip():
        return f"The {what} is empty."
    if len(name) > names.LONGEST:
        return f"The {what} is longer than {names.LONGEST} characters: “{name[:20]}…”."
    return f"The {what} holds control characters." if not name.isprintable() else ""


@lru_cache(maxsize=4096)
def _key_fault(name: str) -> str:
    """Tell why a name has no key, "" when it has. Some letters are many in a key; any realm may stand in for none."""
    if len(names.target_key(name, _LONGEST_REALM)) > names.LONGEST_KEY:
        return f"The character's name, spelled out, is longer than {names.LONGEST_KEY} characters: “{name[:20]}…”."
    return ""


def text_fault(text: str, longest: int, what: str) -> str:
    """Tell why free text cannot stand in a ledger, "" when it can. Line breaks and tabs are text."""
    if len(text) > longest:
        return f"The {what} has {len(text)} characters; a ledger takes {longest}."
    # What can be printed holds neither; most texts are like that.
    if text.isprintable():
        return ""
    if _CONTROL.search(text) or not _encodes(text):
        return f"The {what} holds control characters or broken letters."
    return ""


def time_fault(timestamp: int, now: int) -> str:
    """Tell why a moment cannot be an entry's, "" when it can. Both in seconds since 1970, UTC."""
    if timestamp < EARLIEST:
        return f"Dated {_day(timestamp)}, before the game opened."
    if timestamp > now + AHEAD_S:
        return f"Dated {_day(timestamp)}, more than five minutes ahead of the time of arrival."
    return ""


def jump_fault(sequence: int, head: int, *, is_chained: bool = True) -> str:
    """Tell why an author's count is not believed, "" when it is. `head` is the last place known of that author.

    In files of programs without chains several authors share one count, so theirs may leave much out.
    """
    most = LARGEST_JUMP if is_chained else LARGEST_SHARED_JUMP
    if sequence > head + most:
        return f"The author's count jumps from {head} to {sequence}; at most {most:,} are believed missing."
    return ""


def entry_fault(
    *, actor: str, target: str, delta: Decimal, claimed_total: Decimal | None, reason: str, kind: Kind, reference: str,
    timestamp: int, origin: str, now: int,
) -> str:  # fmt: skip
    """Tell the first thing that keeps an entry out of a ledger unless an officer looks at it, "" when nothing does."""
    return shape_fault(
        actor=actor, target=target, delta=delta, claimed_total=claimed_total, reason=reason, kind=kind,
        reference=reference, origin=origin, timestamp=timestamp,
    ) or time_fault(timestamp, now)  # fmt: skip


def fault_of(entry: Entry) -> str:
    """Tell the first thing for which no ledger can hold an entry, "" when there is none."""
    return shape_fault(
        actor=entry.actor, target=entry.target, delta=entry.delta, claimed_total=entry.claimed_total,
        reason=entry.reason, kind=entry.kind, reference=entry.reference, timestamp=entry.timestamp, origin=entry.origin,
    )  # fmt: skip


def place_fault(entry: Entry) -> str:
    """Tell why an entry cannot stand at its place in any chain, "" when it can."""
    if entry.sequence == 1 and entry.previous not in ("", GENESIS):
        return "It is its author's first entry and says that another came before it."
    if entry.sequence > 1 and entry.previous == GENESIS:
        return f"It is its author's entry {entry.sequence} and says that none came before it."
    return ""


def shape_fault(
    *, actor: str, target: str, delta: Decimal, claimed_total: Decimal | None, reason: str, kind: Kind, reference: str,
    timestamp: int, origin: str,
) -> str:  # fmt: skip
    """Tell the first thing that no ledger can hold, whoever wants it, "" when there is none."""
    return (
        name_fault(actor, "writer's name")
        or name_fault(target, "character's name")
        or _key_fault(target)
        or text_fault(reason, LONGEST_REASON, "reason")
        or text_fault(origin, LONGEST_ORIGIN, "entry's own id")
        or _amount_fault(delta)
        or (_amount_fault(claimed_total) if claimed_total is not None else "")
        or ("A void gives no points." if kind is Kind.VOID and delta else "")
        or _reference_fault(kind, reference)
        or ("" if FIRST_MOMENT <= timestamp <= LAST_MOMENT else time_fault(timestamp, LAST_MOMENT))
    )


def _reference_fault(kind: Kind, reference: str) -> str:
    if kind is Kind.POINTS:
        return "It gives points and names another entry, which only a void or an amendment does." if reference else ""
    return "" if reference else "It does not say which entry it is about."


def _amount_fault(number: Decimal) -> str:
    if number.is_finite() and is_amount(number):
        return ""
    try:
        amount(number)
    except BadAmount as error:
        return str(error)
    return ""


def _encodes(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _day(timestamp: int) -> str:
    try:
        return f"{datetime.fromtimestamp(timestamp, UTC):%Y-%m-%d}"
    except (OverflowError, OSError, ValueError):
        return f"{timestamp} seconds after 1970"
