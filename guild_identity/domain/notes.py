"""What a guild note or officer note says about the person behind a character.

Notes are typed by many hands: "Trogo's alt", "Main: Trogomoon", "Gold Captain @Dat Elf Coli", or just "Kaylo".
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from guild_identity.domain.note_hints import MOST_NAMES, Form, Hint, bare_hints, hint_of, possessive
from guild_identity.domain.note_words import Word, segments_of
from guild_identity.domain.vocabulary import ALT, CLASSES, DISCORD, EMPTY, FILLER, MAIN, NOBODY, NOISE, OF, PROSE

_MARKS = frozenset("@:")
# Between the names of several people: whose the character is of them, the note does not say.
_SEVERAL = re.compile(r"[+&]|\b(?:and|und)\b", re.IGNORECASE)


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
    bare = [] if reader.is_prose else bare_hints(reader.bare, is_of_several=_SEVERAL.search(note) is not None)
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
        self._add(Form.DISCORD, self._take(at_least=MOST_NAMES))

    def _read_alt(self, word: Word) -> None:
        self.is_alt = True
        if self._free and self._peek() not in OF | {":"}:
            owner, self._free = [*self._free[:-1], possessive(self._free[-1])], []
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
            self._free[-1] = possessive(self._free[-1])

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
        hint = hint_of(form, words)
        if hint:
            self.explicit.append(hint)
