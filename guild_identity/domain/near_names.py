"""Which of many names are nearly a given one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from guild_identity.domain.similarity import ALIKE, key_similarity

# Keys of so many letters are short as well as long, so that they meet both.
_LONG = 9
_PIECES = 3
_MOST_ERRORS = 2
_MOST_IN_BLOCK = 250


class NearNames:
    """Finds among many keys those that are nearly a given one, without comparing it with each.

    Two short keys meet when leaving out one letter of each makes them equal: any one letter added, lost, changed or
    swapped. Two long ones meet when they share one of three pieces at about the same place: so they may differ by two
    letters, and each takes three entries however long it is. The work grows with the number of names, not with its
    square; a piece that very many names share brings nobody together.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = sorted(set(keys))
        self._blocks: dict[int, list[int]] = defaultdict(list)
        for number, key in enumerate(self._keys):
            for block in {*_shortened(key), *_pieces(key)}:
                self._blocks[block].append(number)

    def near(self, key: str, at_least: float = ALIKE) -> list[tuple[str, float]]:
        """Return (key, likeness) of all other keys that are at least so alike, the most alike first."""
        met: set[int] = set()
        for block in {*_shortened(key), *_pieces_about(key)}:
            numbers = self._blocks.get(block, ())
            if len(numbers) <= _MOST_IN_BLOCK:
                met.update(numbers)
        others = (self._keys[number] for number in met)
        near = (other for other in others if abs(len(other) - len(key)) <= _MOST_ERRORS and other != key)
        found = [(other, score) for other in near if (score := key_similarity(key, other)) >= at_least]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))


# Blocks are numbers: two texts may share one, which costs only time.
def _shortened(key: str) -> Iterator[int]:
    """Yield the blocks of a short key: whole, and with each letter left out."""
    if len(key) <= _LONG:
        yield hash(key)
        for at in range(len(key)):
            yield hash(key[:at] + key[at + 1 :])


def _pieces(key: str) -> Iterator[int]:
    """Yield the blocks of a long key: its beginning, middle and end, of a third each."""
    third = len(key) // _PIECES
    if len(key) >= _LONG:
        yield hash((0, key[:third]))
        yield hash((1, key[third : 2 * third]))
        yield hash((2, key[-third:]))


def _pieces_about(key: str) -> Iterator[int]:
    """Yield the blocks where the pieces of any key with two errors more or less would be."""
    length = len(key)
    if length < _LONG:
        return
    shifts = range(_MOST_ERRORS + 1)
    for third in range((length - _MOST_ERRORS) // _PIECES, (length + _MOST_ERRORS) // _PIECES + 1):
        for shift in shifts:
            yield hash((0, key[shift : shift + third]))
            yield hash((1, key[third - shift : 2 * third - shift]))
            yield hash((1, key[third + shift : 2 * third + shift]))
            yield hash((2, key[length - shift - third : length - shift]))
