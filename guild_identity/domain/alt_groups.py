"""Groups of alts as matching sees them: nodes of the census instead of names."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from guild_identity.domain.facts import ListedAlt


class AltGroup(NamedTuple):
    """One player's characters by a list. `main` is None where the list has none, or it is no node."""

    source: str
    key: str
    members: tuple[int, ...]
    main: int | None
    discord: tuple[tuple[int, str], ...]

    @property
    def anchor(self) -> int:
        """The one to whom the others belong: the main, else the first."""
        return self.members[0] if self.main is None else self.main

    @property
    def apart(self) -> tuple[int, ...]:
        """The members of whom the list says that they are nobody else's; one alone may have alts it does not know."""
        return self.members if len(self.members) > 1 else ()


def alt_groups(listed: Iterable[ListedAlt], nodes: Mapping[int, int]) -> list[AltGroup]:
    """Return the groups of all lists, in order."""
    found: dict[tuple[str, str], list[tuple[int, ListedAlt]]] = defaultdict(list)
    for alt in listed:
        if alt.character_id in nodes:
            found[alt.source, alt.group].append((nodes[alt.character_id], alt))
    return [_group(source, key, sorted(members)) for (source, key), members in sorted(found.items())]


def _group(source: str, key: str, members: list[tuple[int, ListedAlt]]) -> AltGroup:
    return AltGroup(
        source,
        key,
        tuple(node for node, _ in members),
        next((node for node, alt in members if alt.is_main), None),
        tuple((node, alt.discord) for node, alt in members if alt.discord),
    )


def contradicted_nodes(groups: Sequence[AltGroup]) -> set[int]:
    """Return the characters that one list has with somebody whom another list has with others."""
    places: dict[str, dict[int, str]] = defaultdict(dict)
    for group in groups:
        places[group.source].update(dict.fromkeys(group.apart, group.key))
    return {
        node
        for group in groups
        for source, place in places.items()
        if source != group.source
        for node in group.members
        if node in place and any(place.get(mate, place[node]) != place[node] for mate in group.members)
    }
