"""What in a guild's names and notes points at the person behind a character: the truth, whoever looks for it.

It is told from the person's names and from the texts as they stand. What errors and cutting left of a hint counts, and
what they destroyed does not; a hint that points at other people as well counts; names that only begin alike are none.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sandbox.world.people.accounts import Account
from sandbox.world.people.notes import LENGTH
from sandbox.world.people.persona import Persona, plain_letters

_TOKEN = re.compile(r"[^\s@:=#|/,;()\[\]<>+\-]+")
_PIECE = re.compile(r"[^\W\d_]+")
_ADDED = re.compile(r"^(?:its|xx|real|the)|xx$")
_DISCRIMINATOR = re.compile(r"#\d{4}$")
# Shorter names are never misspelt, and what a cut leaves of a name says something from so many letters on.
_SHORTEST = 4
_MOST_WORDS = 3
_FORMS = ("whole", "cut", "misspelt", "shortened")
# Notes shorten first names to so many letters.
_SHORTENED = 3


class Texts(NamedTuple):
    """A character's name and notes; `person` is the number of who plays it."""

    id: int
    person: int
    name: str
    note: str
    officer_note: str


class Hint(NamedTuple):
    """A name of the person that stands in a text about a character.

    `place` is "own name", "guild note" or "officer note"; `names` says what is named: "character", "nickname",
    "first name", "former name" or "account"; `form` is "whole", "cut", "misspelt" or "shortened". `key` is the name.
    """

    place: str
    names: str
    form: str
    key: str


class Truth(NamedTuple):
    """The hints by character, and the kinds of them that lead to an account of the person's.

    A character without any that do is missing in `ways`: nothing tells whose it is. A way is direct, or leads by other
    characters: this one's note holds a name that another's holds, which holds a name of the account.
    """

    hints: dict[int, tuple[Hint, ...]]
    ways: dict[int, frozenset[str]]


def truth_of(people: Sequence[Persona], accounts: Iterable[tuple[Account, int | None]], texts: list[Texts]) -> Truth:
    """Return what points at whom. Accounts come with the number of their person; None is nobody's in the guild."""
    of_person: dict[int, list[Account]] = defaultdict(list)
    for account, number in accounts:
        of_person[-1 if number is None else number].append(account)
    names = [_names_of(person, of_person[number]) for number, person in enumerate(people)]
    hints = {one.id: tuple(_hints(one, names[one.person])) for one in texts}
    keys = [
        {key for account in of_person[number] for key in _keys_of(account, known)} for number, known in enumerate(names)
    ]
    characters: dict[int, list[int]] = defaultdict(list)
    for one in texts:
        characters[one.person].append(one.id)
    ways: dict[int, frozenset[str]] = {}
    for number, ids in characters.items():
        ways |= _ways({one: hints[one] for one in ids}, keys[number])
    return Truth(hints, ways)


def _key(text: str) -> str:
    """Return the letters and digits of a text without decoration, accents and case."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in unicodedata.normalize("NFC", plain) if letter.isalnum())


def _names_of(person: Persona, accounts: Iterable[Account]) -> dict[str, str]:
    """Return by key what the person goes by, and what kind of name it is."""
    kinds = {_key(text): "account" for account in accounts for text in account if _key(text)}
    kinds |= {_key(person.former): "former name", _key(person.first_name): "first name"}
    kinds |= {_key(person.handle): "nickname"}
    return kinds | {_key(name): "character" for name in person.names}


def _keys_of(account: Account, names: Iterable[str]) -> set[str]:
    """Return the account's names as they stand, and which of the person's names are in them."""
    whole = {_key(text) for text in account if _key(text)}
    held = whole.union(piece for text in account for piece in _pieces(text))
    return whole | {name for name in names if not held.isdisjoint((name, _as_username(name)))}


def _pieces(text: str) -> Iterator[str]:
    for piece in _PIECE.findall(unicodedata.normalize("NFKC", text)):
        yield _key(piece)
        yield _ADDED.sub("", _key(piece))


def _as_username(name: str) -> str:
    return "".join(letter for letter in plain_letters(name) if letter.isalnum())


def _hints(texts: Texts, names: Mapping[str, str]) -> Iterator[Hint]:
    yield Hint("own name", "character", "whole", _key(texts.name))
    yield from _hints_in("guild note", texts.note, names)
    yield from _hints_in("officer note", texts.officer_note, names)


def _hints_in(place: str, text: str, names: Mapping[str, str]) -> Iterator[Hint]:
    tokens = [_key(token) for token in _TOKEN.findall(_DISCRIMINATOR.sub("", text))]
    runs = {"".join(tokens[at : at + count]) for count in range(1, _MOST_WORDS + 1) for at in range(len(tokens))}
    last = {"".join(tokens[-count:]) for count in range(1, _MOST_WORDS + 1)} if len(text) == LENGTH else set()
    for name, kind in names.items():
        found = {form for run in runs if (form := _form(run, name, run in last))}
        if kind == "first name" and name[:_SHORTENED] in tokens:
            found.add("shortened")
        if found:
            yield Hint(place, kind, min(found, key=_FORMS.index), name)


def _form(run: str, name: str, may_be_cut: bool) -> str:
    """Return how the words hold the name, empty if they do not."""
    written = {run, run.removesuffix("s")}
    if name in written:
        return "whole"
    if len(name) < _SHORTEST or run[:1] != name[:1]:
        return ""
    if may_be_cut and len(run) >= _SHORTEST and name.startswith(run):
        return "cut"
    return "misspelt" if any(_is_one_error(text, name) for text in written) else ""


def _is_one_error(text: str, name: str) -> bool:
    """Tell whether one letter was lost, doubled, changed or swapped with the next one; nobody loses the last."""
    pairs = zip(text, name, strict=False)
    at = next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(text), len(name)))
    if len(text) != len(name):
        longer, shorter = (text, name) if len(text) > len(name) else (name, text)
        return longer[at + 1 :] == shorter[at:] != ""
    is_swapped = text[at : at + 2] == name[at : at + 2][::-1] and text[at + 2 :] == name[at + 2 :]
    return is_swapped or text[at + 1 :] == name[at + 1 :]


def _ways(hints: Mapping[int, tuple[Hint, ...]], account: set[str]) -> dict[int, frozenset[str]]:
    """Return the kinds of hints by which each character leads to the account, from name to name."""
    known, found = set(account), set[int]()
    while new := {one for one, held in hints.items() if one not in found and any(hint.key in known for hint in held)}:
        found |= new
        known.update(hint.key for one in new for hint in hints[one])
    return {
        one: frozenset(_kind(hint, account) for hint in hints[one] if _leads(one, hint, hints, account))
        for one in found
    }


def _leads(one: int, hint: Hint, hints: Mapping[int, tuple[Hint, ...]], account: set[str]) -> bool:
    others = (other for number, held in hints.items() if number != one for other in held)
    return hint.key in account or any(hint.key == other.key for other in others)


def _kind(hint: Hint, account: set[str]) -> str:
    form = "" if hint.form == "whole" else f", {hint.form}"
    kind = hint.place if hint.place == "own name" else f"{hint.place}: {hint.names}{form}"
    return kind if hint.key in account else f"{kind}, by others"
