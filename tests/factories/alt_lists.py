"""Lists of alts as guilds keep them: Guild Roster Manager's file, and tables."""

from typing import Any

from tests.factories.exports import lua

HOME = "Keepers-Senjin"


def alt_group(main: str, *others: str, **classes: str) -> dict[str, Any]:
    """Write a group as the addon does; a `main` that begins with "-" is a member and not set as the main."""
    names = [main.removeprefix("-"), *others]
    members = {at: _member(name, classes.get(name.split("-")[0])) for at, name in enumerate(names, start=1)}
    return {**members, "main": "" if main.startswith("-") else main, "timeModified": 1_795_000_000}


def _member(name: str, token: str | None) -> dict[str, str]:
    return {"name": name, **({"class": token} if token else {})}


def roster_manager(*groups: dict[str, Any], guild: str = HOME, **others: list[dict[str, Any]]) -> bytes:
    """Write the addon's file with the groups of a guild, and of others by name."""
    lists = {**{name.replace("_", "-"): found for name, found in others.items()}, guild: list(groups)}
    alts = {name: {str(at): group for at, group in enumerate(found, start=2)} for name, found in lists.items()}
    log = {guild: {1: {1: 8, 2: 'joined "us" \\ {'}}}
    text = f"\r\nGRM_LogReport_Save = {_lua(log)}\r\nGRM_Alts = {_lua(alts)}\r\nGRM_DailyAnnounce = {{\r\n}}\r\n"
    return text.encode()


def table(*lines: str, header: str = "character,realm,main,main_realm") -> bytes:
    """Write a table."""
    return "\r\n".join([header, *lines, ""]).encode()


def _lua(value: Any) -> str:
    if isinstance(value, dict):
        keys = {key: f"[{key}]" if isinstance(key, int) else f'["{key}"]' for key in value}
        return "{\r\n" + "".join(f"{keys[key]} = {_lua(item)},\r\n" for key, item in value.items()) + "}"
    return lua(value)
