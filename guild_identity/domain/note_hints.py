"""The names that words of a note hint at, and how each is looked up."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from guild_identity.domain.note_words import Word

# More bare words than these are a sentence.
MOST_NAMES = 3
_SHORTEST_OWNER = 3


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


def hint_of(form: Form, words: list[Word]) -> Hint | None:
    """Make the hint of a name of one or several words; the fewer of them are looked up, the later."""
    if not words or len("".join(word.key for word in words)) < 2:
        return None
    spellings = ["".join(word.key for word in words[:count]) for count in range(len(words), 0, -1)]
    spellings += _further_spellings(words[0])
    is_phrase = form in (Form.AT, Form.NICKNAME)
    name = " ".join(word.text for word in words) if is_phrase else words[0].text
    return Hint(form, name, tuple(dict.fromkeys(key for key in spellings if len(key) > 1)))


def possessive(word: Word) -> Word:
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


def bare_hints(segments: list[list[Word]], is_of_several: bool) -> list[Hint]:
    """Make the hints of words that no mark explains, one list of them per segment."""
    words = [word for segment in segments for word in segment]
    if not words or len(words) > MOST_NAMES:
        return []
    if is_of_several:
        found = [hint_of(Form.WORD, [word]) for word in words]
    elif len(words) == 1:
        found = [hint_of(Form.OWNER if words[0].is_owner else Form.NICKNAME, words)]
    else:
        phrases = [_phrase(segment) for segment in segments if len(segment) > 1]
        found = [*phrases, hint_of(Form.FIRST_WORD, words[:1]), *(hint_of(Form.WORD, [word]) for word in words[1:])]
    return [hint for hint in found if hint]


def doubtful_hints(owners: list[Word]) -> list[Hint]:
    """Make the hints of those who own what we do not know: "Trogo's sidekick" may be Trogo's or not."""
    return [hint for owner in owners if (hint := hint_of(Form.WORD, [owner]))]


def _phrase(words: list[Word]) -> Hint | None:
    """Make the hint of the words as one name, "Kaylo Alp"; each word for itself is another hint."""
    whole = hint_of(Form.NICKNAME, words)
    return Hint(whole.form, whole.name, whole.spellings[:1]) if whole else None
