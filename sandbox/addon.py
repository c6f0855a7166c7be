"""The roster as an officer's export addon writes it: SavedVariables as the retail client saves them, and as JSON."""

from typing import Any

import orjson

from sandbox.clock import to_iso
from sandbox.lua import to_lua
from sandbox.state import Sandbox
from sandbox.world.calendar import DAY, HOUR
from sandbox.world.chance import number
from sandbox.world.classes import CLASSES
from sandbox.world.realms import realm_of
from sandbox.world.records import Character, Guild
from sandbox.world.servers import RANK_ROLES

ADDONS = ("GuildSync", "PATTSync")
_ZONES = ("Silvermoon City", "Dornogal", "Eversong Woods", "Harandar", "Isle of Dorn", "Orgrimmar")
_SPANS = ((365 * DAY, "y"), (30 * DAY, "m"), (DAY, "d"), (HOUR, "h"))


def roster_rows(sandbox: Sandbox, guild_number: int) -> list[dict[str, Any]]:
    """List the members of a guild with the fields of the addon. Raises IndexError for an unknown guild."""
    guild, now = sandbox.world.guilds[guild_number], sandbox.clock.now()
    return [_row(sandbox, guild, character, stint.rank, now) for character, stint in sandbox.world.members(guild, now)]


def _row(sandbox: Sandbox, guild: Guild, character: Character, rank: int, now: int) -> dict[str, Any]:
    identity, online = character.identity(now), sandbox.world.is_online(character, now)
    note, officer_note = sandbox.identities.notes(character)
    class_name = CLASSES[character.class_id].name
    away = now - sandbox.world.last_logout(character, now)
    return {
        "name": identity.name,
        "realm": _realm(guild, identity.realm),
        "class": class_name,
        "classFile": class_name.replace(" ", "").upper(),
        "level": character.level,
        "rank": rank,
        "rankName": RANK_ROLES[rank] if rank < len(RANK_ROLES) else f"Rank {rank}",
        "zone": _ZONES[number(sandbox.world.seed, "zone", character.number, now // DAY) % len(_ZONES)],
        "note": note,
        "officerNote": officer_note,
        "isOnline": online,
        "lastOnline": "Online" if online else _ago(away),
        "achievementPoints": 2_000 + number(sandbox.world.seed, "points", character.number) % 28_000,
    }


def _realm(guild: Guild, slug: str) -> str:
    """Write a realm as the client does: the officer's own by its name, others without spaces and hyphens."""
    realm = realm_of(guild.region, slug)
    name = realm.name if realm else slug
    return name if slug == guild.realm else name.replace(" ", "").replace("-", "")


def _ago(span: int) -> str:
    parts = []
    for length, letter in _SPANS:
        count, span = divmod(max(0, span), length)
        if count:
            parts.append(f"{count}{letter}")
    return " ".join(parts[:3]) or "< 1h"


def write_export(sandbox: Sandbox, guild_number: int, form: str, addon: str) -> str:
    """Write the export of a guild as "lua", "json" or "companion" (what the companion sends).

    Raises ValueError, IndexError for an unknown guild.
    """
    if addon not in ADDONS:
        raise ValueError(f"addon must be one of {', '.join(ADDONS)}; it is {addon!r}")
    rows = roster_rows(sandbox, guild_number)
    if form == "companion":
        body = {"characters": [_companion(row) for row in rows], "addon_version": "1.0.0"}
        return orjson.dumps({**body, "uploaded_by": "companion_app"}).decode()
    now = sandbox.clock.now()
    export = {
        "exportTime": now // 1000,
        "exportTimeISO": f"{to_iso(now)[:19]}Z",
        "addonVersion": "1.0.0",
        "guildName": sandbox.world.guilds[guild_number].name,
        "memberCount": len(rows),
        "characters": rows,
    }
    if form == "json":
        return orjson.dumps(export).decode()
    if form != "lua":
        raise ValueError(f"format must be lua, json or companion; it is {form!r}")
    saved = {"lastExportTime": now // 1000, "totalExports": 5, "lastExport": export}
    return f"\n{addon}DB = {to_lua(saved)}\n"


def _companion(row: dict[str, Any]) -> dict[str, Any]:
    kept = {key: row[key] for key in ("name", "realm", "class", "level", "rank", "zone")}
    return {
        **kept,
        "rank_name": row["rankName"],
        "guild_note": row["note"],
        "officer_note": row["officerNote"],
        "is_online": row["isOnline"],
        "last_online": row["lastOnline"],
    }
