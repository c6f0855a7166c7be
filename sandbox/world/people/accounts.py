"""Discord accounts: usernames, display names, and names on the guild's own server."""

from random import Random
from typing import NamedTuple

from sandbox.world.people.persona import Persona, invent_first_name, plain_letters, unrelated_handle
from sandbox.world.people.styles import Style

# What an account is named after. A stranger's account says nothing about who it is.
_SOURCES = {"main": 0.36, "handle": 0.36, "first": 0.13, "stranger": 0.15}
_RANKS = ("[GM]", "[Officer]", "(RL)", "[Raider]", "⚔")
_TAILS = ("🐸", "| EU", "🐸 | EU", "🔥", "✨", "| tank", "(bank)", "[afk]")
# {0} is the main, {1} somebody else's character, {2} the first name.
_WITH_OTHERS = (
    "{0}/{0}/Still Not {1}",
    "Not {1}",
    "{1}'s minion",
    "{0} ♥ {1}",
    "{2} / {1}",
    "{2} (Team {1})",
    "{0} [{1}]",
)
_MARKS = "\u0301\u0316\u0321\u0334\u0353\u036f"


class Account(NamedTuple):
    """How somebody is called on Discord; `global_name` and `nick` are empty where none is set."""

    username: str
    global_name: str
    nick: str

    @property
    def shown(self) -> str:
        """Give the name that others see."""
        return self.nick or self.global_name or self.username


def pomelo(rolls: Random, text: str) -> str:
    """Make a username of a name: 2 to 32 of a-z, digits, dots and underscores, never two dots in a row."""
    plain = plain_letters(text) or plain_letters(unrelated_handle(rolls))
    odd = rolls.random()
    if odd < 0.25:
        plain = f"{plain}{rolls.choice(('', '_', '.'))}{rolls.randint(1, 9999)}"
    elif odd < 0.33:
        plain = rolls.choice(("_{}", "{}_", "its{}", "real.{}", "xx{}xx", "the_{}")).format(plain)
    while ".." in plain:
        plain = plain.replace("..", ".")
    return plain[:32] if len(plain) > 1 else f"{plain}_{rolls.randint(10, 99)}"


def decorate(rolls: Random, name: str) -> str:
    """Decorate a name as people do: titles, emoji, regions, full-width letters, marks on every letter."""
    odd = rolls.random()
    if odd < 0.35:
        return f"{rolls.choice(_RANKS)} {name}"
    if odd < 0.8:
        return f"{name} {rolls.choice(_TAILS)}"
    if odd < 0.87:
        return f"{rolls.choice(_RANKS)} {name} {rolls.choice(_TAILS)}"
    if odd < 0.94:
        return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    return "".join(letter + rolls.choice(_MARKS) + rolls.choice(_MARKS) for letter in name)[:32]


def _source(rolls: Random, person: Persona, kind: str) -> str:
    return {
        "main": person.main,
        "handle": person.handle,
        "first": person.first_name,
        "stranger": unrelated_handle(rolls),
    }[kind]


def _nick(rolls: Random, style: Style, person: Persona, others: tuple[str, ...]) -> str:
    if rolls.random() >= style.nicks:
        return ""
    name = person.main if rolls.random() < style.nicks_main else _other_nick(rolls, person, others)
    return (decorate(rolls, name) if rolls.random() < 0.22 else name)[:32]


def _other_nick(rolls: Random, person: Persona, others: tuple[str, ...]) -> str:
    odd = rolls.random()
    if odd < 0.34:
        return person.handle
    if odd < 0.5:
        return rolls.choice((person.first_name, f"{person.main} ({person.first_name})"))
    if odd < 0.75 and len(person.names) > 1:
        return rolls.choice(("{}/{}", "{} | {}", "{} / {}", "{}, {}")).format(*person.names[:2])
    if odd < 0.84:
        return f"{person.handle}/{person.main}"
    if odd < 0.88:
        return rolls.choice(_WITH_OTHERS).format(person.main, rolls.choice(others), person.first_name)
    return rolls.choice(person.names)


def invent_account(rolls: Random, style: Style, person: Persona, others: tuple[str, ...]) -> Account:
    """Invent the account of a person; `others` are names of other people's characters."""
    kind = rolls.choices(list(_SOURCES), list(_SOURCES.values()))[0]
    named = _source(rolls, person, kind)
    username = pomelo(rolls, named)
    odd, shown = rolls.random(), ""
    if odd < 0.6:
        shown = named
    elif odd < 0.68:
        shown = decorate(rolls, named)[:32]
    elif odd < 0.78 and kind != "stranger":
        shown = _source(rolls, person, rolls.choice(("main", "handle", "first")))
    elif odd < 0.85:
        shown = unrelated_handle(rolls)
    return Account(username, shown, _nick(rolls, style, person, others))


def invent_guest(rolls: Random, others: tuple[str, ...]) -> Account:
    """Invent the account of somebody without a character in the guild; some are called like a member's."""
    odd = rolls.random()
    if odd < 0.03:
        name = rolls.choice(others)
    elif odd < 0.25:
        name = invent_first_name(rolls)
    else:
        name = unrelated_handle(rolls)
    shown = rolls.choice(("", name, name.capitalize(), unrelated_handle(rolls)))
    nick = rolls.choice((name, unrelated_handle(rolls), decorate(rolls, name)[:32])) if rolls.random() < 0.1 else ""
    return Account(pomelo(rolls, name), shown, nick)


def second_account(rolls: Random, account: Account) -> Account:
    """Invent another account of the same person."""
    stem = account.username[:24].strip("._")
    return Account(f"{stem}{rolls.choice(('2', '_alt', '.mobile', '_backup', '0'))}", account.global_name, "")
