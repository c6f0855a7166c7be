"""Text for Discord that others wrote: made harmless, and cut to what Discord takes."""

import unicodedata
from collections.abc import Iterator

# Blank letters that are no spaces by their category: Hangul fillers, a joiner and the empty Braille cell.
_BLANK = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u034f", "\u2800"}
_MARKDOWN = set("\\`*_~|<>[]()#")
# Discord takes "@" and what follows it for a mention, also behind a backslash.
_BREAK = "\u200b"
# More accents on one letter than any script needs run over the neighbouring lines.
_MOST_MARKS = 3


def units(text: str) -> int:
    """Count a text's UTF-16 code units: never fewer than Discord counts, whatever it is that it counts."""
    return len(text) + sum(1 for letter in text if ord(letter) > 0xFFFF)


def harmless(text: str, limit: int) -> str:
    """Return a text that says the same and does nothing, of at most `limit` UTF-16 code units.

    On one line, without invisible letters; mentions, links, code and every other markdown show as they are written.
    """
    pieces = list(_pieces(" ".join(_visible(text).split())))
    if sum(map(units, pieces)) <= limit:
        return "".join(pieces)
    kept: list[str] = []
    left = limit - 1
    for piece in pieces:
        left -= units(piece)
        if left < 0:
            break
        kept.append(piece)
    return "".join(kept) + "…"


def _visible(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for letter in text:
        category = unicodedata.category(letter)
        marks = marks + 1 if category.startswith("M") else 0
        if category.startswith("Z") or letter.isspace():
            kept.append(" ")
        elif not category.startswith("C") and letter not in _BLANK and marks <= _MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


def _pieces(text: str) -> Iterator[str]:
    """Yield a text's letters, each with what makes it harmless."""
    for place, letter in enumerate(text):
        if letter in _MARKDOWN or (letter == ":" and text[place + 1 : place + 3] == "//"):
            yield "\\" + letter
        elif letter == "@":
            yield letter + _BREAK
        else:
            yield letter
