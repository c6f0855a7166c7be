"""Roster exports as the addon and the companion program write them."""

import json
from datetime import UTC, datetime
from typing import Any

EXPORTED = datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)


def exported(name: str, /, **fields: Any) -> dict[str, Any]:
    """Write one character as the addon does; a field that is None is left out."""
    row = {
        "name": name, "realm": "Sen'jin", "class": "Druid", "classFile": "DRUID", "level": 90, "rank": 3,
        "rankName": "Member", "zone": "Silvermoon City", "note": "", "officerNote": "", "isOnline": False,
        "lastOnline": "2d 4h", "achievementPoints": 12500,
    }  # fmt: skip
    return {name: value for name, value in {**row, **fields}.items() if value is not None}


def saved(*characters: Any, guild: str = "Keepers", at: datetime | None = EXPORTED, **export: Any) -> dict[str, Any]:
    """Write the addon's variable."""
    last: dict[str, Any] = {"addonVersion": "1.0.0", "guildName": guild, "memberCount": len(characters)}
    if at is not None:
        last["exportTime"] = int(at.timestamp())
    return {"totalExports": 5, "lastExport": {**last, "characters": list(characters), **export}}


def lua_file(*characters: Any, variable: str = "GuildSyncDB", **options: Any) -> bytes:
    """Write a file of saved variables as the client does."""
    return f"\r\n{variable} = {lua(saved(*characters, **options))}\r\n".encode()


def companion(*characters: Any) -> bytes:
    """Write what the companion program posts."""
    names = {"note": "guild_note", "officerNote": "officer_note", "rankName": "rank_name", "lastOnline": "last_online"}
    rows = [{names.get(key, key): value for key, value in row.items() if key != "classFile"} for row in characters]
    return json.dumps({"characters": rows, "addon_version": "1.0.0", "uploaded_by": "companion_app"}).encode()


def lua(value: Any) -> str:
    """Write a value in Lua."""
    if isinstance(value, dict):
        return "{\r\n" + "".join(f'["{key}"] = {lua(item)},\r\n' for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "{\r\n" + "".join(f"{lua(item)}, -- [{at}]\r\n" for at, item in enumerate(value, 1)) + "}"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return {True: "true", False: "false", None: "nil"}.get(value, repr(value)) if not _is_number(value) else repr(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
