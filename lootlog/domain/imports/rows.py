"""Rows of other programs' files: fields of the type they must have, and rows that cannot be entries."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

from characters.domain.errors import Refused
from characters.domain.lua_values import items_of
from lootlog.domain.amounts import BadAmount, amount

Fields: TypeAlias = Mapping[Any, object]
# Whole numbers that every program of these files holds exactly.
LARGEST_WHOLE = 2**53
LONGEST_RAW = 1000
_SHOWN = 40
_NUMERIC = (int, float, str)
_DIGITS = re.compile(r"-?[0-9]{1,18}")


class BadRow(Refused):
    """A row that cannot become an entry; the message names the field."""


def fields_of(row: object) -> Fields:
    """Return a row as a mapping of fields.

    :raises BadRow: when it is none.
    """
    if not isinstance(row, dict):
        raise BadRow(f"An entry was expected, not {_kind(row)}.")
    return row


def listed(value: object) -> Iterable[tuple[int, object]]:
    """Go through the items of a list with their numbers from 1, whether it is one in JSON or a table in Lua.

    :raises BadRow: when it is neither.
    """
    if isinstance(value, list):
        return enumerate(value, start=1)
    if isinstance(value, dict):
        # A list that somebody edited may have its numbers as texts.
        numbered = {int(key): item for key, item in value.items() if isinstance(key, str) and key.isdecimal()}
        return sorted({**numbered, **dict(items_of(value))}.items()) if numbered else list(items_of(value))
    raise BadRow(f"A list was expected, not {_kind(value)}.")


def text(row: Fields, name: str) -> str:
    """Return a text that must stand there and say something.

    :raises BadRow: when it does not.
    """
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadRow(f"“{name}” must be a text, not {_kind(value)}.")
    if "\0" in value:
        raise BadRow(f"“{name}” holds a zero byte.")
    return value


def optional_text(row: Fields, name: str) -> str:
    """Return a text, "" where none stands.

    :raises BadRow: when something else stands there.
    """
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadRow(f"“{name}” must be a text, not {_kind(value)}.")
    if "\0" in value:
        raise BadRow(f"“{name}” holds a zero byte.")
    return value


def whole(row: Fields, name: str) -> int:
    """Return a whole number, from a number or from digits.

    :raises BadRow: when it is none, or too large for any program to hold it exactly.
    """
    value = row.get(name)
    number = value if type(value) is int else _whole(value)
    if number is None:
        raise BadRow(f"“{name}” must be a whole number, not {_kind(value)}.")
    if abs(number) > LARGEST_WHOLE:
        raise BadRow(f"“{name}” is too large: {value!s:.{_SHOWN}}.")
    return number


def points(row: Fields, name: str) -> Decimal:
    """Return a number of points.

    :raises BadRow: when it is none that a ledger takes.
    """
    value = row.get(name)
    if not isinstance(value, _NUMERIC) or isinstance(value, bool):
        raise BadRow(f"“{name}” must be a number, not {_kind(value)}.")
    try:
        return known_amount(value)
    except BadAmount as error:
        raise BadRow(f"“{name}”: {error}") from None


def optional_points(row: Fields, name: str) -> Decimal | None:
    """Return a number of points, None where nothing stands.

    :raises BadRow: when something else stands there.
    """
    return None if row.get(name) in (None, "") else points(row, name)


@lru_cache(maxsize=4096, typed=True)
def known_amount(value: int | float | str) -> Decimal:
    """Read a number of points. The same few come again and again, so each is kept once.

    :raises BadAmount: as `amount`.
    """
    return amount(value)


def raw_of(value: object) -> str:
    """Write down what stood there, as text for people, cut to a sensible length."""
    written = value if isinstance(value, str) else repr(value)
    return written.replace("\0", "\\0")[:LONGEST_RAW].encode(errors="replace").decode()


def _whole(value: object) -> int | None:
    if isinstance(value, str):
        return int(value) if _DIGITS.fullmatch(value) else None
    return int(value) if isinstance(value, float) and value.is_integer() else None


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "a table"
    return f"“{value!s:.{_SHOWN}}”"
