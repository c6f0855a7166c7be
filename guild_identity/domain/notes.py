"""What a guild note or officer note says about the person behind a character.

Notes are typed by many hands: "Trogo's alt", "Main: Trogomoon", "Gold Captain @Dat Elf Coli", or just "Kaylo".
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from guild_identity.domain.note_words import Word, segments_of
from guild_identity.domain.vocabulary import ALT, CLASSES, DISCORD, EMPTY, FILLER, MAIN, NOBODY, NOISE, OF, PROSE

_MARKS = frozenset("@:")
# More bare words than these are a sentence.
_MOST_NAMES = 3
_SHORTEST_OWNER = 3
# Between the names of several people: whose the character is of them, the note does not say.
_SEVERAL = re.compile(r"[+&]|\b(?:and|und)\b", re.IGNORECASE)


class Form(StrEnum):
    """How a note names somebody, the plainest first."""

    DISCORD = "discord"  # "Discord: Trogo", "Trogo#1234"
    ALT_OF = "alt of"  # "alt of Trogo", "Trogo's alt"
    MAIN = "main"  # "Main: Trogo", "Main Mike"
    AT = "at"  # "Lead @Trogo"
    OWNER = "owner"  # "Trogo's DH"
    NICKNAME = "nickname"  # "Trogo" and nothing else
    FIRST_WORD = "first word"  # "Trogo Alp"
    WORD = "word"  # a further word


@dataclass(frozen=True, slots=True)
class Hint:
    """A name in a note, as typed. `spellings` are the keys to look up, the best first."""

    form: Form
    name: str
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoteReading:
    """Everything a note says. `is_main` and `is_alt` are of the character that carries it."""

    hints: tuple[Hint, ...] = ()
    is_main: bool = False
    is_alt: bool = False

    def names(self, *forms: Form) -> list[str]:
        """Return the names in these forms, or in all, each once, as typed."""
        found = (hint.name for hint in self.hints if not forms or hint.form in forms)
        return list(dict.fromkeys(found))

    @property
    def is_alt_of_unknown(self) -> bool:
        """Tell whether this is an alt and the note names nobody."""
        return self.is_alt and not self.hints


@lru_cache(maxsize=65_536)
def read_note(note: str) -> NoteReading:
    """Read one note. An empty one, or one that names nobody, has no hints."""
    reader = _Reader()
    for segment in _joined(segments_of(note)):
        reader.read(segment)
    bare = [] if reader.is_prose else _bare_hints(reader.bare, is_of_several=_SEVERAL.search(note) is not None)
    hints = dict.fromkeys((*reader.explicit, *bare))
    return NoteReading(tuple(hints), reader.is_main, reader.is_alt)


def extract_discord_hints_from_note(note: str) -> list[str]:
    """Return the names that a note hints at, as typed, the plainest hint first. An empty note hints at nobody."""
    forms = list(Form)
    hints = sorted(read_note(note).hints, key=lambda hint: forms.index(hint.form))
    return list(dict.fromkeys(hint.name for hint in hints))


def _joined(segments: list[list[Word]]) -> Iterator[list[Word]]:
    """Yield the segments; a mark that stands alone, as in "Alt (Trogo)", belongs to the next one."""
    mark: list[Word] = []
    for segment in segments:
        whole = mark + segment
        mark = whole if len(whole) == 1 and whole[0].key in ALT | DISCORD else []
        if not mark:
            yield whole
    if mark:
        yield mark


class _Reader:
    """Reads segment by segment; what no mark explains is left in `bare`, one list of words per segment."""

    def __init__(self) -> None:
        self.explicit: list[Hint] = []
        self.bare: list[list[Word]] = []
        self.is_main = self.is_alt = self.is_prose = False
        self._words: list[Word] = []
        self._at = 0
        self._free: list[Word] = []

    def read(self, segment: list[Word]) -> None:
        """Read one segment."""
        self._words, self._at, self._free = segment, 0, []
        while self._at < len(self._words):
            word = self._words[self._at]
            self._at += 1
            self._meaning(word)(word)
        self.bare.append(self._free)

    def _meaning(self, word: Word) -> Callable[[Word], None]:
        if word.key == "@":
            return self._read_at
        if word.is_handle:
            return self._read_handle
        if word.key in DISCORD and self._is_introduction(word):
            return self._read_discord
        if word.key.rstrip("0123456789") in ALT:
            return self._read_alt
        return self._read_main if word.key in MAIN else self._read_free

    def _is_introduction(self, word: Word) -> bool:
        """Tell whether a name follows; "disc" is a priest's spec too, so it wants a mark."""
        following = self._peek()
        return following in _MARKS | FILLER or word.key != "disc" and following not in EMPTY | {""}

    def _read_at(self, mark: Word) -> None:
        self._add(Form.AT, self._take(at_least=1))

    def _read_handle(self, word: Word) -> None:
        self._add(Form.DISCORD, [word])

    def _read_discord(self, word: Word) -> None:
        self._skip(FILLER | _MARKS)
        self._add(Form.DISCORD, self._take(at_least=_MOST_NAMES))

    def _read_alt(self, word: Word) -> None:
        self.is_alt = True
        if self._free and self._peek() not in OF | {":"}:
            owner, self._free = [*self._free[:-1], _possessive(self._free[-1])], []
        else:
            self._skip(OF | {":"})
            owner = self._take()
        if not any(word.key in NOBODY for word in owner):
            self._add(Form.ALT_OF, owner)

    def _read_main(self, word: Word) -> None:
        if self._peek() in {":", "is"}:
            self._skip(OF | {":"})
            self.is_alt = True
        else:
            self.is_main = True
            self._skip(OF)
        self._add(Form.MAIN, self._take())

    def _read_free(self, word: Word) -> None:
        if word.key in _MARKS:
            return
        if word.key in PROSE:
            self.is_prose = True
        elif word.key in NOISE:
            self._read_noise(word)
        elif len(word.key) > 1 and word.key not in NOBODY:
            self._free.append(word)

    def _read_noise(self, word: Word) -> None:
        """Recognise the owner in "shodons shammy"."""
        if self._free and word.key in CLASSES:
            self._free[-1] = _possessive(self._free[-1])

    def _peek(self) -> str:
        return self._words[self._at].key if self._at < len(self._words) else ""

    def _skip(self, keys: frozenset[str]) -> None:
        while self._peek() in keys:
            self._at += 1

    def _take(self, at_least: int = 0) -> list[Word]:
        """Take the words up to a mark or to one that names nobody; the first few are names, whatever they are."""
        taken: list[Word] = []
        while (key := self._peek()) and key not in _MARKS | ALT | MAIN:
            if key in EMPTY and len(taken) >= at_least:
                break
            taken.append(self._words[self._at])
            self._at += 1
        return taken

    def _add(self, form: Form, words: list[Word]) -> None:
        hint = _hint(form, words)
        if hint:
            self.explicit.append(hint)


def _hint(form: Form, words: list[Word]) -> Hint | None:
    """Make the hint of a name of one or several words; the fewer of them are looked up, the later."""
    if not words or len("".join(word.key for word in words)) < 2:
        return None
    spellings = ["".join(word.key for word in words[:count]) for count in range(len(words), 0, -1)]
    spellings += _further_spellings(words[0])
    is_phrase = form in (Form.AT, Form.NICKNAME)
    name = " ".join(word.text for word in words) if is_phrase else words[0].text
    return Hint(form, name, tuple(dict.fromkeys(key for key in spellings if len(key) > 1)))


def _possessive(word: Word) -> Word:
    """Return the word as an owner, if it may be one whose apostrophe was left out."""
    is_owner = word.is_owner or word.key.endswith("s") and len(word.key) > _SHORTEST_OWNER
    return Word(word.text, word.key, is_owner)


def _further_spellings(word: Word) -> Iterator[str]:
    """Yield "shodon" of "shodons", and "trogo" of "Trogo-Senjin"."""
    if "-" in word.text:
        yield _key_before_hyphen(word)
    if word.is_owner and word.key.endswith("s") and word.text.casefold().endswith("s"):
        yield word.key[:-1]


def _key_before_hyphen(word: Word) -> str:
    return word.key[: sum(letter.isalnum() for letter in word.text.split("-")[0])]


def _bare_hints(segments: list[list[Word]], is_of_several: bool) -> list[Hint]:
    words = [word for segment in segments for word in segment]
    if not words or len(words) > _MOST_NAMES:
        return []
    if is_of_several:
        found = [_hint(Form.WORD, [word]) for word in words]
    elif len(words) == 1:
        found = [_hint(Form.OWNER if words[0].is_owner else Form.NICKNAME, words)]
    else:
        phrases = [_phrase(segment) for segment in segments if len(segment) > 1]
        found = [*phrases, _hint(Form.FIRST_WORD, words[:1]), *(_hint(Form.WORD, [word]) for word in words[1:])]
    return [hint for hint in found if hint]


def _phrase(words: list[Word]) -> Hint | None:
    """Make the hint of the words as one name, "Kaylo Alp"; each word for itself is another hint."""
    whole = _hint(Form.NICKNAME, words)
    return Hint(whole.form, whole.name, whole.spellings[:1]) if whole else None
