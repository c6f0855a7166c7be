"""How many keys any two of many mappings have in common, told without making the set of them."""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Self

_HELD = ord("1")


class CommonKeys:
    """Holds the keys of each mapping as the bits of one number: what two have in common is a single operation."""

    def __init__(self, mappings: Mapping[int, Mapping[int, object]]) -> None:
        self._places = {key: place for place, key in enumerate(dict.fromkeys(chain.from_iterable(mappings.values())))}
        self._bits = {name: self._as_bits(keys) for name, keys in mappings.items()}

    def count(self, one: int, other: int) -> int:
        """Return how many keys two of the mappings share."""
        return (self._bits[one] & self._bits[other]).bit_count()

    def without(self, keys: Iterable[int]) -> Self:
        """Return the same for the mappings without these keys."""
        rest = ~self._as_bits(key for key in keys if key in self._places)
        fewer = type(self)({})
        fewer._places, fewer._bits = self._places, {name: bits & rest for name, bits in self._bits.items()}
        return fewer

    def _as_bits(self, keys: Iterable[int]) -> int:
        digits = bytearray(b"0") * (len(self._places) + 1)
        for place in map(self._places.__getitem__, keys):
            digits[place] = _HELD
        return int(digits, 2)
