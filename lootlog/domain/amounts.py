"""Points as exact decimals: what may be written, and how it is written down."""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from characters.domain.errors import Refused

LARGEST = Decimal(1_000_000_000)
PLACES = 4
ZERO = Decimal(0)
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)


class BadAmount(Refused):
    """A number of points that no ledger takes."""


def amount(value: object) -> Decimal:
    """Read a number of points exactly: "5", "-0.5", 3, 0.1, Decimal("1.25").

    A float is read as it prints, so 0.1 is one tenth. Text is a number in plain digits: "1_000" and digits of other
    scripts are rather a slip than points. Returns a Decimal without trailing zeros.
    :raises BadAmount: for what is no finite number, has more than four decimal places or is beyond a thousand million.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        # A whole number of thousands of digits is not written down as such.
        value = Decimal(value)
    try:
        number = _read(str(value).strip()) if isinstance(value, str | int | float) else Decimal(value)  # type: ignore[arg-type]
    except (InvalidOperation, TypeError, ValueError):
        raise BadAmount(f"“{value!s:.40}” is no number of points.") from None
    if isinstance(value, bool) or not number.is_finite():
        raise BadAmount(f"“{value!s:.40}” is no number of points.")
    # Other than `abs`, it reckons nothing, which a number of a million digits would not survive.
    if number.copy_abs() > LARGEST:
        raise BadAmount(f"{value!s:.40} points are more than a ledger takes ({LARGEST:,} at most).")
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    if exponent < -PLACES and number != round(number, PLACES):
        raise BadAmount(f"{value!s:.40} has more than {PLACES} decimal places.")
    return _shortest(number)


def plain(number: Decimal) -> str:
    """Write a number of points the one way that is hashed and exported: "0.5", "-3", "100", never "1E+2" or "-0".

    What no ledger takes is written as it is, so that it can be named.
    """
    return _written(number) if number.is_finite() else str(number)


@lru_cache(maxsize=8192)
def is_amount(number: Decimal) -> bool:
    """Tell whether a ledger takes a finite number of points. The same few are asked about again and again."""
    try:
        amount(number)
    except BadAmount:
        return False
    return True


@lru_cache(maxsize=8192)
def _written(number: Decimal) -> str:
    return format(amount(number), "f") if is_amount(number) else str(number)


def _read(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def _shortest(number: Decimal) -> Decimal:
    number = round(number, PLACES).normalize() + ZERO
    exponent = number.as_tuple().exponent
    return number.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else number
