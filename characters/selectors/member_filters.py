"""Filters over a guild's members as people write them in an address: rank, class, role, search, minimum item level."""

from collections.abc import Iterable, Mapping

from django.db.models import Q

from characters.domain.errors import Refused
from characters.domain.names import fold
from characters.domain.reference import CLASSES, Role
from characters.models import Guild, GuildRank

# What people write for the four roles, beside their names.
ROLE_WORDS = {
    "tank": (Role.TANK,),
    "healer": (Role.HEALER,),
    "melee": (Role.MELEE,),
    "ranged": (Role.RANGED,),
    "dps": (Role.MELEE, Role.RANGED),
}
HIGHEST_RANK = 9
HIGHEST_ITEM_LEVEL = 2000
# Python refuses to read numbers of thousands of digits.
MOST_DIGITS = 9


def member_filter(guild: Guild, wanted: Mapping[str, str]) -> Q:
    """Build the condition on open stints that `wanted` asks for; unknown names in `wanted` are not looked at.

    Keys: rank (index or name), class (name or slug), role (tank, healer, melee, ranged, dps), search (part of a name,
    without accents), min_item_level. rank, class and role take several values, separated by commas.

    :raises Refused: for a value that is none of those.
    """
    condition = Q()
    if ranks := _words(wanted.get("rank")):
        condition &= Q(rank__in=[_rank_index(guild, word) for word in ranks])
    if classes := _words(wanted.get("class")):
        condition &= Q(character__character_class__in=[_class_id(word) for word in classes])
    if roles := _words(wanted.get("role")):
        names = [role.value for word in roles for role in _roles(word)]
        condition &= Q(character__active_spec__role__name__in=names)
    if search := fold(wanted.get("search") or ""):
        condition &= Q(character__search_key__contains=search.replace("\0", ""))
    if lowest := (wanted.get("min_item_level") or "").strip():
        condition &= Q(character__item_level__gte=_item_level(lowest))
    return condition


def one_of(what: str, word: str, known: Iterable[str]) -> str:
    """Return the known word that was meant, whatever its case.

    :raises Refused: when there is none; the message lists the known ones.
    """
    words = list(known)
    if (meant := fold(word)) in words:
        return meant
    raise Refused(f"There is no {what} “{word}”. Use one of: {', '.join(words)}.")


def _words(text: str | None) -> list[str]:
    return [word.strip() for word in (text or "").split(",") if word.strip()]


def _rank_index(guild: Guild, word: str) -> int:
    index = _whole(word)
    if index is not None and index <= HIGHEST_RANK:
        return index
    ranks = list(GuildRank.objects.filter(guild=guild).order_by("index").values_list("index", "name"))
    for number, name in ranks:
        if fold(name) == fold(word):
            return number
    names = ", ".join(f"{number} {name}" for number, name in ranks)
    raise Refused(f"{guild.name} has no rank “{word}”. Use an index from 0 to 9 or one of: {names}.")


def _class_id(word: str) -> int:
    meant = fold(word).replace(" ", "-")
    for facts in CLASSES:
        if meant == facts.slug:
            return facts.class_id
    raise Refused(f"There is no class “{word}”. Use one of: {', '.join(facts.slug for facts in CLASSES)}.")


def _roles(word: str) -> tuple[Role, ...]:
    by_name = {fold(role.value): (role,) for role in Role}
    return by_name.get(fold(word)) or ROLE_WORDS[one_of("role", word, ROLE_WORDS)]


def _item_level(text: str) -> int:
    level = _whole(text)
    if level is not None and level <= HIGHEST_ITEM_LEVEL:
        return level
    raise Refused(f"“{text}” is no item level. Use a whole number from 0 to {HIGHEST_ITEM_LEVEL}.")


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
