"""Rules that put characters into groups: by a nickname in their notes, by a login, by their achievements."""

from collections.abc import Iterator

from guild_identity.domain.claims import Case, Claim, Rule, Tier
from guild_identity.domain.given_names import is_given_name
from guild_identity.domain.nicknames import Holders
from guild_identity.domain.people import Person

_SHARED_NICKNAME = 0.78
_NICKNAME_OF_SEVERAL = 0.55
# An officer or a login confirmed whose the nickname is.
_CONFIRMED_NICKNAME = 0.9
# More persons than these do not share a nickname: it is a word of the guild's own.
_MOST_PERSONS = 20
_MOST_OWNERS = 3
_PROVEN = 1.0
_SHARED_LOGIN = 0.60
_SAME_ACCOUNT = 0.95
_PERHAPS_SAME_ACCOUNT = 0.65
_ENOUGH_RARE = 2
_MOST_AGREE = 0.8
_HALF_AGREE = 0.5


def same_login(case: Case) -> Iterator[Claim]:
    """Yield characters and Discord users of one verified login. A login that several people share proves less."""
    census = case.census
    for nodes in census.logins.values():
        players = [player for node in nodes if (player := case.people.of(node).player)]
        weight = _SHARED_LOGIN if any(player.is_shared_account for player in players) else _PROVEN
        for anchor in _anchors_of_login(case, nodes):
            for node in nodes:
                if node != anchor and not census.is_discord(node):
                    text = f"One login proved {census.called(node)} and {census.called(anchor)}."
                    yield Claim(node, anchor, weight, "same_login", "login", "verified", Tier.LOGIN, text)


def _anchors_of_login(case: Case, nodes: list[int]) -> list[int]:
    """Return to whom the login's characters belong: its Discord user, best one with a player, and its players."""
    users = [node for node in nodes if case.census.is_discord(node)]
    known = [node for node in users if case.people.of(node).player] or users
    owned = [node for node in nodes if case.people.of(node).player]
    persons = {id(case.people.of(node)): node for node in reversed([*known[:1], *owned])}
    return sorted(persons.values()) or nodes[:1]


def shared_nickname(case: Case) -> Iterator[Claim]:
    """Yield characters whose notes hold the same name or nearly so, where it is nobody's whose name we know."""
    held = case.census.nicknames
    for key, holders in sorted(held.items()):
        persons = {id(case.people.of(node)): case.people.of(node) for node in holders}
        if 2 <= len(persons) <= _MOST_PERSONS:
            yield from _of_nickname(case, key, holders, list(persons.values()))
    yield from _misspelt_nickname(case)


def _of_nickname(case: Case, key: str, holders: Holders, persons: list[Person]) -> Iterator[Claim]:
    owners = [person for person in persons if person.discord is not None]
    weight = _SHARED_NICKNAME if len(owners) <= 1 else _NICKNAME_OF_SEVERAL
    if confirmed := _confirmed_owner(key, persons):
        owners, weight = [confirmed], _CONFIRMED_NICKNAME
    for owner in (owners or [_largest(persons, holders)])[:_MOST_OWNERS]:
        if _is_called(case, owner, key):
            continue
        anchor = min(node for node in owner.members if node in holders)
        for node, (grade, is_private) in holders.items():
            if case.people.of(node) is not owner and (case.people.of(node).discord is None):
                is_hidden = is_private or holders[anchor][1]
                yield _nickname_claim(case, key, (node, anchor), weight * grade * holders[anchor][0], is_hidden)


def _confirmed_owner(key: str, persons: list[Person]) -> Person | None:
    """Return the firm player whose nickname it is, if it is no given name and nobody else's who is known."""
    known = [person for person in persons if person.player or person.discord is not None]
    is_firm = len(known) == 1 and known[0].player is not None and known[0].player.is_firm
    return known[0] if is_firm and not is_given_name(key) else None


def _misspelt_nickname(case: Case) -> Iterator[Claim]:
    """Yield who holds a nickname that is nearly one that more notes hold: "Elvinsor" beside "Elvinsory"."""
    held = case.census.nicknames
    for key, other, likeness in case.census.misspelt_nicknames:
        yield from _of_misspelling(case, held[key], (other, held[other]), _SHARED_NICKNAME * likeness)


def _of_misspelling(case: Case, misspelt: Holders, right: tuple[str, Holders], weight: float) -> Iterator[Claim]:
    key, holders = right
    owners = list(dict.fromkeys(case.people.of(node) for node in sorted(holders)))
    if len(owners) > _MOST_OWNERS:
        return
    owner = _largest(owners, holders)
    anchor = min(node for node in owner.members if node in holders)
    for node, (grade, is_private) in misspelt.items():
        if case.people.of(node) is not owner:
            is_hidden = is_private or holders[anchor][1]
            yield _nickname_claim(case, key, (node, anchor), weight * grade * holders[anchor][0], is_hidden)


def _is_called(case: Case, person: Person, key: str) -> bool:
    """Tell whether the nickname is a name of the person's that we know: then the notes themselves name them."""
    found = [*case.census.names.named(key), *case.census.aliases.named(key)]
    return any(case.people.of(one.node) is person for one in found)


def _largest(persons: list[Person], holders: Holders) -> Person:
    return min(persons, key=lambda person: (-sum(node in holders for node in person.members), person.key))


def _nickname_claim(case: Case, key: str, pair: tuple[int, int], weight: float, is_private: bool) -> Claim:
    node, anchor = pair
    called = case.census.called
    text = f"{called(node)}'s and {called(anchor)}'s notes both speak of \"{key}\"."
    return Claim(node, anchor, weight, "shared_nickname", "note", "group", Tier.NICKNAME, text, key, is_private)


def same_achievements(case: Case) -> Iterator[Claim]:
    """Yield characters whose account-wide achievements were earned at the same moments."""
    nodes = case.census.character_nodes
    for pair in case.census.facts.same_account:
        node, other = nodes.get(pair.character_id), nodes.get(pair.other_id)
        if node is None or other is None or node == other or not pair.compared:
            continue
        share = pair.agreeing / pair.compared
        weight = _SAME_ACCOUNT if pair.rare >= _ENOUGH_RARE and share >= _MOST_AGREE else _PERHAPS_SAME_ACCOUNT
        if share < _HALF_AGREE or not pair.rare:
            continue
        if any(_is_shared(case, one) for one in (node, other)):
            weight = _PERHAPS_SAME_ACCOUNT
        yield _achievements_claim(
            case, min(node, other), max(node, other), weight, f"{pair.agreeing} of {pair.compared}"
        )


def _is_shared(case: Case, node: int) -> bool:
    player = case.people.of(node).player
    return player is not None and player.is_shared_account


def _achievements_claim(case: Case, node: int, other: int, weight: float, share: str) -> Claim:
    called = case.census.called
    weight = min(weight, _PERHAPS_SAME_ACCOUNT) if case.census.is_dead[node] or case.census.is_dead[other] else weight
    text = f"{called(node)} and {called(other)} share the dates of {share} account-wide achievements."
    return Claim(node, other, weight, "same_achievements", "achievements", "achievements", Tier.ALT, text)


LOGIN_RULES = (Rule("same_login", "others of the same verified login", same_login),)
RULES = (
    Rule("shared_nickname", "others whose notes hold the same nickname", shared_nickname),
    Rule("same_achievements", "others whose account-wide achievements agree", same_achievements),
)
