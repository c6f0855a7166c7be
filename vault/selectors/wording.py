"""Slots in a few words, for tables."""

from typing import Any


def slot_in_words(slot: dict[str, Any]) -> str:
    """Tell a slot in a few words: "Hero 318", "locked 1/2", or "unknown (not_logged_in)"."""
    if slot["state"] == "earned":
        return f"{slot['track']} {slot['item_level']}"
    if slot["state"] == "unknown":
        return f"unknown ({slot['reason']})"
    return f"locked {slot['progress']}/{slot['threshold']}"
