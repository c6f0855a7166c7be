"""A guild and its roster."""

from typing import Any

from sandbox.blizzard import links
from sandbox.world.chance import number
from sandbox.world.records import Character, Guild, Stint
from sandbox.world.world import World


def guild_document(world: World, guild: Guild, now: int) -> dict[str, Any]:
    """Write a guild."""
    region, path = guild.region, links.guild_path(guild)
    return {
        "_links": links.self_link(region, path),
        "id": guild.blizzard_id,
        "name": guild.name,
        "faction": {"type": "HORDE", "name": "Horde"},
        "achievement_points": 900 + number(world.seed, "guild points", guild.number) % 1500,
        "member_count": len(world.members(guild, now)),
        "realm": links.realm_reference(region, guild.realm),
        "roster": links.href(region, f"{path}/roster", "profile"),
        "achievements": links.href(region, f"{path}/achievements", "profile"),
        "created_timestamp": 1_226_176_953_000 + guild.number * 86_400_000,
        "activity": links.href(region, f"{path}/activity", "profile"),
        "name_search": guild.slug,
    }


def roster(world: World, guild: Guild, now: int) -> dict[str, Any]:
    """Write who is in a guild; realms come without a name, classes and races as ids only."""
    return {
        "_links": links.self_link(guild.region, f"{links.guild_path(guild)}/roster"),
        "guild": links.guild_reference(guild),
        "members": [_member(character, stint, now) for character, stint in world.members(guild, now)],
    }


def _member(character: Character, stint: Stint, now: int) -> dict[str, Any]:
    identity, region = character.identity(now), character.region
    return {
        "character": {
            **links.key(region, links.character_path(identity), "profile"),
            "name": identity.name,
            "id": identity.blizzard_id,
            "realm": links.realm_reference(region, identity.realm, named=False),
            "level": character.level,
            "playable_class": _bare(region, "playable-class", character.class_id),
            "playable_race": _bare(region, "playable-race", character.race_id),
            "faction": {"type": "HORDE"},
        },
        "rank": stint.rank,
    }


def _bare(region: str, kind: str, identifier: int) -> dict[str, Any]:
    return {**links.key(region, f"/data/wow/{kind}/{identifier}", "static"), "id": identifier}
