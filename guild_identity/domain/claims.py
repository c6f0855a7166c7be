"""Claims: what a rule says about two that may be one person, and what several claims are worth together."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import prod
from typing import NamedTuple

from guild_identity.domain.census import Census
from guild_identity.domain.directory import Found
from guild_identity.domain.facts import Evidence
from guild_identity.domain.people import People

# From here on a link is made.
CERTAIN = 0.85
# From here on a claim may keep another one from being certain, and two without a Discord user are proposed as one.
LIKELY = 0.50
# From here on an officer is asked whose a character is, so that of several who may be meant alike the right one is
# among those that are shown; below nothing happens.
WORTH_ASKING = 0.35
# No guess is as good as a login.
SUREST_GUESS = 0.99
# What is left of a claim when the name may mean one, two or three persons.
_SHARES = (1.0, 1.0, 0.68, 0.58)
_SHARE_OF_MANY = 0.45


# Whoever a name fits this much as well as another may be meant instead.
AS_GOOD = 0.75
_MOST_MEANT = 8


class Tier(IntEnum):
    """The order in which claims are acted upon: what names people plainly is settled before what is read into it."""

    LOGIN = 0
    PLAIN = 1
    ALT = 2
    NICKNAME = 3


class Claim(NamedTuple):
    """One rule's word that two nodes of the census are one person. `subject` is the one whose name or note says so.

    Claims of one `signal` (name, note, login, achievements) read the same thing, so together they are worth no more
    than the best of them. `about` is the name that they turn on. `source` is a value of LinkSource.
    """

    subject: int
    target: int
    weight: float
    rule: str
    signal: str
    source: str
    tier: Tier
    text: str
    about: str = ""
    is_private: bool = False

    def evidence(self) -> Evidence:
        """Return the claim as evidence for an officer."""
        return Evidence(self.rule, round(self.weight, 3), self.text, self.is_private)


class Case(NamedTuple):
    """What rules read: the guild, and who is known to be one person so far."""

    census: Census
    people: People

    def share(self, nodes: Iterable[int]) -> float:
        """Return what is left of a claim when these nodes are meant alike: 1 where they are one person."""
        persons = len({id(self.people.of(node)) for node in nodes})
        return _SHARES[persons] if persons < len(_SHARES) else _SHARE_OF_MANY

    def weighed(self, found: Sequence[Found]) -> Iterator[tuple[Found, float]]:
        """Yield who may be meant, and what is left of the claim because others may be meant as well.

        Whoever fits far worse than the best is left out; a name that fits very many means nobody.
        """
        if len(found) <= 1:
            yield from ((one, 1.0) for one in found)
            return
        best = max(one.quality for one in found)
        likely = found if len(found) <= _MOST_MEANT else [one for one in found if one.quality >= AS_GOOD * best]
        if len(likely) > _MOST_MEANT:
            return
        for one in likely:
            yield one, self.share(other.node for other in likely if other.quality >= AS_GOOD * one.quality)


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to tell that two are one person. `yields` says in words what it finds."""

    name: str
    yields: str
    find: Callable[[Case], Iterable[Claim]]


def combined(claims: Iterable[Claim]) -> float:
    """Return what claims about the same two are worth together, from 0 to 1.

    Independent signals add up: the doubts that they leave are multiplied. A note that says the same name by which the
    two are alike already is no further signal.
    """
    best: dict[str, Claim] = {}
    for claim in sorted(claims, key=lambda claim: (-claim.weight, claim.about)):
        if not any(known.signal == claim.signal or claim.about == known.about != "" for known in best.values()):
            best[claim.signal] = claim
    doubt = prod(1.0 - best[signal].weight for signal in sorted(best))
    return 1.0 if doubt == 0.0 else min(1.0 - doubt, SUREST_GUESS)
