"""Repeatable chance: every figure follows from the words it is asked with."""

from hashlib import blake2b
from random import Random


def number(*parts: object) -> int:
    """Give a number of 64 bits that depends on nothing but the parts."""
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def share(*parts: object) -> float:
    """Give a share from 0 up to 1 that depends on nothing but the parts."""
    return number(*parts) / 2**64


def dice(*parts: object) -> Random:
    """Give dice of their own for what the parts describe."""
    return Random(number(*parts))
