"""Entries from elsewhere join a ledger: a set union, in one transaction, with everything that is set aside kept."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from lootlog.domain.amounts import plain
from lootlog.domain.entries import Entry, is_imported
from lootlog.domain.merging import Held, Incoming, MergePlan, Place, SetAside, plan_merge
from lootlog.models import Delivery, Fork, LogEntry, Peer, Profile, Quarantined, Stream
from lootlog.services.placing import BATCH, Arrival, held_hashes, locked, place

LONGEST_RAW = 4_000
WRITTEN_HERE = "Its author writes here; an entry of theirs that this ledger does not hold is not taken from elsewhere."
ANOTHERS = "Its author's device belongs to somebody else, who has to deliver it."


@dataclass(frozen=True)
class Merged:
    """What became of what arrived: counts, what was set aside, and the decision about each entry."""

    plan: MergePlan

    @property
    def new(self) -> int:
        """How many entries the ledger did not hold."""
        return len(self.plan.new)

    @property
    def known(self) -> int:
        """How many it held already."""
        return len(self.plan.known)

    @property
    def forks(self) -> int:
        """At how many places of authors there is more than one entry now."""
        return len(self.plan.forks)

    @property
    def set_aside(self) -> list[SetAside]:
        """What may not enter, and why."""
        return self.plan.set_aside


@transaction.atomic
def merge(
    profile: Profile,
    incoming: Sequence[Incoming],
    delivery: Delivery,
    *,
    source: Stream.Source,
    labels: Mapping[UUID, str],
    owner: User | None = None,
    is_looked_at: bool = False,
) -> Merged:
    """Join entries to a profile; safe to repeat.

    Authors of whom something is taken for the first time get a stream of the kind `source`, named by `labels`. Peers'
    are owned by `owner`, unless their device is known as somebody else's. `is_looked_at` takes what an officer wants
    all the same. Returns what became of them.
    """
    fresh = locked(profile)
    streams = known_streams(fresh, incoming)
    held = _held(fresh, incoming, streams, delivery.by_id)
    now = int(delivery.received_at.timestamp())
    plan = plan_merge(incoming, held, now=now, is_looked_at=is_looked_at)
    new = {item.entry.author for item in plan.new} - streams.keys()
    made = Stream(profile=fresh, source=source, owner=owner, created_at=delivery.received_at)
    streams |= _new_streams(made, new, labels)
    place([item.entry for item in plan.new], Arrival(fresh, streams, delivery))
    _move_heads(streams, plan)
    _note_forks(streams, plan, delivery)
    set_aside(fresh, plan.set_aside, delivery)
    return Merged(plan)


def planned(
    profile: Profile, incoming: Sequence[Incoming], streams: Mapping[UUID, Stream], *, by: int | None, now: datetime
) -> MergePlan:
    """Decide about entries that arrive from the user `by`, all at once: an author's count is judged by the whole file,
    whatever order it is in. Writes nothing."""
    return plan_merge(incoming, _held(profile, incoming, streams, by), now=int(now.timestamp()))


def known_streams(profile: Profile, incoming: Iterable[Incoming]) -> dict[UUID, Stream]:
    """Return the streams of those authors that the profile knows."""
    authors = {item.entry.author for item in incoming}
    return {stream.uuid: stream for stream in Stream.objects.filter(profile=profile, uuid__in=authors)}


def kind_of_stream(entry: Entry) -> Stream.Source:
    """Tell which kind of stream an entry begins that comes from elsewhere.

    Other programs' files keep no chain: whoever imports the same file elsewhere brings the same entries.
    """
    return Stream.Source.PEER if entry.previous and not is_imported(entry.author) else Stream.Source.FILE


def set_aside(profile: Profile, items: Sequence[SetAside], delivery: Delivery) -> None:
    """Keep what may not enter, once each, with the reason."""
    rows = [
        Quarantined(
            profile=profile, delivery=delivery, place=storable(item.incoming.place)[:200],
            reason=storable(item.reason)[:300], key=item.incoming.entry.hash, entry=_kept(item.incoming.entry),
        )
        for item in items
    ]  # fmt: skip
    Quarantined.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def keep_rejected(profile: Profile, rows: Sequence[tuple[str, str, str]], delivery: Delivery) -> None:
    """Keep rows that never became entries, as (place, reason, raw), once each."""
    made = [
        Quarantined(
            profile=profile, delivery=delivery, place=storable(where)[:200], reason=storable(reason)[:300],
            raw=storable(raw)[:LONGEST_RAW], key=sha256(f"{where}\0{raw}".encode(errors="replace")).hexdigest(),
        )
        for where, reason, raw in rows
    ]  # fmt: skip
    Quarantined.objects.bulk_create(made, batch_size=BATCH, ignore_conflicts=True)


def storable(text: str) -> str:
    """Put a mark for what a database takes in no text: zero bytes and halves of letters."""
    return text.replace("\0", "\ufffd").encode(errors="replace").decode()


def _kept(entry: Entry) -> dict[str, object]:
    fields = plain_entry(entry)
    return {name: storable(value) if isinstance(value, str) else value for name, value in fields.items()}


def plain_entry(entry: Entry) -> dict[str, object]:
    """Write an entry as plain values: all that its hash covers, and the hash."""
    return {
        "hash": entry.hash, "author": str(entry.author), "sequence": entry.sequence, "previous": entry.previous,
        "timestamp": entry.timestamp, "actor": entry.actor, "target": entry.target, "delta": plain(entry.delta),
        "claimed_total": None if entry.claimed_total is None else plain(entry.claimed_total), "reason": entry.reason,
        "kind": entry.kind.value, "reference": entry.reference, "origin": entry.origin,
    }  # fmt: skip


def _new_streams(like: Stream, authors: Set[UUID], labels: Mapping[UUID, str]) -> dict[UUID, Stream]:
    owners: dict[UUID, int | None] = {}
    if authors and like.source == Stream.Source.PEER:
        # A device that spoke to us is its owner's, whoever passes on what it wrote.
        devices = Peer.objects.filter(profile=like.profile, uuid__in=authors, owner__isnull=False)
        owners = dict(devices.order_by().values_list("uuid", "owner"))
    new = [
        Stream(
            profile=like.profile, uuid=author, source=like.source, owner_id=owners.get(author, like.owner_id),
            created_at=like.created_at, label=labels.get(author, str(author))[:120],
        )
        for author in sorted(authors)
    ]  # fmt: skip
    return {stream.uuid: stream for stream in Stream.objects.bulk_create(new)}


def _held(profile: Profile, incoming: Sequence[Incoming], streams: Mapping[UUID, Stream], by: int | None) -> Held:
    hashes: set[str] = set()
    places: dict[Place, set[str]] = defaultdict(set)
    links: dict[tuple[UUID, int], set[str]] = defaultdict(set)
    names = {stream.pk: author for author, stream in streams.items()}
    for start in range(0, len(incoming) if profile.last_position else 0, BATCH):
        batch = [item.entry for item in incoming[start : start + BATCH]]
        known = held_hashes(profile, [entry.hash for entry in batch])
        hashes |= known
        unknown = [entry for entry in batch if entry.hash not in known]
        for stream, sequence, origin, name, previous in _at_places(profile, unknown, names):
            places[names[stream], sequence, "" if sequence else origin].add(name)
            if sequence and previous:
                links[names[stream], sequence].add(previous)
    heads = {author: stream.head_sequence for author, stream in streams.items()}
    closed = {author: reason for author, stream in streams.items() if (reason := _closed(stream, by))}
    return Held(hashes, places, links, heads, closed)


def _at_places(
    profile: Profile, entries: Sequence[Entry], streams: Iterable[int]
) -> Iterable[tuple[int, int, str, str, str]]:
    """Return stream, count, origin, hash and predecessor of what stands at the places of entries, next to them, and
    at some others."""
    found = LogEntry.objects.filter(profile=profile, stream__in=streams)
    columns = ("stream_id", "sequence", "origin", "hash", "previous")
    if counts := {entry.sequence for entry in entries if entry.sequence}:
        before = {entry.sequence - 1 for entry in entries if entry.sequence > 1 and entry.previous}
        following = Q(sequence__in={count + 1 for count in counts}) & ~Q(previous="")
        yield from found.filter(Q(sequence__in=counts | before) | following).values_list(*columns)
    if origins := {entry.origin for entry in entries if entry.origin and not entry.sequence}:
        yield from found.filter(sequence=0, origin__in=origins).values_list(*columns)


def _closed(stream: Stream, by: int | None) -> str:
    if stream.source in (Stream.Source.WEB, Stream.Source.API):
        return WRITTEN_HERE
    if stream.source == Stream.Source.PEER and stream.owner_id not in (None, by):
        return ANOTHERS
    return ""


def _move_heads(streams: Mapping[UUID, Stream], plan: MergePlan) -> None:
    moved = {}
    for item in plan.new:
        count, stream = item.entry.sequence, streams[item.entry.author]
        if count and count >= stream.head_sequence:
            stream.head_sequence, stream.head_hash = count, item.entry.hash
            moved[stream.pk] = stream
    in_order = sorted(moved.values(), key=lambda stream: stream.uuid)
    Stream.objects.bulk_update(in_order, ["head_sequence", "head_hash"])


def _note_forks(streams: Mapping[UUID, Stream], plan: MergePlan, delivery: Delivery) -> None:
    rows = [
        Fork(stream=streams[author], sequence=sequence, origin=origin, found_at=delivery.received_at)
        for author, sequence, origin in sorted(plan.forks)
    ]
    Fork.objects.bulk_create(rows, ignore_conflicts=True)
    # A place that was settled and forked once more is open again.
    forked = {(streams[author].pk, sequence, origin) for author, sequence, origin in plan.forks}
    settled = Fork.objects.filter(stream__in={place[0] for place in forked}, resolved_at__isnull=False)
    again = [fork.pk for fork in settled if (fork.stream_id, fork.sequence, fork.origin) in forked]
    Fork.objects.filter(pk__in=again).update(resolved_at=None, resolved_by=None, resolution="")
