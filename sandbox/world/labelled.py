"""Guilds of any size in which it is known who is who: to measure how well somebody else finds it out.

They follow from how guilds name themselves and each other, and know nothing of any way of telling. They hold
people about whom nothing can be known, people of the same first name, names that are almost or exactly those of
somebody else, and Discord accounts of nobody in the guild.
"""

from dataclasses import dataclass, field, replace
from random import Random

from sandbox.world.chance import dice
from sandbox.world.classes import CLASSES
from sandbox.world.people.accounts import Account, invent_account, invent_guest, second_account
from sandbox.world.people.hints import Texts, Truth, truth_of
from sandbox.world.people.notes import Subject, choose_form, write_note, write_officer_note
from sandbox.world.people.persona import (
    Persona,
    invent_character_name,
    invent_first_name,
    invent_handle,
    misspell,
)
from sandbox.world.people.styles import STYLES, Style

_REALMS = ("senjin",) * 6 + ("queldorei", "maiev", "stonemaul", "dunemaul")
_SIZES = (1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 8, 11)
_FIRST_ACCOUNT = 80_000_000_000_000_000
_KEEPS_FORM = 0.75


@dataclass(frozen=True, slots=True)
class LabelledCharacter:
    """A member of the guild and the person who plays it. Rank 0 is the guild master."""

    id: int
    name: str
    realm: str
    class_name: str
    rank: int
    note: str
    officer_note: str
    person: int
    is_main: bool


@dataclass(frozen=True, slots=True)
class LabelledDiscordUser:
    """A Discord account on the guild's server; `person` is None for one who plays no member of the guild."""

    id: int
    discord_id: int
    username: str
    global_name: str
    nick: str
    has_guild_role: bool
    person: int | None


@dataclass(frozen=True, slots=True)
class LabelledGuild:
    """A guild in which it is known who is who, and what tells it.

    `alt_rank` is the rank of alts, None where they have none.
    """

    style: str
    alt_rank: int | None
    characters: list[LabelledCharacter]
    discord_users: list[LabelledDiscordUser]
    truth: Truth


@dataclass(slots=True)
class _Draft:
    """What a guild is put together from; `taken` holds names with their realm, and with none."""

    rolls: Random
    style: Style
    people: list[Persona] = field(default_factory=list)
    realms: list[tuple[str, ...]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    taken: set[tuple[str, str]] = field(default_factory=set)
    usernames: set[str] = field(default_factory=set)


def labelled_guild(characters: int, discord_users: int, seed: int = 1, style: str | None = None) -> LabelledGuild:
    """Invent a guild of exactly that many characters and Discord accounts.

    The seed chooses the style in turn unless one is named (see people.styles.STYLES). Raises KeyError for an
    unknown style.
    """
    chosen = STYLES[seed % len(STYLES)] if style is None else {known.name: known for known in STYLES}[style]
    draft = _Draft(dice(seed, "labelled", chosen.name), chosen)
    while len(draft.names) < characters:
        _add_person(draft, characters - len(draft.names))
    accounts = _accounts(draft, discord_users)
    members = _characters(draft, accounts)
    texts = [Texts(one.id, one.person, one.name, one.note, one.officer_note) for one in members]
    truth = truth_of(draft.people, accounts, texts)
    return LabelledGuild(chosen.name, chosen.alt_rank, members, _users(draft, accounts), truth)


def _add_person(draft: _Draft, room: int) -> None:
    rolls = draft.rolls
    first_name = invent_first_name(rolls)
    stem = invent_character_name(rolls)[: rolls.randint(3, 5)] if rolls.random() < 0.3 else ""
    named = [_free_name(draft, stem) for _ in range(min(room, rolls.choice(_SIZES)))]
    names = tuple(name for name, _ in named)
    handle = invent_handle(rolls, names[0], first_name)
    if draft.names and rolls.random() < 0.02:
        # A nickname that is the name of somebody else's character.
        handle = rolls.choice(draft.names)
    person = Persona(names, first_name, handle, invent_character_name(rolls))
    calls = {"main": person.main, "handle": handle, "first": first_name, "discord": ""}
    person.call = calls[rolls.choices(list(draft.style.calls), list(draft.style.calls.values()))[0]]
    person.second = rolls.choice((first_name, handle, first_name[:3]))
    draft.people.append(person)
    draft.realms.append(tuple(realm for _, realm in named))
    draft.names.extend(names)


def _free_name(draft: _Draft, stem: str) -> tuple[str, str]:
    while True:
        rolls, realm = draft.rolls, draft.rolls.choice(_REALMS)
        name, odd = invent_character_name(rolls, stem if rolls.random() < 0.8 else ""), rolls.random()
        if draft.names and odd < 0.025:
            # Almost or, on another realm, exactly somebody else's name.
            other = rolls.choice(draft.names)
            name = other if odd < 0.008 else misspell(rolls, other)[:12].capitalize()
        is_meant = odd < 0.008 and (name, realm) not in draft.taken
        if len(name) > 1 and (is_meant or (name, "") not in draft.taken):
            draft.taken |= {(name, realm), (name, "")}
            return name, realm


def _accounts(draft: _Draft, count: int) -> list[tuple[Account, int | None]]:
    """Invent the accounts, each with the number of its person; guests fill up what people leave free."""
    rolls, found = draft.rolls, list[tuple[Account, int | None]]()
    for number, person in enumerate(draft.people):
        if rolls.random() >= 0.87 or len(found) == count:
            continue
        account = _own(draft, invent_account(rolls, draft.style, person, _others(draft)))
        found.append((account, number))
        if rolls.random() < 0.02 and len(found) < count:
            found.append((_own(draft, second_account(rolls, account)), number))
    while len(found) < count:
        found.append((_own(draft, invent_guest(rolls, _others(draft))), None))
    return found


def _others(draft: _Draft) -> tuple[str, ...]:
    return tuple(draft.rolls.choice(draft.names) for _ in range(2)) if draft.names else ("Nobody", "Noone")


def _own(draft: _Draft, account: Account) -> Account:
    username = account.username
    while username in draft.usernames:
        username = f"{account.username[:26]}{draft.rolls.randint(10, 99999)}"
    draft.usernames.add(username)
    return account._replace(username=username)


def _characters(draft: _Draft, accounts: list[tuple[Account, int | None]]) -> list[LabelledCharacter]:
    known = {number: account for account, number in reversed(accounts) if number is not None}
    written: list[LabelledCharacter] = []
    for number, person in enumerate(draft.people):
        account = known.get(number)
        person.call = person.call or _said(person, account)
        discord = _discord_name(draft.rolls, person, account)
        person = _told_of(draft, person)
        usual = choose_form(draft.rolls, draft.style.alt_forms)
        rank = _rank(draft.rolls, number)
        for index, (name, realm) in enumerate(zip(draft.people[number].names, draft.realms[number], strict=True)):
            class_name = draft.rolls.choice([chosen.name for chosen in CLASSES.values()])
            subject = Subject(person, index, class_name, discord, _others(draft))
            written.append(
                LabelledCharacter(
                    len(written) + 1,
                    name,
                    realm,
                    class_name,
                    _alt_rank(draft, rank) if index else rank,
                    write_note(draft.rolls, draft.style, subject, _form(draft, index, usual)),
                    write_officer_note(draft.rolls, draft.style, subject),
                    number,
                    not index,
                )
            )
    return written


def _form(draft: _Draft, index: int, usual: str) -> str:
    if not index:
        return choose_form(draft.rolls, draft.style.main_forms)
    return usual if draft.rolls.random() < _KEEPS_FORM else choose_form(draft.rolls, draft.style.alt_forms)


def _discord_name(rolls: Random, person: Persona, account: Account | None) -> str:
    if account is None:
        return person.handle
    odd = rolls.random()
    if odd < 0.5:
        return account.username
    return account.global_name or account.username if odd < 0.85 else account.nick or account.username


def _told_of(draft: _Draft, person: Persona) -> Persona:
    """Give the person as the notes know it; of some they all still tell the main's former name."""
    if draft.rolls.random() >= draft.style.stale:
        return person
    call = person.former if person.call == person.main else person.call
    return replace(person, names=(person.former, *person.names[1:]), call=call)


def _said(person: Persona, account: Account | None) -> str:
    """Give the name that others say who know somebody from Discord: without decoration."""
    shown = (account.nick, account.global_name, account.username) if account else ()
    return next((name for name in shown if name.replace(" ", "").isalpha() and name.isascii()), person.handle)


def _alt_rank(draft: _Draft, rank: int) -> int:
    if draft.style.alt_rank is not None:
        return draft.style.alt_rank
    return max(rank, draft.rolls.choice((2, 3, 4)))


def _rank(rolls: Random, number: int) -> int:
    if not number:
        return 0
    return rolls.choices((1, 2, 3, 4, 6), (2, 8, 30, 40, 20))[0]


def _users(draft: _Draft, accounts: list[tuple[Account, int | None]]) -> list[LabelledDiscordUser]:
    ids = sorted(draft.rolls.sample(range(_FIRST_ACCOUNT, _FIRST_ACCOUNT * 16), len(accounts)))
    draft.rolls.shuffle(accounts)
    return [
        LabelledDiscordUser(
            place + 1,
            identifier,
            *account,
            has_guild_role=draft.rolls.random() < (0.06 if number is None else 0.93),
            person=number,
        )
        for place, (identifier, (account, number)) in enumerate(zip(ids, accounts, strict=True))
    ]
