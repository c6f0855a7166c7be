"""Keys that make different spellings of one name meet."""

import unicodedata
from functools import cache

from characters.domain.realm_table import realm_aliases, shipped_realms

# Letters that Unicode does not take apart, as people without the key type them.
_PLAIN = str.maketrans(
    {
        "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ŋ": "n", "ı": "i", "ĸ": "k",
        "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ĳ": "ij", "ƒ": "f",
    }
)  # fmt: skip


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(letter for letter in parts if not unicodedata.category(letter).startswith("M"))
    return unicodedata.normalize("NFC", letters.translate(_PLAIN))


def fold(text: str) -> str:
    """Make the key for searching: "Ümbrânox" is found by "umbranox".

    Ignores letter case, accents and surrounding spaces, in any script. Different names may share a key:
    it finds candidates and identifies nobody.
    """
    return " ".join(_without_accents(text).split())


def character_key(name: str) -> str:
    """Make the key under which a realm knows a character's name.

    Only letter case and the way accents are composed are ignored: Ávalon and Avalon, Maß and Mass are
    different people, so nothing is folded further.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).lower())


def realm_key(spelling: str) -> str:
    """Make one key of every spelling of a realm: "Area52", "area-52"; "Ревущий фьорд", "Howling Fjord".

    Keeps letters and digits only, without case and accents; a shipped realm has those of its slug, in whatever
    script it is named. Unique within a region. It joins spellings and is never a slug: slugs are looked up.
    """
    letters = _letters(spelling)
    return _keys_in_other_scripts().get(letters, letters)


@cache
def _keys_in_other_scripts() -> dict[str, str]:
    """Return the keys of realms by the letters of names that differ from their slugs; no two regions share one."""
    names = {_letters(row["name"]): _letters(row["slug"]) for row in shipped_realms() + realm_aliases()}
    return {name: key for name, key in names.items() if name != key}


def _letters(spelling: str) -> str:
    return "".join(letter for letter in _without_accents(spelling) if letter.isalnum())


def guild_slug(name: str) -> str:
    """Make the slug of a guild's name for Blizzard's paths: "Mythical Warriors" → "mythical-warriors".

    Lower case, words joined by hyphens, apostrophes dropped, accents kept.
    """
    plain = unicodedata.normalize("NFC", name).lower()
    return "-".join(plain.replace("'", "").replace("’", "").split())
