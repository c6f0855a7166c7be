"""Lua's values in Python: tables are dicts, the items of a list have the keys 1, 2, 3 …"""

from enum import Enum
from typing import TypeAlias


class Truth(Enum):
    """A truth value as a key. Python takes True and 1 for the same key, Lua does not."""

    TRUE = True
    FALSE = False


Key: TypeAlias = "str | int | float | Truth"
Value: TypeAlias = "None | bool | int | float | str | Table"
Table: TypeAlias = "dict[Key, Value]"


def items_of(value: Value) -> list[tuple[int, Value]]:
    """Return a table's list part: its whole-number keys and their values, in order. Holes are left out."""
    if not isinstance(value, dict):
        return []
    return sorted((key, item) for key, item in value.items() if type(key) is int)
