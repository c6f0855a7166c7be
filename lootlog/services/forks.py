"""Two histories of one author, settled by an officer."""

from collections.abc import Collection

from django.db import transaction

from characters.domain.errors import Refused
from lootlog.models import Fork, LogEntry
from lootlog.services.writers import Writer
from lootlog.services.writing import void

ALL_RIGHT = "All of them are right"


@transaction.atomic
def resolve(fork: Fork, wrong: Collection[str], reason: str, *, by: Writer) -> Fork:
    """Settle a fork: take out the entries with the hashes `wrong`, or say with none that all of them are right.

    :raises Refused: when it is settled already, a hash is not of this place or does not count, or no reason is given.
    """
    if not reason.strip():
        raise Refused("Say why: the reason stays with the decision.")
    fresh = Fork.objects.select_for_update(of=("self",)).select_related("stream__profile").get(pk=fork.pk)
    if fresh.resolved_at is not None:
        raise Refused("That was settled already.")
    here = LogEntry.objects.filter(stream=fresh.stream, sequence=fresh.sequence, hash__in=set(wrong))
    entries = list(here if fresh.sequence else here.filter(origin=fresh.origin))
    if len(entries) != len(set(wrong)):
        raise Refused("An entry is not of this place.")
    if entries:
        void(fresh.stream.profile, entries, reason, by=by)
    said = f"{len(entries)} taken out" if entries else ALL_RIGHT
    fresh.resolution = f"{said}: {reason.strip()}"[:255]
    fresh.resolved_at, fresh.resolved_by = by.now, by.user
    fresh.save(update_fields=["resolution", "resolved_at", "resolved_by"])
    return fresh
