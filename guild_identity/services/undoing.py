"""Undoing a change of who is who: the rows go back to what they were, if nobody changed them since."""

from typing import Any

from django.db import transaction
from django.db.models import Model

from characters.domain.errors import Refused
from guild_identity.models import IdentityEvent
from guild_identity.services.journal import TABLES, Decision, Journal, from_image, image, store_events
from guild_identity.services.locks import locked_guild


@transaction.atomic
def undo_event(event: IdentityEvent, *, by: Decision) -> IdentityEvent:
    """Undo a change, and write that down as a change of its own, which can be undone in turn.

    :raises Refused: when it was undone already, or one of its rows was changed since.
    """
    journal = Journal(locked_guild(event.guild_id), by)
    event = IdentityEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if event.undone_by_id is not None:
        raise Refused(f"“{event.summary}” is undone already.")
    for change in reversed(event.changes):
        _go_back(event, change, journal)
    undone = journal.event(IdentityEvent.Kind.UNDONE, f"Undone: {event.summary}", player=None)
    undone.player_id = event.player_id if _is_kept(event) else None
    undone.character_id = event.character_id
    store_events([undone])
    IdentityEvent.objects.filter(pk=event.pk).update(undone_by=undone)
    return undone


def preview_undo(event: IdentityEvent) -> list[str]:
    """Tell in sentences what undoing a change would do, or why it cannot be undone."""
    if event.undone_by_id is not None:
        return ["It is undone already."]
    last = {(change["table"], change["key"]): change for change in event.changes}
    if not all(map(_is_as_left, last.values())):
        return ["It cannot be undone: something it touched was changed later. Undo the later change first."]
    words = {(False, True): "comes back", (True, False): "goes away", (True, True): "goes back to what it was"}
    named = {
        "player": "player",
        "link": "link",
        "rejection": "remembered rejection",
        "other_discord": "further account",
    }
    counted: dict[str, int] = {}
    for change in event.changes:
        happens = words[(change["after"] is not None, change["before"] is not None)]
        sentence = f"{named[change['table']]} {happens}"
        counted[sentence] = counted.get(sentence, 0) + 1
    return [f"{count} × {sentence}" if count > 1 else f"One {sentence}" for sentence, count in counted.items()]


def _is_kept(event: IdentityEvent) -> bool:
    """Say whether the event's player still exists once it is undone."""
    made = {change["key"] for change in event.changes if change["table"] == "player" and change["before"] is None}
    return event.player_id not in made


def _is_as_left(change: dict[str, Any]) -> bool:
    row = TABLES[change["table"]]._default_manager.filter(pk=change["key"]).first()
    return (image(row) if row is not None else None) == change["after"]


def _go_back(event: IdentityEvent, change: dict[str, Any], journal: Journal) -> None:
    table = TABLES[change["table"]]
    row: Model | None = table._default_manager.select_for_update(of=("self",)).filter(pk=change["key"]).first()
    if (image(row) if row is not None else None) != change["after"]:
        raise Refused(f"“{event.summary}” cannot be undone: it was changed later. Undo the later change first.")
    if change["before"] is None:
        assert row is not None
        journal.delete(row)
    elif row is None:
        journal.create(from_image(change["table"], change["before"]))
    else:
        journal.update(row, **_columns(change))


def _columns(change: dict[str, Any]) -> dict[str, Any]:
    before = from_image(change["table"], change["before"])
    different = [name for name, value in change["before"].items() if change["after"].get(name) != value]
    return {name: getattr(before, name) for name in different}
