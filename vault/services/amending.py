"""What counts as a change of a closed week, and how it is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from vault.models import GreatVaultEntry, VaultAmendment

Document = Mapping[str, Any]
COUNTS = ("raid_lfr", "raid_normal", "raid_heroic", "raid_mythic")


def amendment_of(entry: GreatVaultEntry, before: Document, after: Document, *, now: datetime) -> VaultAmendment | None:
    """Make the amendment for a change of substance: kills, runs or what a slot gives. Further proof is none."""
    if substance(before) == substance(after):
        return None
    return VaultAmendment(
        entry=entry, before=dict(before), after=dict(after), summary=summarize(before, after)[:300], amended_at=now
    )


def substance(document: Document) -> dict[str, object]:
    """Reduce a vault week to what the raider gets: bosses, runs and earned slots, without who proved them and how.

    That an unknown slot turns out to be locked gives and takes nothing.
    """
    return {
        **{name: document[name] for name in COUNTS},
        "kills": sorted((kill["encounter"], kill["difficulty"]) for kill in document["kills"]),
        "runs": sorted((run["dungeon"], run["level"], run["completed_at"] or "") for run in document["m_plus_runs"]),
        "slots": [
            (slot["row"], slot["index"], slot["difficulty"], slot["level"], slot["item_level"])
            for slot in document["slots"]
            if slot["state"] == "earned"
        ],
    }


def summarize(before: Document, after: Document) -> str:
    """Tell in a sentence what a late fact changed."""
    changes = [
        f"{name.removeprefix('raid_')} bosses {before[name]} → {after[name]}"
        for name in COUNTS
        if before[name] != after[name]
    ]
    if len(before["m_plus_runs"]) != len(after["m_plus_runs"]):
        changes.append(f"keystone runs {len(before['m_plus_runs'])} → {len(after['m_plus_runs'])}")
    old = {(slot["row"], slot["index"]): slot["state"] for slot in before["slots"]}
    changes += [
        f"{slot['row']} slot {slot['index']}: {old.get((slot['row'], slot['index']), 'none')} → {slot['state']}"
        for slot in after["slots"]
        if old.get((slot["row"], slot["index"])) != slot["state"]
    ]
    return "; ".join(changes) or "rewards changed"
