"""A guild's own document, as Blizzard writes it."""

from dataclasses import dataclass

from msgspec import Struct

from characters.domain.documents import Identifier, Text, read


class _Faction(Struct, frozen=True):
    type: Text


class _Guild(Struct, frozen=True):
    id: Identifier
    name: Text
    faction: _Faction | None = None


@dataclass(frozen=True, slots=True)
class GuildProfile:
    """Who a guild is."""

    blizzard_id: int
    name: str
    faction: str | None


def parse_guild(body: object) -> GuildProfile:
    """Read a guild's document; the faction is lower case.

    :raises MalformedPayload: with the path of a wrong value. Source: Blizzard /data/wow/guild/{realm}/{guild}.
    """
    wire = read(body, _Guild, "guild")
    return GuildProfile(wire.id, wire.name, wire.faction.type.lower()[:10] if wire.faction else None)
