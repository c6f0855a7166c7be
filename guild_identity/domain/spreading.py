"""Whose a character may be, over others that are likely the same person."""

from collections import defaultdict
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from guild_identity.domain.claims import WORTH_ASKING, Claim
from guild_identity.domain.people import Person, is_forbidden
from guild_identity.domain.settling import Pair, Scores

MOST_PROPOSED = 3


class Likely(NamedTuple):
    """A person that a character may belong to, and why: the claims from the one to the other."""

    score: float
    person: Person
    claims: tuple[Claim, ...]


_Tie = tuple[Person, float, tuple[Claim, ...]]
# Ordered by score, then by whom it is about, then by what is claimed: never by chance.
_Entry = tuple[float, int, int, Person, Likely]


def likely_owners(scores: Scores) -> dict[Person, dict[Person, Likely]]:
    """Return for everybody without a Discord user the likeliest persons that have one.

    Whoever is likely one with somebody else may belong to the same Discord user, at the product of both scores: so
    the likelihoods spread from the best one on, and each person takes the first three that arrive.
    """
    ties, waiting = _ties_and_starts(scores)
    found: dict[Person, dict[Person, Likely]] = defaultdict(dict)
    heapify(waiting)
    while waiting:
        _, _, _, person, likely = heappop(waiting)
        known = found[person]
        if likely.person in known or len(known) == MOST_PROPOSED or is_forbidden(person, likely.person):
            continue
        known[likely.person] = likely
        for other, score, claims in ties[person]:
            further = Likely(likely.score * score, likely.person, (*claims, *likely.claims))
            if further.score >= WORTH_ASKING:
                heappush(waiting, _entry(other, further))
    return found


def _ties_and_starts(scores: Scores) -> tuple[dict[Person, list[_Tie]], list[_Entry]]:
    """Return who of those without a Discord user are likely one, and what is claimed of them and those who have one."""
    ties: dict[Person, list[_Tie]] = defaultdict(list)
    starts: list[_Entry] = []
    for (one, other), score in scores.of_pair.items():
        claims = tuple(scores.claims[one, other])
        if score < WORTH_ASKING:
            continue
        if is_between_unknown((one, other)):
            if _may_be_tied(one, other):
                ties[one].append((other, score, claims))
                ties[other].append((one, score, claims))
        elif (one.discord is None) != (other.discord is None):
            person, owner = (one, other) if one.discord is None else (other, one)
            starts.append(_entry(person, Likely(score, owner, claims)))
    return ties, starts


def _entry(person: Person, likely: Likely) -> _Entry:
    return -likely.score, person.key, likely.person.key, person, likely


def _may_be_tied(one: Person, other: Person) -> bool:
    """Tell whether nobody said that the two are different people: two players by guesses alone may be one."""
    are_told_apart = one.player and other.player and (one.player.is_firm or other.player.is_firm)
    return not are_told_apart and not is_forbidden(one, other)


def is_between_unknown(pair: Pair) -> bool:
    """Tell whether neither of the two has a Discord user."""
    return pair[0].discord is None and pair[1].discord is None
