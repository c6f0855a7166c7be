"""The names of characters and of Discord users, as keys under which different spellings meet."""

import unicodedata
from functools import lru_cache

from characters.domain.names import fold

# Letters that look like Latin ones and that Unicode does not take apart: small capitals, as fonts for nicks have them.
_SMALL_CAPITALS = str.maketrans("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz")
# Cyrillic and Greek letters that are typed among Latin ones for their looks.
_LOOK_ALIKES = str.maketrans("авекмнорстухіјѕԁԛԝαορυνκτι", "abekmhopctyxijsdqwaopuvkti")
_INVISIBLE_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")
# Control and format characters, private ones, symbols such as emoji, and modifiers.
_DROPPED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "So", "Sk"})


def normalize_name(text: str) -> str:
    """Return the text without what only decorates it: letter case, accents, emoji, fonts, invisible characters.

    Works in every script. Spaces and punctuation inside stay, so "Dat  Elf 🐸" becomes "dat elf". Different names may
    become equal: Ávalon and Avalon do.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKC", text)
    visible = "".join(letter if _is_kept(letter) else " " if letter.isspace() else "" for letter in plain)
    folded = fold(visible)
    return folded if folded.isascii() else _latinised(folded.translate(_SMALL_CAPITALS))


@lru_cache(maxsize=65_536)
def name_key(text: str) -> str:
    """Return the letters and digits of the normalised text: "Trog-Moon.92" becomes "trogmoon92"."""
    return "".join(letter for letter in normalize_name(text) if letter.isalnum())


def is_dead_name(name: str) -> bool:
    """Tell whether the game took the name away: living characters have no digits in theirs."""
    return any(letter.isdigit() for letter in name)


def _is_kept(letter: str) -> bool:
    return letter not in _INVISIBLE_LETTERS and unicodedata.category(letter) not in _DROPPED


def _latinised(text: str) -> str:
    """Replace look-alikes in words that mix them with Latin letters; whole words of another script stay."""
    return " ".join(word.translate(_LOOK_ALIKES) if _has_ascii_letter(word) else word for word in text.split(" "))


def _has_ascii_letter(word: str) -> bool:
    return any(letter.isascii() and letter.isalpha() for letter in word)
