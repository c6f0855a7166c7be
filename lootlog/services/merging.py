"""Entries from elsewhere join a ledger: a set union, in one transaction, with everything that is set aside kept."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from lootlog.domain.amounts import plain
from lootlog.domain.entries import Entry
from lootlog.domain.merging import Held, Incoming, MergePlan, Place, SetAside, plan_merge
from lootlog.models import Delivery, Fork, LogEntry, Profile, Quarantined, Stream
from lootlog.services.placing import BATCH, Arrival, held_hashes, locked, place

LONGEST_RAW = 4_000
WRITTEN_HERE = "Its author writes here; an entry of theirs that this ledger does not hold is not taken from elsewhere."
ANOTHERS = "Its author's device belongs to somebody else, who has to deliver it."


@dataclass
class Merged:
    """What became of what arrived: counts, the rows that are new, and what was set aside."""

    new: int = 0
    known: int = 0
    forks: int = 0
    set_aside: list[SetAside] = field(default_factory=list)

    def add(self, plan: MergePlan) -> None:
        """Count a batch in."""
        self.new += len(plan.new)
        self.known += len(plan.known)
        self.forks += len(plan.forks)
        self.set_aside.extend(plan.set_aside)


@transaction.atomic
def merge(
    profile: Profile,
    incoming: Sequence[Incoming],
    delivery: Delivery,
    *,
    source: Stream.Source,
    labels: Mapping[UUID, str],
) -> Merged:
    """Join entries to a profile; safe to repeat.

    Authors that are new here get a stream of the kind `source`, named by `labels`, and owned by whoever delivers when
    they are peers. Returns what became of them.
    """
    fresh = locked(profile)
    done = Merged()
    for start in range(0, len(incoming), BATCH):
        batch = incoming[start : start + BATCH]
        streams = _streams(fresh, batch, delivery, source, labels)
        plan = plan_merge(batch, _held(fresh, batch, streams, delivery), now=int(delivery.received_at.timestamp()))
        place([item.entry for item in plan.new], Arrival(fresh, streams, delivery))
        _move_heads(streams, plan)
        _note_forks(streams, plan, delivery)
        done.add(plan)
    set_aside(fresh, done.set_aside, delivery)
    return done


def set_aside(profile: Profile, items: Sequence[SetAside], delivery: Delivery) -> None:
    """Keep what may not enter, once each, with the reason."""
    rows = [
        Quarantined(
            profile=profile, delivery=delivery, place=item.incoming.place[:200], reason=item.reason[:300],
            key=item.incoming.entry.hash, entry=plain_entry(item.incoming.entry),
        )
        for item in items
    ]  # fmt: skip
    Quarantined.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def keep_rejected(profile: Profile, rows: Sequence[tuple[str, str, str]], delivery: Delivery) -> None:
    """Keep rows that never became entries, as (place, reason, raw), once each."""
    made = [
        Quarantined(
            profile=profile, delivery=delivery, place=where[:200], reason=reason[:300],
            raw=raw[:LONGEST_RAW].replace("\0", ""), key=sha256(f"{where}\0{raw}".encode(errors="replace")).hexdigest(),
        )
        for where, reason, raw in rows
    ]  # fmt: skip
    Quarantined.objects.bulk_create(made, batch_size=BATCH, ignore_conflicts=True)


def plain_entry(entry: Entry) -> dict[str, object]:
    """Write an entry as plain values: all that its hash covers, and the hash."""
    return {
        "hash": entry.hash, "author": str(entry.author), "sequence": entry.sequence, "previous": entry.previous,
        "timestamp": entry.timestamp, "actor": entry.actor, "target": entry.target, "delta": plain(entry.delta),
        "claimed_total": None if entry.claimed_total is None else plain(entry.claimed_total), "reason": entry.reason,
        "kind": entry.kind.value, "reference": entry.reference, "origin": entry.origin,
    }  # fmt: skip


def _streams(
    profile: Profile, batch: Sequence[Incoming], delivery: Delivery, source: Stream.Source, labels: Mapping[UUID, str]
) -> dict[UUID, Stream]:
    authors = sorted({item.entry.author for item in batch})
    known = {stream.uuid: stream for stream in Stream.objects.filter(profile=profile, uuid__in=authors)}
    owner = delivery.by if source == Stream.Source.PEER else None
    new = [
        Stream(
            profile=profile, uuid=author, source=source, owner=owner, label=labels.get(author, str(author))[:120],
            created_at=delivery.received_at,
        )
        for author in authors
        if author not in known
    ]  # fmt: skip
    return known | {stream.uuid: stream for stream in Stream.objects.bulk_create(new)}


def _held(profile: Profile, batch: Sequence[Incoming], streams: Mapping[UUID, Stream], delivery: Delivery) -> Held:
    names = {stream.pk: author for author, stream in streams.items()}
    places: dict[Place, set[str]] = defaultdict(set)
    found = LogEntry.objects.filter(
        stream__in=names, sequence__in={item.entry.sequence for item in batch if item.entry.sequence}
    )
    for stream, sequence, name in found.values_list("stream_id", "sequence", "hash"):
        places[names[stream], sequence].add(name)
    return Held(
        hashes=held_hashes(profile, [item.entry.hash for item in batch]),
        places=places,
        heads={author: stream.head_sequence for author, stream in streams.items()},
        closed={author: reason for author, stream in streams.items() if (reason := _closed(stream, delivery))},
    )


def _closed(stream: Stream, delivery: Delivery) -> str:
    if stream.source in (Stream.Source.WEB, Stream.Source.API):
        return WRITTEN_HERE
    if stream.source == Stream.Source.PEER and stream.owner_id not in (None, delivery.by_id):
        return ANOTHERS
    return ""


def _move_heads(streams: Mapping[UUID, Stream], plan: MergePlan) -> None:
    moved = set()
    for item in plan.new:
        stream = streams[item.entry.author]
        if item.entry.sequence >= max(stream.head_sequence, 1):
            stream.head_sequence, stream.head_hash = item.entry.sequence, item.entry.hash
            moved.add(stream.uuid)
    Stream.objects.bulk_update([streams[author] for author in sorted(moved)], ["head_sequence", "head_hash"])


def _note_forks(streams: Mapping[UUID, Stream], plan: MergePlan, delivery: Delivery) -> None:
    rows = [
        Fork(stream=streams[author], sequence=sequence, found_at=delivery.received_at)
        for author, sequence in sorted(plan.forks)
    ]
    Fork.objects.bulk_create(rows, ignore_conflicts=True)
    # A place that was settled and forked once more is open again.
    forked = {(streams[author].pk, sequence) for author, sequence in plan.forks}
    settled = Fork.objects.filter(stream__in={stream for stream, _ in forked}, resolved_at__isnull=False)
    again = [fork.pk for fork in settled if (fork.stream_id, fork.sequence) in forked]
    Fork.objects.filter(pk__in=again).update(resolved_at=None, resolved_by=None, resolution="")
