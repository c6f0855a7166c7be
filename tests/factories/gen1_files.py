"""Files of the loot addon's first generation, as the game writes them."""

from typing import Any

WHEN = 1_766_000_000


def row(number: int, **changes: Any) -> dict[str, Any]:
    """Make an entry: five points for Thrall by Leader, a minute after the one before."""
    made = {
        "id": number, "timestamp": WHEN + 60 * (number % 1000), "actor": "Leader-Garona", "target": "Thrall-Garona",
        "delta": 5, "newTotal": 5, "reason": "Boss kill",
    }  # fmt: skip
    return {**made, **changes}


def gen1_file(profiles: dict[str, list[dict[str, Any]]], totals: dict[str, dict[str, float]] | None = None) -> bytes:
    """Write SavedVariables with these entries, and totals {profile: {name: points}}, by profile."""
    written = {
        name: {
            "logs": rows,
            "points": {who: {"total": total} for who, total in (totals or {}).get(name, {}).items()},
        }
        for name, rows in profiles.items()
    }
    return f"\nSpectrumFederationDB = {_lua({'schemaVersion': 2, 'profiles': written})}\n".encode()


def pipe_file(*rows: dict[str, Any], profile: str = "Default") -> bytes:
    """Write lines with “|”."""
    fields = ("id", "timestamp", "actor", "target", "delta", "newTotal", "reason")
    return "".join("|".join([*(str(one[field]) for field in fields), profile]) + "\n" for one in rows).encode()


def _lua(value: Any) -> str:
    if isinstance(value, dict):
        return "{\n" + "".join(f'["{key}"] = {_lua(item)},\n' for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "{\n" + "".join(f"{_lua(item)}, -- [{number}]\n" for number, item in enumerate(value, start=1)) + "}"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    return str(value)
