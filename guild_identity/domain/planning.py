"""From persons to players: which links are to be made, for which player, and on what they rest."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from guild_identity.domain.census import Census
from guild_identity.domain.claims import SUREST_GUESS, Claim, combined
from guild_identity.domain.note_hints import Form
from guild_identity.domain.note_keys import note_key
from guild_identity.domain.people import AWAY, People, Person
from guild_identity.domain.plan import PlannedLink, PlannedPlayer
from guild_identity.domain.proposing import members_of

_NAMES_MAIN = (Form.ALT_OF, Form.MAIN)
_UNRANKED = 99
_MOST_REASONS = 8
_PROVEN, _ONE_GROUP = "verified", "group"
_READ_IN_NOTES = {"guild_note", "officer_note", "alt_note", "group"}
_OF_TWO_NOTES = "shared_nickname"


def planned_players(census: Census, people: People, grounds: Iterable[Claim]) -> list[PlannedPlayer]:
    """Return what is to be added to each player, and the new players. `grounds` are the claims acted upon."""
    of_node: dict[int, list[Claim]] = defaultdict(list)
    for claim in grounds:
        of_node[claim.subject].append(claim)
        of_node[claim.target].append(claim)
    plans = (_planned(census, person, of_node) for person in people)
    return [plan for plan in plans if plan]


def _planned(census: Census, person: Person, grounds: Mapping[int, list[Claim]]) -> PlannedPlayer | None:
    members = members_of(census, person)
    joining = [node for node in members if census.characters[node].player_id is None]
    user = _new_discord_user(person)
    if not _is_worth_a_player(person, joining, user):
        return None
    main = _main_of(census, person, members)
    known = user if user is not None else main
    return PlannedPlayer(
        player_id=person.player.id if person.player else None,
        discord_user_id=None if user is None else census.discord_users[user - census.first_discord].id,
        display_name="" if known is None else census.called(known),
        main_character_id=None if main is None else census.characters[main].id,
        links=tuple(_link(census, person, node, grounds[node]) for node in joining),
    )


def _new_discord_user(person: Person) -> int | None:
    """Return the Discord user that the player does not have yet."""
    if person.discord == AWAY or (person.player and person.player.discord_user_id is not None):
        return None
    return person.discord


def _is_worth_a_player(person: Person, joining: list[int], user: int | None) -> bool:
    """Tell whether there is something new: for a known player, or two at least that make a player."""
    if person.player:
        return bool(joining) or user is not None
    return len(joining) + (user is not None) >= 2 and bool(joining)


def _main_of(census: Census, person: Person, members: list[int]) -> int | None:
    """Return the main: by a list of alts, else whom the notes of the others name, else the best that is no alt."""
    listed = {group.main for group in census.alt_groups}
    named: dict[int, int] = defaultdict(int)
    for node in members:
        for one in _named_by(census, node):
            named[one] += 1

    def standing(node: int) -> tuple[bool, int, bool, bool, bool, int, int]:
        character = census.characters[node]
        is_main = any(note.reading.is_main for note in census.notes[node])
        rank = _UNRANKED if character.rank is None else character.rank
        return node not in listed, -named[node], census.is_alt(node), character.is_alt_rank, not is_main, rank, node

    return min(members, key=standing, default=None)


def _named_by(census: Census, node: int) -> Iterator[int]:
    for _, hint in census.hints(node):
        if hint.form in _NAMES_MAIN:
            yield from {found.node for found in census.names.meant_by(hint.spellings)} - {node}


def _link(census: Census, person: Person, node: int, grounds: list[Claim]) -> PlannedLink:
    best: dict[tuple[str, str], Claim] = {}
    for claim in grounds:
        known = best.get((claim.rule, claim.text))
        best[claim.rule, claim.text] = claim if known is None or known.weight < claim.weight else known
    ordered = sorted(best.values(), key=lambda claim: (-claim.weight, claim.rule, claim.subject, claim.target))
    is_proven = _is_proven(census, person, node)
    sources = [claim.source for claim in ordered if is_proven or claim.source != _PROVEN]
    source = sources[0] if sources else _ONE_GROUP
    own = [claim for claim in ordered if claim.subject == node and claim.signal == "note"]
    return PlannedLink(
        character_id=census.characters[node].id,
        source=source,
        confidence=round(min(combined(ordered), 1.0 if is_proven else SUREST_GUESS), 3),
        evidence=tuple(claim.evidence() for claim in ordered[:_MOST_REASONS]),
        note_key=_note_key(census, node, own) if source in _READ_IN_NOTES else "",
    )


def _note_key(census: Census, node: int, claims: Iterable[Claim]) -> str:
    """Return the key of the character's notes that make these claims.

    Where two notes hold one nickname, a claim is private because of either: then both of the character's notes count.
    """
    made = [(claim.is_private, claim.rule == _OF_TWO_NOTES) for claim in claims]
    is_guild_note = any(not is_private or is_of_two for is_private, is_of_two in made)
    is_officer_note = any(is_private for is_private, _ in made)
    character = census.characters[node]
    return note_key(character.note if is_guild_note else "", character.officer_note if is_officer_note else "")


def _is_proven(census: Census, person: Person, node: int) -> bool:
    """Tell whether a login that proved the character says whose it is, and not only with whom it is one.

    A login without the person's Discord user knows nothing of who that is, unless a link of it is firm already.
    """
    account = census.characters[node].account
    if person.discord is None:
        return True
    if person.discord != AWAY and census.discord_users[person.discord - census.first_discord].account == account:
        return True
    characters = (census.characters[one] for one in person.members if not census.is_discord(one))
    return any(one.is_firm and one.account == account for one in characters)
