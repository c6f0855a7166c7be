"""The names that stand in notes, and which of them are one name typed twice."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from guild_identity.domain.near_names import NearNames
from guild_identity.domain.note_hints import Form, Hint
from guild_identity.domain.similarity import SAME_NAME

# Characters whose notes hold a nickname: how plainly, and whether in an officer note only.
Holders = dict[int, tuple[float, bool]]

_FIRST_WORD = 0.85
# Shorter nicknames are too often alike.
_SHORTEST_MISSPELT = 5
_MOST_ALIKE = 3


def held_nicknames(hints: Iterable[tuple[int, Hint, bool]]) -> dict[str, Holders]:
    """Return by name which characters' notes hold it. Of hints come the character, the hint, whether it is private.

    Discord names are none, and further words of a note neither.
    """
    held: dict[str, Holders] = defaultdict(dict)
    for character, hint, is_private in hints:
        if hint.form not in (Form.DISCORD, Form.WORD):
            grade = _FIRST_WORD if hint.form is Form.FIRST_WORD else 1.0
            held[hint.spellings[0]].setdefault(character, (grade, is_private))
    return held


def misspelt_nicknames(held: Mapping[str, Holders], known: Collection[str]) -> list[tuple[str, str, float]]:
    """Return (misspelt, right, likeness) of the names that are nearly one: "Elvinsor" beside "Elvinsory".

    The right one is in more notes. Names that are `known` to be somebody's are left out.
    """
    keys = sorted(key for key in held if len(key) >= _SHORTEST_MISSPELT and key not in known)
    near_names = NearNames(keys)
    near = ((key, *pair) for key in keys for pair in near_names.near(key, SAME_NAME)[:_MOST_ALIKE])
    return [one for one in near if (len(held[one[0]]), one[1]) < (len(held[one[1]]), one[0])]
