"""Which later change it was that stands in the way of undoing an earlier one."""

from collections.abc import Collection
from typing import Any

from guild_identity.models import IdentityEvent

# A row, by the name of its table and its id; ("character", id) is any link of a character.
Touched = tuple[str, Any]


def later_change(event: IdentityEvent, rows: Collection[Touched]) -> str:
    """Return what the newest change after an event was that touched one of the rows and holds; nothing without one."""
    later = IdentityEvent.objects.filter(guild=event.guild_id, pk__gt=event.pk).order_by("-pk")
    in_force = _in_force(dict(later.values_list("pk", "undone_by_id")))
    for pk, summary, changes in later.values_list("pk", "summary", "changes").iterator(chunk_size=100):
        if pk in in_force and any(not _touched(change).isdisjoint(rows) for change in changes):
            return str(summary)
    return ""


def _in_force(undone_by: dict[int, int | None]) -> set[int]:
    """Return the changes that hold. One that is undone does not, and neither does its undo, unless it was done anew."""
    undoes = {undo: pk for pk, undo in undone_by.items() if undo is not None}
    holding = set()
    for pk, undo in undone_by.items():
        if undo is not None:
            continue
        count, earlier = 1, undoes.get(pk)
        while earlier is not None:
            count, earlier = count + 1, undoes.get(earlier)
        if count % 2:
            holding.add(pk)
    return holding


def _touched(change: dict[str, Any]) -> set[Touched]:
    characters = (shown["character_id"] for shown in (change["before"], change["after"]) if shown)
    links = {("character", pk) for pk in characters} if change["table"] == "link" else set()
    return {(change["table"], change["key"]), *links}
