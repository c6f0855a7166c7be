"""What a guild note or officer note says about the person behind a character.

Notes are typed by many hands: "Trogo's alt", "Main: Trogomoon", "Gold Captain @Dat Elf Coli", or just "Kaylo".
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from guild_identity.domain.note_hints import (
    MOST_NAMES,
    Form,
    Hint,
    bare_hints,
    doubtful_hints,
    hint_of,
    possessive,
)
from guild_identity.domain.note_words import Word, segments_of
from guild_identity.domain.relation_words import (
    CARERS,
    INTRODUCING,
    RANKS_OF_RELATIONS,
    RELATIONS,
    TITLES_OF_OTHERS,
)
from guild_identity.domain.vocabulary import (
    ALT,
    CLASSES,
    DISCORD,
    EMPTY,
    FILLER,
    MAIN,
    NOBODY,
    NOISE,
    OF,
    OWNED,
    PROSE,
)

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
    is_of_several = _SEVERAL.search(note) is not None
    bare = [] if reader.is_prose else [*bare_hints(reader.bare, is_of_several), *doubtful_hints(reader.doubtful)]
    explicit = [] if reader.is_of_relative else reader.explicit
    hints = dict.fromkeys((*explicit, *bare))
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
    """Reads segment by segment; what no mark explains is left in `bare`, one list of words per segment.

    `doubtful` are owners of something that we do not know: "Trogo's sidekick".
    """

    def __init__(self) -> None:
        self.explicit: list[Hint] = []
        self.bare: list[list[Word]] = []
        self.doubtful: list[Word] = []
        self.is_main = self.is_alt = self.is_prose = self.is_of_relative = False
        self._words: list[Word] = []
        self._at = 0
        self._free: list[Word] = []
        self._named: list[Hint] = []
        # Whoever is named from here on is somebody else, or is where an @ stands before it.
        self._is_of_another = self._is_sentence = False
        self._owner: Word | None = None
        self._owns_unknown = False

    def read(self, segment: list[Word]) -> None:
        """Read one segment."""
        self._words, self._at, self._free, self._named = segment, 0, [], []
        self._is_sentence, self._owner = self._is_of_another, None
        while self._at < len(self._words):
            word = self._words[self._at]
            self._at += 1
            self._meaning(word)(word)
        if self._owns_unknown and self._is_last_owner():
            self.doubtful.append(self._free.pop())
        self.bare.append(self._free)
        related = [word.key for word in segment if word.key in RELATIONS]
        if not related or all(word.key in RELATIONS | DISCORD | _MARKS for word in segment):
            self.explicit += self._named
        self.is_of_relative |= len(related) == len(segment) and not RANKS_OF_RELATIONS.issuperset(related)
        # "inv / Trogo" goes on in the next segment.
        self._is_of_another = segment[-1].key in INTRODUCING

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
        self.is_alt |= not self._is_of_another
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
        is_owned = self._is_owned(word)
        if word.key in PROSE:
            self.is_prose = self._is_sentence = True
        elif word.key in NOISE:
            self._read_noise(word)
        elif len(word.key) > 1 and word.key not in NOBODY and not (is_owned or self._is_of_another):
            self._free.append(word)
            self._owner, self._owns_unknown = word if word.is_owner else None, False
        self._is_of_another |= word.key in INTRODUCING or self._is_title_of_another(word)

    def _is_owned(self, word: Word) -> bool:
        """Tell whether the word says what the owner before it owns."""
        if not self._is_last_owner():
            return False
        if word.key in OWNED:
            self._owner = None
        elif word.key in NOISE:
            self._owns_unknown = True
        else:
            self._owner = None
            self.doubtful.append(self._free.pop())
        return True

    def _is_last_owner(self) -> bool:
        return bool(self._free) and self._free[-1] is self._owner

    def _is_title_of_another(self, word: Word) -> bool:
        """Tell "Officer: Trogo" and "mentor Trogo" from "Officer / Trogo" and "Recruiter @Trogo"."""
        following = self._peek()
        return word.key in TITLES_OF_OTHERS and following == ":" or word.key in CARERS and following not in {"", "@"}

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
        is_asking = len(words) > 1 and words[0].key in INTRODUCING
        is_of_another = self._is_of_another or is_asking or form is Form.AT and self._is_sentence
        if hint and not is_of_another:
            self._named.append(hint)
