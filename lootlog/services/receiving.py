"""Entries that a peer brings: merged, or set aside with the reason."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from characters.domain.errors import Refused
from lootlog.domain.entries import is_imported
from lootlog.domain.exchange.messages import NotTaken, Row
from lootlog.domain.exchange.rows import entry_in
from lootlog.domain.exchange.shelf import Taken
from lootlog.domain.merging import Incoming, SetAside
from lootlog.models import Delivery, Peer, Profile, Stream
from lootlog.services.merging import Merged, keep_rejected, kind_of_stream, merge, set_aside
from lootlog.services.placing import held_hashes

NO_DEVICE = "Its author is one of a file, and authors of files keep no chain: no device wrote it."


@transaction.atomic
def take_from(peer: Peer, profile: Profile, rows: Sequence[Row], *, now: datetime) -> Taken:
    """Merge entries that a peer brings; those that are known change nothing.

    :raises Refused: when the profile is archived.
    """
    if profile.archived_at is not None:
        raise Refused(f"“{profile}” is archived: nothing can be written in it.")
    known = held_hashes(profile, [row.hash for row in rows])
    taken = Taken(known=sum(row.hash in known for row in rows))
    fresh = [row for row in rows if row.hash not in known]
    if not fresh:
        return taken
    delivery = Delivery.objects.create(
        profile=profile, channel=Delivery.Channel.PEER, by=peer.owner, note=f"from {peer.label}", received_at=now
    )
    incoming, refused = _read(profile, peer, fresh, delivery)
    taken.not_taken += refused
    for source, part in incoming.items():
        owner = peer.owner if source == Stream.Source.PEER else None
        _count(taken, merge(profile, part, delivery, source=source, labels=_labels(peer, part), owner=owner))
    return taken


def _read(
    profile: Profile, peer: Peer, rows: Sequence[Row], delivery: Delivery
) -> tuple[dict[Stream.Source, list[Incoming]], list[NotTaken]]:
    """Read entries by the kind of stream that a new author gets; what is none is kept with the reason."""
    place = f"from {peer.label}"
    incoming: dict[Stream.Source, list[Incoming]] = defaultdict(list)
    broken, odd = [], []
    for row in rows:
        entry, fault = entry_in(row, profile.uuid)
        if entry is None:
            broken.append((row, fault))
        elif entry.previous and is_imported(entry.author):
            odd.append(SetAside(Incoming(place, entry), NO_DEVICE))
        else:
            incoming[kind_of_stream(entry)].append(Incoming(place, entry))
    keep_rejected(profile, [(place, fault, json.dumps([row.hash, row.entry])) for row, fault in broken], delivery)
    set_aside(profile, odd, delivery)
    refused = [NotTaken(row.hash, fault[:300]) for row, fault in broken]
    return incoming, refused + [NotTaken(item.incoming.entry.hash, item.reason) for item in odd]


def _labels(peer: Peer, incoming: Sequence[Incoming]) -> dict[UUID, str]:
    actors = {item.entry.author: item.entry.actor for item in reversed(incoming)}
    # An entry that is going to be set aside may hold letters that no database takes.
    shown = {author: "".join(filter(str.isprintable, actor)) for author, actor in actors.items()}
    return {author: f"{actor}, brought by {peer.label}" for author, actor in shown.items()} | {peer.uuid: peer.label}


def _count(taken: Taken, merged: Merged) -> None:
    taken.new += merged.new
    taken.known += merged.known
    taken.forks += merged.forks
    taken.not_taken += [NotTaken(item.incoming.entry.hash, item.reason[:300]) for item in merged.set_aside]
