"""Undoing a change of who is who: the rows go back to what they were, if nobody changed them since."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model

from guild_identity.models import IdentityEvent
from guild_identity.services.hindrances import check_undo
from guild_identity.services.journal import TABLES, Decision, Journal, from_image, store_events
from guild_identity.services.locks import locked_guild
from guild_identity.services.rank_words import ranks_in_words
from guild_identity.services.rejections import remember_undone, remembers
from guild_identity.services.role_map import refresh_guild_roles

REMEMBERED = "It is remembered that they do not belong together: matching does not bring them together again."


@transaction.atomic
def undo_event(event: IdentityEvent, *, by: Decision) -> IdentityEvent:
    """Undo a change, and write that down as a change of its own, which can be undone in turn.

    What matching brought together is remembered as not belonging together: else its next run did it again.

    :raises Refused: when it was undone already, or later changes stand in the way; the message says which.
    """
    journal = Journal(locked_guild(event.guild_id), by)
    event = IdentityEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    for change in reversed(check_undo(event).changes):
        _go_back(change, journal)
        remember_undone(event, change, journal)
    undone = journal.event(IdentityEvent.Kind.UNDONE, f"Undone: {event.summary}", player=None)
    undone.player_id = event.player_id if _is_kept(event) else None
    undone.character_id = event.character_id
    store_events([undone])
    IdentityEvent.objects.filter(pk=event.pk).update(undone_by=undone)
    if any(change["table"] == "rank" for change in event.changes):
        refresh_guild_roles(journal.guild)
    return undone


def preview_undo(event: IdentityEvent) -> list[str]:
    """Tell in sentences what undoing a change would do.

    :raises Refused: as undo_event.
    """
    rewind = check_undo(event)
    sentences = [*_counted(change for change in rewind.changes if change["table"] != "rank"), *ranks_in_words(rewind)]
    return [*sentences, REMEMBERED] if remembers(event) else sentences


def _counted(changes: Iterable[dict[str, Any]]) -> list[str]:
    """Tell how many rows of each kind come and go."""
    words = {(False, True): "comes back", (True, False): "goes away", (True, True): "goes back to what it was"}
    named = {
        "player": "player",
        "link": "link",
        "rejection": "remembered rejection",
        "other_discord": "further account",
    }
    counted: dict[str, int] = {}
    for change in changes:
        happens = words[(change["after"] is not None, change["before"] is not None)]
        sentence = f"{named[change['table']]} {happens}"
        counted[sentence] = counted.get(sentence, 0) + 1
    return [f"{count} × {sentence}" if count > 1 else f"One {sentence}" for sentence, count in counted.items()]


def _is_kept(event: IdentityEvent) -> bool:
    """Say whether the event's player still exists once it is undone."""
    made = {change["key"] for change in event.changes if change["table"] == "player" and change["before"] is None}
    return event.player_id not in made


def _go_back(change: dict[str, Any], journal: Journal) -> None:
    table = TABLES[change["table"]]
    row: Model | None = table._default_manager.select_for_update(of=("self",)).filter(pk=change["key"]).first()
    if row is None:
        journal.create(from_image(change["table"], change["before"]))
    elif change["before"] is None:
        journal.delete(row)
    else:
        journal.update(row, **_columns(change))


def _columns(change: dict[str, Any]) -> dict[str, Any]:
    before = from_image(change["table"], change["before"])
    different = [name for name, value in change["before"].items() if change["after"].get(name) != value]
    return {name: getattr(before, name) for name in different}
