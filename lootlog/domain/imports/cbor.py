"""The part of CBOR that the game's client writes, read within bounds.

Ready-made readers take tags, shared references and endless lengths, which cannot be switched off in all of them, and
plain domain code brings no further library. The client writes whole numbers, floats, byte strings for every text,
arrays, maps and the three constants: that is all that is read here.
"""

import struct
from typing import TypeAlias

from characters.domain.errors import Refused

Value: TypeAlias = "None | bool | int | float | str | list[Value] | dict[Value, Value]"
DEEPEST = 100
# A value of one byte takes many in memory.
MOST_VALUES = 1_000_000
_CONSTANTS: dict[int, Value] = {20: False, 21: True, 22: None, 23: None}
_FLOATS = {25: ">e", 26: ">f", 27: ">d"}
_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}


class BadCbor(Refused):
    """Bytes that are no CBOR as the game's client writes it. `made` values were made of them before."""

    def __init__(self, message: str, made: int = 0) -> None:
        super().__init__(message)
        self.made = made


def read_cbor(data: bytes, most: int = MOST_VALUES) -> tuple[Value, int]:
    """Read one value, and count those within it; texts come as str whether they were written as bytes or as text.

    :raises BadCbor: when the bytes are cut off, go on after the value, lie too deep, hold more than `most` values, or
        what the client never writes.
    """
    reader = _Reader(data, most)
    try:
        return reader.whole(), reader.made
    except BadCbor as error:
        raise BadCbor(str(error), reader.made) from None


class _Reader:
    """Goes through the bytes once."""

    def __init__(self, data: bytes, most: int) -> None:
        self.data, self.position = data, 0
        self.most, self.made = most, 0

    def whole(self) -> Value:
        """Read the only value."""
        value = self.value(0)
        if self.position != len(self.data):
            raise BadCbor(f"{len(self.data) - self.position} bytes follow the end of the value.")
        return value

    def take(self, count: int) -> bytes:
        """Return the next bytes."""
        end = self.position + count
        if end > len(self.data):
            raise BadCbor("The value is cut off.")
        taken, self.position = self.data[self.position : end], end
        return taken

    def head(self, depth: int) -> int:
        """Read the byte with which a value begins."""
        if depth > DEEPEST:
            raise BadCbor(f"Values lie within values more than {DEEPEST} deep.")
        self.made += 1
        if self.made > self.most:
            raise BadCbor(f"It holds more than {self.most:,} values.")
        return self.take(1)[0]

    def value(self, depth: int) -> Value:
        """Read the next value."""
        head = self.head(depth)
        major, detail = head >> 5, head & 31
        if major == 7:
            return self.simple(detail)
        count = self.count(detail)
        if major in (0, 1):
            return count if major == 0 else -1 - count
        if major in (2, 3):
            return self.take(count).decode(errors="replace")
        if count > len(self.data) - self.position:
            raise BadCbor("The value is cut off.")
        if major == 4:
            return [self.value(depth + 1) for _ in range(count)]
        if major == 5:
            return dict(self.pair(depth + 1) for _ in range(count))
        raise BadCbor("The value holds a tag, which the game never writes.")

    def count(self, detail: int) -> int:
        """Read a length or a whole number."""
        if detail < 24:
            return detail
        if detail not in _WIDTHS:
            raise BadCbor("The value has no length, which the game never writes.")
        return int.from_bytes(self.take(_WIDTHS[detail]))

    def simple(self, detail: int) -> Value:
        """Read a float or a constant."""
        if detail in _FLOATS:
            number: float = struct.unpack(_FLOATS[detail], self.take(_WIDTHS[detail]))[0]
            return number
        if detail in _CONSTANTS:
            return _CONSTANTS[detail]
        raise BadCbor("The value holds a constant that the game never writes.")

    def pair(self, depth: int) -> tuple[Value, Value]:
        """Read a key and its value."""
        key = self.value(depth)
        if isinstance(key, list | dict):
            raise BadCbor("A table is the key of another, which the game never writes.")
        return key, self.value(depth)
