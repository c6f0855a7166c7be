"""Rules that compare characters' names with those of Discord users."""

from collections.abc import Iterator
from itertools import product

from guild_identity.domain.census import Note
from guild_identity.domain.claims import Case, Claim, Rule, Tier
from guild_identity.domain.directory import Found
from guild_identity.domain.note_hints import Form, Hint

_NAME = 0.93
# People call themselves after their main.
_OF_ALT = 0.9
# The server shows the user by another name.
_NOT_SHOWN = 0.9
# The character's own note names somebody else.
_CONTRADICTED = 0.9
_DEPARTED = 0.95
# Some note holds the Discord user's name as it stands: it is not a misspelling.
_SPOKEN_FOR = 0.9
_SHORTEST = 3
# People shorten their main's name, and others are called so by chance: worth a question, and no word against a link.
_SHORT_NAME = 0.48
# What is only a word of a Discord user's name is of less quality.
_WHOLE_NAME = 0.86


def same_name(case: Case) -> Iterator[Claim]:
    """Yield characters that are called like a Discord user."""
    for node, key in enumerate(case.census.keys):
        found = case.census.aliases.named(key)
        if found and not case.census.is_dead[node]:
            yield from _claims(case, node, found, "same_name", "is called like")


def similar_name(case: Case) -> Iterator[Claim]:
    """Yield characters that are called nearly like a Discord user, where both would have no namesake otherwise.

    And those whose name begins with the Discord user's.
    """
    census = case.census
    for node, key in enumerate(census.keys):
        if len(key) < _SHORTEST or key in census.aliases or census.is_dead[node]:
            continue
        found = [near for near in census.aliases.alike(key) if near.key not in census.names]
        found = [
            near._replace(quality=near.quality * _SPOKEN_FOR) if near.key in census.hinted else near for near in found
        ]
        yield from _claims(case, node, found, "similar_name", "is called nearly like")
    yield from _beginning_of_name(case)


def _beginning_of_name(case: Case) -> Iterator[Claim]:
    """Yield characters whose name begins like the whole name of a Discord user who is not called like any."""
    for found, users in case.census.shortened_names:
        share = case.share(one.node for one in found)
        for one, user in product(found, users):
            is_called_so = user.node in case.census.users_named(one.node)
            if user.quality < _WHOLE_NAME or is_called_so or case.census.is_dead[one.node]:
                continue
            weight = _SHORT_NAME * user.quality * share * _own_doubt(case, one.node, user.node)
            yield _claim(case, one.node, user, weight, "similar_name", "has a name that begins like")


def _claims(case: Case, node: int, found: list[Found], rule: str, likeness: str) -> Iterator[Claim]:
    for one, share in case.weighed(found):
        weight = _NAME * one.quality * min(share, case.share(_namesakes(case, node, one)))
        weight *= _own_doubt(case, node, one.node)
        weight *= 1.0 if case.census.is_shown(one.node, one.key) else _NOT_SHOWN
        yield _claim(case, node, one, weight, rule, likeness)


def _claim(case: Case, node: int, user: Found, weight: float, rule: str, likeness: str) -> Claim:
    text = f"{case.census.called(node)} {likeness} the Discord user {case.census.called(user.node)}."
    return Claim(node, user.node, weight, rule, "name", "name", Tier.PLAIN, text, user.key)


def _namesakes(case: Case, node: int, found: Found) -> list[int]:
    """Return the characters that the Discord user's name fits as well."""
    names = case.census.names
    others = names.named(found.key) if found.is_exact else names.alike(found.key)
    grade = max((other.quality for other in others if other.node == node), default=0.0)
    return [node, *(other.node for other in others if other.quality >= grade)]


def _own_doubt(case: Case, node: int, user: int) -> float:
    """Return what is left of the claim after what is known of the character otherwise."""
    doubt = 1.0 if case.census.characters[node].is_member else _DEPARTED
    if case.census.is_alt(node) or case.census.characters[node].is_alt_rank:
        doubt *= _OF_ALT
    return doubt * _CONTRADICTED if _speaks_of_somebody_else(case, node, user) else doubt


def _speaks_of_somebody_else(case: Case, node: int, user: int) -> bool:
    """Tell whether a note says whose character this is, and means neither the Discord user nor the character's own."""
    return any(_means_another(case, (node, user), note, hint) for note, hint in case.census.hints(node))


def _means_another(case: Case, pair: tuple[int, int], note: Note, hint: Hint) -> bool:
    cut = note.is_cut(hint)
    users = case.census.aliases.meant_by(hint.spellings, cut)
    if hint.form is Form.DISCORD:
        return pair[1] not in {one.node for one in users}
    characters = case.census.names.meant_by(hint.spellings, cut)
    if any(case.people.are_one(one.node, other) for one in (*users, *characters) for other in pair):
        return False
    return hint.form is Form.ALT_OF or bool(characters) or any(one.is_exact for one in users)


RULES = (
    Rule("same_name", "a Discord user of the character's name", same_name),
    Rule("similar_name", "a Discord user of nearly the character's name", similar_name),
)
