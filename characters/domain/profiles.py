"""A character's profile summary and status, as Blizzard writes them."""

from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from characters.domain.documents import Count, Identifier, Level, SmallIdentifier, Text, read
from characters.domain.instants import from_ms_or_none


class _Named(Struct, frozen=True):
    id: SmallIdentifier


class _Guild(Struct, frozen=True):
    id: Identifier


class _Realm(Struct, frozen=True):
    slug: Text


class _Faction(Struct, frozen=True):
    type: Text


class _Summary(Struct, frozen=True):
    id: Identifier
    name: Text
    realm: _Realm
    character_class: _Named
    level: Level
    faction: _Faction | None = None
    active_spec: _Named | None = None
    guild: _Guild | None = None
    last_login_timestamp: Identifier | None = None
    average_item_level: Level | None = None
    equipped_item_level: Level | None = None
    achievement_points: Count | None = None


class _Status(Struct, frozen=True):
    id: Identifier
    is_valid: bool


@dataclass(frozen=True, slots=True)
class CharacterSummary:
    """Who a character is; `last_login_at` in effect moves when the character logs out."""

    blizzard_id: int
    name: str
    realm_slug: str
    class_id: int
    spec_id: int | None
    level: int
    faction: str | None
    last_login_at: datetime | None
    item_level: int | None
    equipped_item_level: int | None
    achievement_points: int
    guild_id: int | None


@dataclass(frozen=True, slots=True)
class ProfileStatus:
    """Whether what is stored under a Blizzard id may still be kept."""

    blizzard_id: int
    is_valid: bool


def parse_summary(body: object) -> CharacterSummary:
    """Read a character's profile summary.

    Times are UTC; the faction is lower case ("alliance", "horde"). Specialization, guild, faction, item
    levels and last login may be absent. Raises MalformedPayload with the path of a wrong value. Source:
    Blizzard /profile/wow/character/{realm}/{name}.
    """
    wire = read(body, _Summary, "profile summary")
    return CharacterSummary(
        blizzard_id=wire.id,
        name=wire.name,
        realm_slug=wire.realm.slug,
        class_id=wire.character_class.id,
        spec_id=wire.active_spec.id if wire.active_spec else None,
        level=wire.level,
        faction=wire.faction.type.lower() if wire.faction else None,
        last_login_at=from_ms_or_none(wire.last_login_timestamp, "profile summary: the last login"),
        item_level=wire.average_item_level,
        equipped_item_level=wire.equipped_item_level,
        achievement_points=wire.achievement_points or 0,
        guild_id=wire.guild.id if wire.guild else None,
    )


def parse_status(body: object) -> ProfileStatus:
    """Read whether a profile is still valid, and whose it is.

    Raises MalformedPayload with the path of a wrong value.
    Source: Blizzard /profile/wow/character/{realm}/{name}/status.
    """
    wire = read(body, _Status, "profile status")
    return ProfileStatus(wire.id, wire.is_valid)
