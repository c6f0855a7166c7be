"""How alike two names are."""

from rapidfuzz.distance import Indel

from guild_identity.domain.names import name_key

# From here on two names count as one name typed twice; below, as a likeness that an officer may judge.
SAME_NAME = 0.85
# From here on a likeness is looked at.
ALIKE = 0.70


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
