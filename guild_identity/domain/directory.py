"""Looking names up: which characters and Discord users of the guild somebody may mean."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, KeysView, Sequence
from functools import cached_property
from typing import NamedTuple

from rapidfuzz.distance import Indel

from guild_identity.domain.given_names import is_given_name
from guild_identity.domain.near_names import NearNames
from guild_identity.domain.similarity import SAME_NAME

_NEARLY = 0.93
_CHANGED = 0.87
_ALIKE = 0.72
_CUT = 0.92
_BEGINNING = 0.86
_FURTHER_SPELLING = 0.97
_SHORTEST_BEGINNING = 4
# A letter out of its place is one lost and one added.
_SWAPPED = 2


class Found(NamedTuple):
    """Somebody a name may mean. `quality` from 0 to 1: how well the name fits; `is_exact`: no letter differs."""

    node: int
    quality: float
    is_exact: bool
    key: str


class Directory:
    """Nodes under their names. A name may be several nodes', and a node may have several names."""

    def __init__(self, entries: Iterable[tuple[str, int, float]]) -> None:
        self._nodes: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for key, node, quality in entries:
            self._nodes[key].append((node, quality))
        self._similar: dict[str, list[tuple[str, float]]] = {}
        self._meant: dict[tuple[tuple[str, ...], bool], list[Found]] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._nodes

    def keys(self) -> KeysView[str]:
        """Return all names."""
        return self._nodes.keys()

    def named(self, key: str) -> list[Found]:
        """Return who has exactly this name."""
        return [Found(node, quality, True, key) for node, quality in self._nodes.get(key, ())]

    def meant_by(self, spellings: tuple[str, ...], is_cut: bool = False) -> Sequence[Found]:
        """Return whom a written name may mean: who is called so, else whose name is nearly that or begins so.

        `is_cut`: the name stood at the end of a text that was cut off.
        """
        if (spellings, is_cut) not in self._meant:
            self._meant[spellings, is_cut] = self._who_is_meant(spellings, is_cut)
        return self._meant[spellings, is_cut]

    def _who_is_meant(self, spellings: tuple[str, ...], is_cut: bool) -> list[Found]:
        for number, key in enumerate(spellings):
            if key in self._nodes:
                return self._graded(key, _FURTHER_SPELLING**number, True)
        key = spellings[0]
        return [found for other, grade in self._like(key, is_cut) for found in self._graded(other, grade, False)]

    def alike(self, key: str) -> list[Found]:
        """Return whose name is nearly this one, by one letter or two."""
        return [found for other, grade in self._nearly(key) for found in self._graded(other, grade, False)]

    def beginning_with(self, key: str) -> list[Found]:
        """Return whose name begins so, of the first few names; a key of a few letters begins nobody's."""
        return [found for other in self._beginning_with(key) for found in self._graded(other, _BEGINNING, False)]

    def _graded(self, key: str, grade: float, is_exact: bool) -> list[Found]:
        return [Found(node, quality * grade, is_exact, key) for node, quality in self._nodes[key]]

    def _like(self, key: str, is_cut: bool) -> list[tuple[str, float]]:
        longer = self._beginning_with(key)
        if longer and (is_cut or len(longer) == 1):
            return [(other, _CUT if is_cut else _BEGINNING) for other in longer]
        return self._nearly(key)

    def _nearly(self, key: str) -> list[tuple[str, float]]:
        if key not in self._similar:
            near = self._near_names.near(key)
            self._similar[key] = [(other, _grade(key, other, score)) for other, score in near]
        return self._similar[key]

    def _beginning_with(self, key: str) -> list[str]:
        if len(key) < _SHORTEST_BEGINNING:
            return []
        start = bisect_left(self._sorted_keys, key)
        end = bisect_left(self._sorted_keys, key + "\U0010ffff")
        return self._sorted_keys[start : min(end, start + 4)]

    @cached_property
    def _sorted_keys(self) -> list[str]:
        return sorted(self._nodes)

    @cached_property
    def _near_names(self) -> NearNames:
        return NearNames(self._nodes)


def _grade(key: str, other: str, score: float) -> float:
    """Return how surely two likenesses are one name: letters are lost, doubled and swapped more often than changed."""
    if score < SAME_NAME:
        return _ALIKE * score
    return _NEARLY if _is_typing_error(key, other) else _CHANGED


def _is_typing_error(key: str, other: str) -> bool:
    """Tell a letter too few or swapped from another ending and another given name: "Julian" is not "Juliana"."""
    if key[0] != other[0] or key.startswith(other) or other.startswith(key):
        return False
    errors = Indel.distance(key, other)
    is_one_error = errors == 1 or errors == _SWAPPED and sorted(key) == sorted(other)
    return is_one_error and not (is_given_name(key) or is_given_name(other))
