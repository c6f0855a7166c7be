"""A guild's roster, as Blizzard writes it."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from msgspec import Meta, Struct

from characters.domain.documents import Identifier, Level, SmallIdentifier, Text, read

Rank = Annotated[int, Meta(ge=0, le=9)]


class _Realm(Struct, frozen=True):
    slug: Text


class _Class(Struct, frozen=True):
    id: SmallIdentifier


class _Guild(Struct, frozen=True):
    id: Identifier
    name: Text
    realm: _Realm


class _Character(Struct, frozen=True):
    id: Identifier
    name: Text
    realm: _Realm
    level: Level
    playable_class: _Class | None = None


class _Member(Struct, frozen=True):
    character: _Character
    rank: Rank


class _Roster(Struct, frozen=True):
    guild: _Guild
    members: list[_Member] | None = None


class _RawRoster(Struct, frozen=True):
    members: list[dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One member; `is_placeholder` marks a name that Blizzard has freed, behind which nobody plays."""

    blizzard_id: int
    name: str
    realm_slug: str
    level: int
    class_id: int | None
    rank: int
    is_placeholder: bool
    raw: dict[str, Any] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Roster:
    """A guild's members at one moment; members may live on several connected realms."""

    guild_blizzard_id: int
    guild_name: str
    realm_slug: str
    members: tuple[RosterEntry, ...]


def parse_roster(body: object) -> Roster:
    """Read a guild's roster.

    Every member keeps its row as it came in `raw`. Ranks are 0 (guild master) to 9. Realms have a slug and no
    name, and classes only an id. Raises MalformedPayload with the path of a wrong value. Source: Blizzard
    /data/wow/guild/{realm}/{guild}/roster.
    """
    wire = read(body, _Roster, "roster")
    rows = read(body, _RawRoster, "roster").members or ()
    members = tuple(_entry(member, raw) for member, raw in zip(wire.members or (), rows, strict=True))
    return Roster(wire.guild.id, wire.guild.name, wire.guild.realm.slug, members)


def _entry(member: _Member, raw: dict[str, Any]) -> RosterEntry:
    character = member.character
    return RosterEntry(
        blizzard_id=character.id,
        name=character.name,
        realm_slug=character.realm.slug,
        level=character.level,
        class_id=character.playable_class.id if character.playable_class else None,
        rank=member.rank,
        is_placeholder=_is_placeholder(character.name),
        raw=raw,
    )


def _is_placeholder(name: str) -> bool:
    # No living character's name has a digit; a freed name is followed by hexadecimal digits.
    return not name.strip() or any(letter.isdigit() for letter in name)
