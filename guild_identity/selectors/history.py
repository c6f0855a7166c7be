"""The changes of who is who, newest first."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from characters.domain.errors import Refused
from characters.models import Guild
from characters.selectors.member_filters import one_of
from guild_identity.models import IdentityEvent
from guild_identity.selectors.desk import changes_of

Row = dict[str, Any]


def events(guild: Guild, wanted: Mapping[str, str] | None = None) -> QuerySet[IdentityEvent]:
    """Return a guild's changes, newest first. `wanted` holds filters: kind, and player or character by id.

    :raises Refused: for an unknown filter value.
    """
    wanted = wanted or {}
    found = changes_of(guild)
    if kind := (wanted.get("kind") or "").strip():
        found = found.filter(kind=one_of("kind", kind, IdentityEvent.Kind.values))
    for name in ("player", "character"):
        if (pk := wanted_id(name, wanted)) is not None:
            found = found.filter(**{f"{name}_id": pk})
    return found


def event_row(event: IdentityEvent, *, is_officer: bool) -> Row:
    """Return a change as plain values. Who made it and why is for officers: a reason may quote an officer note."""
    return {
        "id": event.pk,
        "kind": event.kind,
        "summary": event.summary,
        "source": event.source,
        "player": event.player_id,
        "character": event.character_id,
        "created_at": event.created_at,
        "is_undone": event.undone_by_id is not None,
        "reason": event.reason if is_officer else None,
        "actor": (event.actor.get_username() if event.actor else None) if is_officer else None,
    }


def wanted_id(name: str, wanted: Mapping[str, str]) -> int | None:
    """Read a filter that is an id; None where it is not set.

    :raises Refused: for anything else.
    """
    word = (wanted.get(name) or "").strip()
    if not word:
        return None
    if not (word.isascii() and word.isdigit() and len(word) < 19):
        raise Refused(f"“{word}” is no id of a {name}.")
    return int(word)
