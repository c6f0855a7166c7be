"""A note taken apart into words, before anybody asks what they mean."""

import re
from dataclasses import dataclass

from guild_identity.domain.names import name_key
from guild_identity.domain.vocabulary import NOISE

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = re.compile(
    rf"\b\d{{1,4}}[./-]\d{{1,2}}(?:[./-]\d{{1,4}})?\b|\b\d{{1,2}}\.?\s*{_MONTH}\b\.?,?\s*(?:'?\d{{2,4}}\b)?"
    rf"|\b{_MONTH}\s+\d{{1,2}}\b,?\s*(?:'?\d{{2,4}}\b)?",
    re.IGNORECASE,
)
_TAG = re.compile(r"[\[<({]\s*([ma])\s*[\]>)}]", re.IGNORECASE)
_INITIAL = re.compile(r"(?<!\w)([ma])\s*[:=]", re.IGNORECASE)
# "raids w/ Trogo"
_WITH = re.compile(r"(?<!\w)w/", re.IGNORECASE)
_ARROW = re.compile(r"[-=]+>|→|»")
_BOUNDARY = re.compile(
    r"[,;|/\\()\[\]<>{}\"+&•·\n…]|\s[-–—~]+(?=\s)|[–—]|(?<!\w)-(?=\w)|\b(?:and|und)\b", re.IGNORECASE
)
_TOKEN = re.compile(r"[@:=]|[^\s@:=]+")
_DISCRIMINATOR = re.compile(r"(.{2,32})#\d{4}")
_POSSESSIVE = re.compile(r"(.+?)['’`´]s?")
# A name of another script takes the Latin letter as well: "Лунашаs".
_FOREIGN_POSSESSIVE = re.compile(r"([^\W\d_a-zA-Z]{2,})s")
_LEVEL = re.compile(r"[+#]?\d+[.,]?\d*(?:\w{1,4})?")
_EDGES = " .,!?;*~'’`´\"^-#$%"
_SPELLED = {"m": " ; main ", "a": " ; alt "}


@dataclass(frozen=True, slots=True)
class Word:
    """One word. `text` as typed, without what stands around it; `key` normalised.

    `is_owner`: typed in the possessive. `is_handle`: had the four digits of an old Discord name.
    """

    text: str
    key: str
    is_owner: bool = False
    is_handle: bool = False


def segments_of(note: str) -> list[list[Word]]:
    """Return the note's words, apart where something separates them. Marks `@`, `:` and `=` are words of their own.

    Dates and item levels are gone; the tags of Guild Roster Manager are spelled out.
    """
    plain = _DATE.sub(" ; ", _WITH.sub(" with ", note))
    plain = _TAG.sub(lambda tag: _SPELLED[tag[1].lower()], plain)
    plain = _INITIAL.sub(lambda mark: _SPELLED[mark[1].lower()] + ":", _ARROW.sub(":", plain))
    parts = ([word for token in _TOKEN.findall(part) if (word := _word(token))] for part in _BOUNDARY.split(plain))
    return [part for part in parts if part]


def _word(token: str) -> Word | None:
    if token in "@:=":
        return Word(":" if token == "=" else token, ":" if token == "=" else token)
    handle = _DISCRIMINATOR.fullmatch(token)
    if handle:
        return Word(handle[1], name_key(handle[1]), is_handle=True)
    plain = token.rstrip(".,!?")
    owner = _POSSESSIVE.fullmatch(plain) or _FOREIGN_POSSESSIVE.fullmatch(plain)
    text = _without_noise((owner[1] if owner else token).strip(_EDGES))
    key = name_key(text)
    if not key or _LEVEL.fullmatch(key):
        return None
    return Word(text, key, is_owner=owner is not None)


def _without_noise(text: str) -> str:
    """Drop what is glued to a name by a hyphen and says nothing: "Rockon-mentor" becomes "Rockon"."""
    if "-" not in text:
        return text
    parts = [part for part in text.split("-") if _is_telling(name_key(part))]
    return "-".join(parts) if parts else text.split("-")[0]


def _is_telling(key: str) -> bool:
    return bool(key) and key not in NOISE and not _LEVEL.fullmatch(key)
