"""The planner's steps as a page shows them: row by row, the easiest first."""

from collections.abc import Iterable
from typing import Any

from vault.pages.wording import DIFFICULTIES, ROWS

NOUNS = {"raid": "boss", "dungeon": "key", "world": "delve"}
NOUNS_OF_MANY = {"raid": "bosses", "dungeon": "keys", "world": "delves"}


def step_groups(steps: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Group the planner's steps by row of the vault; rows without a step are left out."""
    groups: dict[str, list[dict[str, Any]]] = {row: [] for row in ROWS}
    for step in steps:
        groups[step["row"]].append({"deed": deed_of_step(step), "changes": [_change(c) for c in step["changes"]]})
    return [{"name": ROWS[row], "steps": group} for row, group in groups.items() if group]


def deed_of_step(step: dict[str, Any]) -> str:
    """Name what is to be done: "1 Heroic boss", "3 keys +10", "2 delves tier 8", "1 Mythic dungeon"."""
    row, count = step["row"], step["count"]
    noun = (NOUNS if count == 1 else NOUNS_OF_MANY)[row]
    if row == "world":
        return f"{count} {noun} tier {step['level']}"
    if step["difficulty"] is None:
        return f"{count} {noun} +{step['level']}"
    if row == "dungeon":
        noun = "dungeon" if count == 1 else "dungeons"
    return f"{count} {DIFFICULTIES[step['difficulty']]} {noun}"


def _change(change: dict[str, Any]) -> dict[str, Any]:
    known = change["from_item_level"]
    return {**change, "before": f"{known} {change['from_track']}" if known else change["from_state"]}
