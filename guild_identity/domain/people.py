"""Who is known to be one person so far, while matching decides."""

from collections.abc import Collection, Iterable, Iterator
from itertools import combinations

from guild_identity.domain.facts import PlayerFacts

# The Discord user of a player who has left the server.
AWAY = -1


class Person:
    """Characters and at most one Discord user and one known player that belong together.

    `members` are nodes of the census, `discord` is one of them, or AWAY; `refused` are the nodes that an officer said
    are somebody else's. `listed` are the groups of officers' lists of alts that they are in, by list. `key` is the
    lowest member: persons are ordered by it.
    """

    __slots__ = ("accounts", "discord", "key", "listed", "members", "player", "refused")

    def __init__(self, node: int) -> None:
        self.key = node
        self.members: list[int] = [node]
        self.discord: int | None = None
        self.player: PlayerFacts | None = None
        self.accounts: set[str] = set()
        self.refused: set[int] = set()
        self.listed: dict[str, set[str]] = {}


class People:
    """The persons of a guild; each node of the census belongs to exactly one."""

    def __init__(self, count: int) -> None:
        self._persons = [Person(node) for node in range(count)]

    def of(self, node: int) -> Person:
        """Return the person to whom a node belongs."""
        return self._persons[node]

    def are_one(self, node: int, other: int) -> bool:
        """Tell whether two nodes are one person."""
        return self._persons[node] is self._persons[other]

    def __iter__(self) -> Iterator[Person]:
        """Iterate over the persons, in the order of their lowest nodes."""
        return iter(dict.fromkeys(self._persons))

    def join(self, persons: Iterable[Person]) -> None:
        """Make one person of several. Whether they may be one is the caller's business."""
        kept, *others = sorted(persons, key=lambda person: -len(person.members))
        for other in others:
            kept.key = min(kept.key, other.key)
            kept.members += other.members
            kept.accounts |= other.accounts
            kept.refused |= other.refused
            for source, groups in other.listed.items():
                kept.listed.setdefault(source, set()).update(groups)
            kept.discord = other.discord if kept.discord is None else kept.discord
            kept.player = other.player if kept.player is None else kept.player
            for node in other.members:
                self._persons[node] = kept


def can_be_one(persons: Iterable[Person]) -> bool:
    """Tell whether nothing known forbids that all of them are one person."""
    persons = list(persons)
    if sum(person.discord is not None for person in persons) > 1:
        return False
    if sum(person.player is not None for person in persons) > 1:
        return False
    return not any(is_forbidden(one, other) for one, other in combinations(persons, 2))


def is_forbidden(one: Person, other: Person) -> bool:
    """Tell whether different logins or an officer's word say that two are not one person."""
    if one.accounts and other.accounts and one.accounts.isdisjoint(other.accounts):
        return True
    return not one.refused.isdisjoint(other.members) or not other.refused.isdisjoint(one.members)


def are_listed_apart(persons: Collection[Person]) -> bool:
    """Tell whether a list of alts takes some of them for other people than the rest.

    Groups of which one person has characters already, by a login or an officer, count as one.
    """
    sources = {source for person in persons for source in person.listed}
    return any(
        _fall_apart([person.listed[source] for person in persons if source in person.listed]) for source in sources
    )


def _fall_apart(groups: list[set[str]]) -> bool:
    """Tell whether not all of the sets hang together by what they share."""
    reached, left = set(groups[0]), groups[1:]
    while touching := [one for one in left if not reached.isdisjoint(one)]:
        left = [one for one in left if reached.isdisjoint(one)]
        reached.update(*touching)
    return bool(left)
