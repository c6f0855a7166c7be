"""From claims to persons: which of them are certain enough to be acted upon, together and without contradiction."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from guild_identity.domain.claims import CERTAIN, LIKELY, Claim, Tier, combined
from guild_identity.domain.people import People, Person, are_listed_apart, can_be_one

# A claim is acted upon only when it leaves a fraction of the doubt of any other that excludes it.
_RIVAL_DOUBT = 4.0
Pair = tuple[Person, Person]
Component = tuple[list[Person], dict[Pair, float]]


class Scores:
    """What all claims together say about each two persons."""

    def __init__(self, people: People, claims: Iterable[Claim]) -> None:
        grouped: dict[Pair, list[Claim]] = defaultdict(list)
        for claim in claims:
            one, other = people.of(claim.subject), people.of(claim.target)
            if one is not other:
                grouped[(one, other) if one.key < other.key else (other, one)].append(claim)
        self.claims: Mapping[Pair, list[Claim]] = grouped
        self.of_pair = {pair: combined(found) for pair, found in grouped.items()}
        self._others: dict[Person, list[tuple[Person, float]]] = defaultdict(list)
        for (one, other), score in self.of_pair.items():
            if score >= LIKELY:
                self._others[one].append((other, score))
                self._others[other].append((one, score))

    def tier(self, pair: Pair) -> Tier:
        """Return the first tier in which the pair is claimed."""
        return min(claim.tier for claim in self.claims[pair])

    def is_undisputed(self, pair: Pair, score: float) -> bool:
        """Tell whether no other claim on either person excludes this one and is nearly as good."""
        one, other = pair
        return not (self._has_rival(one, other, score) or self._has_rival(other, one, score))

    def _has_rival(self, person: Person, partner: Person, score: float) -> bool:
        return any(
            1.0 - rival_score < _RIVAL_DOUBT * (1.0 - score)
            for rival, rival_score in self._others[person]
            if rival is not partner and not can_be_one((rival, partner))
        )


def may_be_joined(persons: Iterable[Person]) -> bool:
    """Tell whether nothing known forbids that all of them are one person, and no list of alts says otherwise."""
    persons = list(persons)
    return can_be_one(persons) and not are_listed_apart(persons)


def settle(people: People, scores: Scores, tier: Tier) -> list[Claim]:
    """Join the persons that the claims up to the tier make one with certainty. Return the claims acted upon."""
    # A login knows better than a list of alts; all else stops where a list says otherwise, and an officer is asked.
    may_be = can_be_one if tier is Tier.LOGIN else may_be_joined
    edges = {
        pair: score
        for pair, score in scores.of_pair.items()
        if score >= CERTAIN and scores.tier(pair) <= tier and may_be(pair) and scores.is_undisputed(pair, score)
    }
    followed = list(_consistent(edges, may_be))
    for persons, _ in followed:
        people.join(persons)
    return [claim for _, pairs in followed for pair in pairs for claim in scores.claims[pair]]


def _consistent(edges: Mapping[Pair, float], may_be: Callable[[Iterable[Person]], bool]) -> Iterator[Component]:
    """Yield what the edges connect; where that contradicts itself, the weakest edges are left out until it does not."""
    waiting = _components(edges)
    while waiting:
        persons, inner = waiting.pop()
        if may_be(persons):
            yield persons, inner
        elif claimants := _claimants(persons):
            # The group has a Discord user each of whose claims is good: who of them it is, an officer says.
            kept = {pair: score for pair, score in inner.items() if claimants.isdisjoint(pair)}
            waiting += _components(kept)
        else:
            weakest = min(inner.values())
            waiting += _components({pair: score for pair, score in inner.items() if score > weakest})


def _claimants(persons: Iterable[Person]) -> set[Person]:
    """Return the persons with Discord users, where more than one claims the group."""
    claimants = {person for person in persons if person.discord is not None}
    return claimants if len(claimants) > 1 else set()


def _components(edges: Mapping[Pair, float]) -> list[Component]:
    neighbours: dict[Person, list[Person]] = defaultdict(list)
    for one, other in edges:
        neighbours[one].append(other)
        neighbours[other].append(one)
    group_of: dict[Person, int] = {}
    groups: list[list[Person]] = []
    for start in neighbours:
        if start not in group_of:
            groups.append(_reach(start, neighbours, group_of, len(groups)))
    inner: list[dict[Pair, float]] = [{} for _ in groups]
    for pair, score in edges.items():
        inner[group_of[pair[0]]][pair] = score
    return list(zip(groups, inner, strict=True))


def _reach(
    start: Person, neighbours: Mapping[Person, list[Person]], group_of: dict[Person, int], group: int
) -> list[Person]:
    group_of[start] = group
    reached = [start]
    for person in reached:
        for other in neighbours[person]:
            if other not in group_of:
                group_of[other] = group
                reached.append(other)
    return reached
