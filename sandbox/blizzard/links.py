"""Addresses and references as Blizzard writes them into its documents.

The same ones come back many times, so that they are kept: copy a reference before changing it.
"""

from functools import lru_cache
from typing import Any
from urllib.parse import quote

from sandbox.world.realms import realm_of
from sandbox.world.records import Character, Guild, Identity
from sandbox.world.world import name_key

_BUILD = "12.1.0_65000"


@lru_cache(maxsize=20_000)
def href(region: str, path: str, namespace: str) -> dict[str, str]:
    """Write a link; static documents carry the build in their namespace."""
    build = f"-{_BUILD}" if namespace == "static" else ""
    return {"href": f"https://{region}.api.blizzard.com{path}?namespace={namespace}{build}-{region}"}


def key(region: str, path: str, namespace: str) -> dict[str, Any]:
    """Write a link under `key`, as references carry it."""
    return {"key": href(region, path, namespace)}


@lru_cache(maxsize=5_000)
def static(region: str, kind: str, identifier: int, name: str) -> dict[str, Any]:
    """Refer to a static thing such as a class or an encounter."""
    return {**key(region, f"/data/wow/{kind}/{identifier}", "static"), "name": name, "id": identifier}


def character_path(identity: Identity) -> str:
    """Give a character's path."""
    return f"/profile/wow/character/{identity.realm}/{quote(name_key(identity.name))}"


def self_link(region: str, path: str, namespace: str = "profile") -> dict[str, Any]:
    """Write the link of a document to itself."""
    return {"self": href(region, path, namespace)}


@lru_cache(maxsize=200)
def realm_reference(region: str, slug: str, *, named: bool = True) -> dict[str, Any]:
    """Refer to a realm; rosters and runs leave the name out."""
    realm = realm_of(region, slug)
    identifier = realm.id if realm else 0
    name = {"name": realm.name if realm else slug} if named else {}
    return {**key(region, f"/data/wow/realm/{identifier}", "dynamic"), **name, "id": identifier, "slug": slug}


def character_reference(character: Character, now: int) -> dict[str, Any]:
    """Refer to a character."""
    identity = character.identity(now)
    return {
        **key(character.region, character_path(identity), "profile"),
        "name": identity.name,
        "id": identity.blizzard_id,
        "realm": realm_reference(character.region, identity.realm),
    }


def guild_path(guild: Guild) -> str:
    """Give a guild's path."""
    return f"/data/wow/guild/{guild.realm}/{quote(guild.slug)}"


def guild_reference(guild: Guild) -> dict[str, Any]:
    """Refer to a guild."""
    return {
        **key(guild.region, guild_path(guild), "profile"),
        "name": guild.name,
        "id": guild.blizzard_id,
        "realm": realm_reference(guild.region, guild.realm),
        "faction": {"type": "HORDE", "name": "Horde"},
    }
