"""How alike two names are, and which of many are nearly the same."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from rapidfuzz.distance import Indel

from guild_identity.domain.names import name_key

# From here on two names count as one name typed twice; below, as a likeness that an officer may judge.
SAME_NAME = 0.85
# From here on a likeness is looked at.
ALIKE = 0.70
_LONG = 10


def fuzzy_match_score(a: str, b: str) -> float:
    """Return how alike two names are, from 0 to 1, whichever comes first.

    Empty names are like nothing; equal after normalising is 1; a name within the other is worth the share of its
    length; else it is twice the letters in common order over all letters.
    """
    return key_similarity(name_key(a), name_key(b))


def key_similarity(a: str, b: str) -> float:
    """Return what `fuzzy_match_score` returns, for keys of names."""
    if not a or not b:
        return 0.0
    if a in b or b in a:
        return min(len(a), len(b)) / max(len(a), len(b))
    return Indel.normalized_similarity(a, b)


class NearNames:
    """Finds among many keys those that are nearly a given one, without comparing it with each.

    Two keys meet when leaving out one letter of each (two of long ones) makes them equal: any one letter added, lost,
    changed or swapped, and two in long names. So the work grows with the number of names, not with its square.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = sorted(set(keys))
        self._shortened: dict[int, list[int]] = defaultdict(list)
        for number, key in enumerate(self._keys):
            for short in _shortened(key):
                self._shortened[short].append(number)

    def near(self, key: str, at_least: float = ALIKE) -> list[tuple[str, float]]:
        """Return (key, likeness) of all other keys that are at least so alike, the most alike first."""
        met = {number for short in _shortened(key) for number in self._shortened.get(short, ())}
        scored = [(other, key_similarity(key, other)) for other in (self._keys[number] for number in met)]
        found = [(other, score) for other, score in scored if at_least <= score and other != key]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _shortened(key: str) -> Iterator[int]:
    """Yield a number for each way to leave letters out of the key; two texts may share one, which costs only time."""
    length = len(key)
    yield hash(key)
    for at in range(length):
        yield hash(key[:at] + key[at + 1 :])
    if length >= _LONG:
        for first, second in combinations(range(length), 2):
            yield hash(key[:first] + key[first + 1 : second] + key[second + 1 :])
