"""Checks of names: notes that name somebody else than the link, and accounts that look like one person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from guild_identity.domain.integrity_facts import AccountFacts, Found, IntegrityFacts, MemberFacts, PersonFacts
from guild_identity.domain.names import name_key
from guild_identity.domain.note_hints import Form, Hint
from guild_identity.domain.notes import read_note

# A shorter name is shared by chance.
SHORTEST_NAME = 3
# A name that more accounts carry is no person's: a word that everybody puts into the nick.
MOST_ALIKE = 3
_FIRM = {"verified", "manual", "proposal"}
# How a note says whose character this is; any other word may be anything.
_CLEAR = {Form.DISCORD, Form.ALT_OF, Form.MAIN, Form.AT}


@dataclass(frozen=True, slots=True)
class Somebody:
    """Whom a name means: a player, or a Discord user without one."""

    player_id: int | None = None
    account_id: int | None = None


def clearly_named(note: str) -> tuple[Hint, ...]:
    """Return the names that a note clearly gives as the person behind its character."""
    return tuple(hint for hint in read_note(note).hints if hint.form in _CLEAR)


def note_mismatch(facts: IntegrityFacts, now: datetime) -> Iterator[Found]:
    """Find linked characters with a note that clearly names somebody else, or that was changed since it made the link.

    What an officer or a login proved stays. Of an officer note only officers learn what it says.
    """
    people = {person.id: person for person in facts.people}
    known = _people_by_name(facts)
    for member in facts.members:
        person = people.get(member.player_id or 0)
        if person is None or member.link_source in _FIRM:
            continue
        named = ((member.named, False), (member.named_privately, True))
        others = ((_other(hints, known, person), is_private) for hints, is_private in named)
        other, is_private = next((found for found in others if found[0] is not None), (None, False))
        if other is not None:
            yield _contradicts(member, person, *other, is_private)
        elif member.is_note_changed:
            yield _changed(member, person)


def duplicate_discord(facts: IntegrityFacts, now: datetime) -> Iterator[Found]:
    """Find pairs of accounts that look like one person, and accounts that belong to two players.

    Two accounts look like one person where both carry the name of the same character, or show the same name. The
    further accounts of one player are known as such, and no issue.
    """
    yield from _shared_accounts(facts)
    owners = facts.owners()
    seen = set()
    alike = {name: accounts for name, accounts in _accounts_by_name(facts).items() if len(accounts) <= MOST_ALIKE}
    for name, accounts in alike.items():
        for one, other in combinations(sorted(accounts, key=lambda account: account.id), 2):
            is_known = one.id in owners and owners[one.id] == owners.get(other.id)
            if not is_known and (one.id, other.id) not in seen:
                seen.add((one.id, other.id))
                yield Found(
                    key=(str(one.id), str(other.id)),
                    summary=f"{one.display_name} ({one.username}) and {other.display_name} ({other.username}) "
                    "look like two Discord accounts of one person.",
                    discord_user_id=other.id if owners.get(other.id) is None else one.id,
                    player_id=owners.get(one.id, owners.get(other.id)),
                    details={"accounts": [one.id, other.id], "name": name},
                )


def _shared_accounts(facts: IntegrityFacts) -> Iterator[Found]:
    accounts = {account.id: account for account in facts.accounts}
    holders: dict[int, list[PersonFacts]] = {}
    for person in facts.people:
        first = () if person.discord_user_id is None else (person.discord_user_id,)
        for account_id in {*first, *person.other_discord_user_ids}:
            holders.setdefault(account_id, []).append(person)
    for account_id, people in sorted(holders.items()):
        if len(people) > 1 and account_id in accounts:
            names = " and ".join(person.name for person in people[:2])
            yield Found(
                key=("players", str(account_id), *sorted(str(person.id) for person in people)),
                summary=f"{accounts[account_id].display_name} on Discord belongs to {names} at the same time.",
                discord_user_id=account_id,
                player_id=people[0].id,
                details={"players": [person.id for person in people]},
            )


def _accounts_by_name(facts: IntegrityFacts) -> dict[str, list[AccountFacts]]:
    characters = {name_key(member.name) for member in facts.members}
    found: dict[str, list[AccountFacts]] = {}
    for account in facts.accounts:
        if not (account.is_present and account.highest_role):
            continue
        names = {name_key(name) for name in (account.username, account.global_name, account.nick)} & characters
        for name in sorted(names | {name_key(account.display_name)}):
            if len(name) >= SHORTEST_NAME:
                found.setdefault(name, []).append(account)
    return found


def _people_by_name(facts: IntegrityFacts) -> dict[str, set[Somebody]]:
    """Return whom each name may mean. A character without a player says nothing about who somebody is."""
    owners = facts.owners()
    found: dict[str, set[Somebody]] = {}
    for member in facts.members:
        if member.player_id is not None:
            found.setdefault(name_key(member.name), set()).add(Somebody(player_id=member.player_id))
    for account in facts.accounts:
        owner = owners.get(account.id)
        somebody = Somebody(account_id=account.id) if owner is None else Somebody(player_id=owner)
        for name in {name_key(name) for name in (account.username, account.global_name, account.nick) if name}:
            if account.is_present or owner is not None:
                found.setdefault(name, set()).add(somebody)
    return found


def _other(hints: Iterable[Hint], known: dict[str, set[Somebody]], person: PersonFacts) -> tuple[str, Somebody] | None:
    """Return the one other person that the hints mean; None where they may mean the person, or nobody known."""
    meant: dict[Somebody, str] = {}
    for hint in hints:
        people = next((known[key] for key in hint.spellings if key in known), set())
        meant |= dict.fromkeys(people, hint.name)
    if Somebody(player_id=person.id) in meant or len(meant) != 1:
        return None
    (somebody, name), *_ = meant.items()
    # Who has no Discord account yet may well be the one that the note names.
    if somebody.account_id is not None and person.discord_user_id is None:
        return None
    return name, somebody


def _changed(member: MemberFacts, person: PersonFacts) -> Found:
    return Found(
        key=(str(member.id), str(person.id), "changed"),
        summary=f"The note of {member.name} that made the link to {person.name} was changed since.",
        character_id=member.id,
        player_id=person.id,
        details={"changed": True},
    )


def _contradicts(member: MemberFacts, person: PersonFacts, name: str, somebody: Somebody, is_private: bool) -> Found:
    public = f"The note of {member.name} names {name}, but the character is linked to {person.name}."
    hidden = f"The officer note of {member.name} contradicts the link to {person.name}."
    told = {"named": name, "player": somebody.player_id, "discord_user": somebody.account_id}
    is_player = somebody.player_id is not None
    return Found(
        key=(
            str(member.id),
            str(person.id),
            f"player {somebody.player_id}" if is_player else f"account {somebody.account_id}",
        ),
        summary=hidden if is_private else public,
        character_id=member.id,
        player_id=person.id,
        details={"private": told} if is_private else told,
    )
