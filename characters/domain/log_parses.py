"""How well players did in logged fights: the free-form rankings of Warcraft Logs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
from msgspec import Struct

from characters.domain.documents import SmallIdentifier, Text, read
from characters.domain.errors import MalformedPayload
from characters.domain.names import character_key, realm_key

# Unranked is written as "-".
Percent = float | Text | None
Shape = TypeVar("Shape")


class _Server(Struct, frozen=True):
    name: Text | None = None


class _Character(Struct, frozen=True, rename="camel"):
    name: Text | None = None
    server: _Server | None = None
    rank_percent: Percent = None


class _Role(Struct, frozen=True):
    characters: list[_Character] | None = None


class _FightRankings(Struct, frozen=True, rename={"fight_id": "fightID"}):
    fight_id: SmallIdentifier
    roles: dict[str, _Role | None] | None = None


class _Rankings(Struct, frozen=True):
    data: list[_FightRankings] | None = None


@dataclass(frozen=True, slots=True)
class Parses:
    """The parse of every ranked player of a report, by fight, name and realm."""

    _by_player: dict[tuple[int, str], dict[str | None, float]] = field(default_factory=dict)

    def of(self, fight_id: int, name: str, realm: str | None) -> float | None:
        """Find a player's parse in percent, or None where there is none.

        Where either side knows no realm, the name decides, as long as only one player of the fight has it.
        """
        by_realm = self._by_player.get((fight_id, character_key(name)), {})
        if realm in by_realm:
            return by_realm[realm]
        only = next(iter(by_realm.values())) if len(by_realm) == 1 else None
        return only if realm is None or None in by_realm else None


def parses_of_report(rankings: object) -> Parses:
    """Read the rankings of a report, whatever state they are in.

    They may be an object, the same as a JSON string, null, or an object that holds an error; what cannot be
    read gives no parses, for kills are true without them. Source: Warcraft Logs Report.rankings.
    """
    try:
        wire = read_scalar(rankings, _Rankings, "rankings")
    except MalformedPayload:
        return Parses()
    found: dict[tuple[int, str], dict[str | None, float]] = {}
    for fight_id, character, parse in _ranked(wire):
        server = character.server.name if character.server else None
        realm = (realm_key(server) or None) if server else None
        by_realm = found.setdefault((fight_id, character_key(character.name or "")), {})
        by_realm[realm] = max(parse, by_realm.get(realm, parse))
    return Parses(found)


def read_scalar(value: object, shape: type[Shape], what: str) -> Shape:
    """Read a free-form GraphQL value, given as an object or as a JSON string.

    Null reads as an empty object. Raises MalformedPayload for anything else and for wrong types.
    """
    if isinstance(value, str):
        try:
            value = msgspec.json.decode(value.encode())
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            raise MalformedPayload(f"{what}: expected JSON, got other text") from None
    return read({} if value is None else value, shape, what)


def percent(value: Percent) -> float | None:
    """Give a percentage from 0 to 100, or None for unranked and for what is none."""
    return value if isinstance(value, float) and 0 <= value <= 100 else None


def _ranked(rankings: _Rankings) -> Iterator[tuple[int, _Character, float]]:
    for fight in rankings.data or ():
        for role in (fight.roles or {}).values():
            for character in (role.characters if role else None) or ():
                parse = percent(character.rank_percent)
                if character.name and parse is not None:
                    yield fight.fight_id, character, parse
