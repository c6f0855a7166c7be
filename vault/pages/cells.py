"""A slot as a page shows it: told apart by words and shape, then by colour."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from vault.pages.wording import DEEDS, DIFFICULTIES, ROWS, reason_sentence, short_reason


@dataclass(frozen=True, slots=True)
class Cell:
    """One slot, in up to three lines; `told` is the whole in a sentence."""

    state: str
    css: str
    top: str
    what: str
    bottom: str
    told: str


@dataclass(frozen=True, slots=True)
class Group:
    """The three slots of one row of the vault."""

    row: str
    name: str
    cells: tuple[Cell, ...]


def groups_of(slots: list[dict[str, Any]]) -> tuple[Group, ...]:
    """Arrange the nine slots of a week in their three rows."""
    return tuple(
        Group(row, name, tuple(cell_of(slot) for slot in slots if slot["row"] == row)) for row, name in ROWS.items()
    )


def cell_of(slot: dict[str, Any]) -> Cell:
    """Make the cell of a slot, as entries hold it."""
    return _MAKERS[slot["state"]](slot, f"{ROWS[slot['row']]} slot {slot['index']}", slot["threshold"] or 0)


def deed_of(slot: dict[str, Any]) -> str:
    """Name what an earned slot pays for: "Heroic", "+12", "Tier 8"."""
    if slot["row"] == "world":
        return f"Tier {slot['level']}"
    if slot["row"] == "dungeon" and slot["level"]:
        return f"+{slot['level']}"
    return DIFFICULTIES.get(slot["difficulty"] or "", "done")


def _earned(slot: dict[str, Any], name: str, threshold: int) -> Cell:
    track, level, deed = slot["track"] or "", str(slot["item_level"] or ""), deed_of(slot)
    return Cell(
        state="earned",
        css=f"earned track-{slugify(track)}",
        top=level,
        what=deed,
        bottom=track,
        told=f"{name}: earned, item level {level}, {track}, for {deed}.",
    )


def _locked(slot: dict[str, Any], name: str, threshold: int) -> Cell:
    progress = f"{slot['progress']} of {threshold}"
    bottom = short_reason(slot["reason"]) if slot["reason"] else "locked"
    why = f" {reason_sentence(slot['reason'])}" if slot["reason"] else ""
    told = f"{name}: locked, {progress} {DEEDS[slot['row']]}.{why}"
    return Cell("locked", f"locked{_share(slot['progress'], threshold)}", progress, "", bottom, told)


def _unknown(slot: dict[str, Any], name: str, threshold: int) -> Cell:
    known = f", at least {slot['progress']} of {threshold}" if threshold and slot["progress"] else ""
    return Cell(
        state="unknown",
        css=f"unknown part{_share(slot['progress'], threshold)}" if known else "unknown",
        top="?",
        what=f"{slot['progress']}+ of {threshold}" if known else "",
        bottom=short_reason(slot["reason"]),
        told=f"{name}: unknown{known}. {reason_sentence(slot['reason'])}",
    )


def _share(progress: int, threshold: int) -> str:
    """Say in eighths how much is done: a style sheet cannot be told numbers without styles in the page."""
    eighths = min(8, progress * 8 // threshold) if threshold else 0
    return f" share-{eighths}" if eighths else ""


_MAKERS = {"earned": _earned, "locked": _locked, "unknown": _unknown}
