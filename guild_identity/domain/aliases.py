"""The names under which a Discord user may be known in the guild, and how much each of them tells."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from guild_identity.domain.directory import Directory
from guild_identity.domain.facts import DiscordFacts
from guild_identity.domain.names import name_key, normalize_name
from guild_identity.domain.vocabulary import ALT, EMPTY, MAIN, NOISE, PROSE

_WHOLE = 1.0
_UNDECORATED = 0.96
_FIRST_PART = 0.93
_LATER_PART = 0.82
_FIRST_WORD = 0.85
_LATER_WORD = 0.70
# The server shows another name, which is a character's.
_HIDDEN = 0.9
# A name that is also a word of notes says little: "Shadow", "Healer".
_ORDINARY = 0.75

_SEPARATOR = re.compile(r"[/|,&+;·•»«~\\\[\](){}<>]|\s-+\s|[–—]|\b(?:aka|and|und)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BRACKETED = re.compile(r"[\[({<][^\])}>]*[\])}>]")
_AFFIXES = re.compile(
    r"^(?:the|real|thereal|its|itz|iam|im|mr|mrs|ms|xx|x(?=.*x$))|(?:ttv|tv|yt|gaming|gamer|wow|official|xx|x)$"
)
_DIGITS = re.compile(r"^\d+|\d+$")
_SHORTEST = 3


class Alias(NamedTuple):
    """One name of a Discord user. `quality` from 0 to 1: how surely the name is the person's."""

    key: str
    quality: float
    text: str


def aliases_of(user: DiscordFacts, characters: Directory) -> list[Alias]:
    """Return the user's aliases, each key once, with its best quality.

    The first name of a nick that is in no brackets is the person's own; further ones may be other people's.
    `characters` holds the names of characters: when the server shows one of them as the user's, the account's other
    names may be those of others.
    """
    best: dict[str, Alias] = {}
    shown = False
    for text in dict.fromkeys((user.nick, user.global_name, user.username)):
        found = _aliases_in(text)
        for alias in found:
            if shown and alias.key in characters:
                alias = alias._replace(quality=_HIDDEN * alias.quality)
            if alias.key not in best or best[alias.key].quality < alias.quality:
                best[alias.key] = alias
        shown = shown or any(alias.key in characters for alias in found if alias.quality >= _FIRST_PART)
    return list(best.values())


# People seldom change their names, and every run asks for those of all.
@lru_cache(maxsize=8_192)
def _aliases_in(text: str) -> tuple[Alias, ...]:
    return tuple(_graded(alias) for alias in _spellings(text) if len(alias.key) > 1)


def _graded(alias: Alias) -> Alias:
    is_ordinary = alias.key in EMPTY or alias.key in ALT or alias.key in MAIN
    return alias._replace(quality=min(alias.quality, _ORDINARY)) if is_ordinary else alias


def _spellings(text: str) -> Iterator[Alias]:
    whole = name_key(text)
    yield Alias(whole, _WHOLE, text)
    yield from _undecorated(whole, _WHOLE, text)
    parts = list(_parts(text))
    for number, words in enumerate(parts):
        quality = _LATER_PART if number else _FIRST_PART
        yield from _of_part(words, _WHOLE if len(parts) == 1 else quality, text)


def _of_part(words: list[str], quality: float, text: str) -> Iterator[Alias]:
    key = "".join(words)
    yield Alias(key, quality, text)
    yield from _undecorated(key, quality, text)
    if len(words) > 1:
        for number, word in enumerate(words):
            if len(word) >= _SHORTEST:
                yield Alias(word, quality * (_LATER_WORD if number else _FIRST_WORD), text)


def _undecorated(key: str, quality: float, text: str) -> Iterator[Alias]:
    """Yield the name in "trogo92" and "xxtrogoxx"."""
    plain = _DIGITS.sub("", key)
    for bare in (plain, _AFFIXES.sub("", plain)):
        if bare != key and len(bare) >= _SHORTEST:
            yield Alias(bare, quality * _UNDECORATED, text)


def _parts(text: str) -> Iterator[list[str]]:
    """Yield the words of each part of a nick that may name somebody; what stands in brackets comes last."""
    outside = _BRACKETED.sub("|", text)
    inside = "|".join(_BRACKETED.findall(text))
    for part in _SEPARATOR.split(f"{outside}|{inside}"):
        words = [normalize_name(word) for word in _WORD.findall(normalize_name(part))]
        if any(word in PROSE or "'" in word or "’" in word for word in words):
            continue
        names = [word for word in words if word not in NOISE and not word.isdigit()]
        if names:
            yield names
