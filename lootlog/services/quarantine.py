"""What was set aside, decided by an officer: accepted into the ledger, or dismissed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.contrib.auth.models import User
from django.db import transaction

from characters.domain.errors import Refused
from lootlog.domain.entries import Entry
from lootlog.domain.merging import Incoming, SetAside
from lootlog.domain.sealed import SealedFields, from_fields
from lootlog.models import Delivery, Profile, Quarantined, Stream, Upload
from lootlog.services.merging import kind_of_stream, merge
from lootlog.services.uploads import locked_upload
from lootlog.services.writing import lock_streams_written_here

State = Quarantined.State
NEVER_AN_ENTRY = "It never was an entry, so it cannot be accepted. Mend it in the file and import that again."
UNDONE = "The import that brought it was undone. Bring that back first, or dismiss this."
NOTE = "accepted from quarantine"


@transaction.atomic
def accept(item: Quarantined, reason: str, *, user: User | None, now: datetime) -> Quarantined:
    """Let an entry into the ledger although its time, its count or its deliverer spoke against it.

    It belongs to the import that brought it, and is undone with it.

    :raises Refused: when it was decided already, no ledger can hold it, its import was undone, or the profile is
        archived.
    """
    brought_by = item.delivery.upload_id
    upload = locked_upload(Upload(pk=brought_by)) if brought_by is not None else None
    fresh = _open(item)
    need_standing(upload)
    if left := let_in(fresh.profile, [(fresh, entry_in(fresh))], upload, user=user, now=now):
        raise Refused(left[0].reason)
    return _decided(fresh, State.ACCEPTED, reason, user, now)


def let_in(
    profile: Profile, items: Sequence[tuple[Quarantined, Entry]], upload: Upload | None, *, user: User | None,
    now: datetime,
) -> list[SetAside]:  # fmt: skip
    """Merge entries that were set aside when one upload, or none, brought them; returns those that may not enter.

    The upload and the items are locked. Streams that are written here are locked next and the profile last, as those
    who write in them do.

    :raises Refused: when the profile is archived.
    """
    if profile.archived_at is not None:
        raise Refused(f"“{profile}” is archived: nothing can be written in it.")
    lock_streams_written_here(profile, {entry.author for _, entry in items})
    delivery = Delivery.objects.create(
        profile=profile, channel=Delivery.Channel.IMPORT if upload else Delivery.Channel.WEB, by=user,
        upload=upload, note=NOTE, received_at=now,
    )  # fmt: skip
    groups: dict[tuple[Stream.Source, User | None], list[tuple[Quarantined, Entry]]] = defaultdict(list)
    for item, entry in items:
        groups[_stream_of(item, entry)].append((item, entry))
    left: list[SetAside] = []
    for (source, owner), group in groups.items():
        joined = merge(
            profile, [Incoming(item.place, entry) for item, entry in group], delivery, source=source, owner=owner,
            labels={entry.author: entry.actor for _, entry in group}, is_looked_at=True,
        )  # fmt: skip
        left += joined.set_aside
    return left


def _stream_of(item: Quarantined, entry: Entry) -> tuple[Stream.Source, User | None]:
    """Return the kind of stream that an entry begins, and whose it is: nobody else's device may go on with theirs."""
    if item.delivery.channel != Delivery.Channel.PEER:
        return Stream.Source.FILE, None
    source = kind_of_stream(entry)
    return source, item.delivery.by if source == Stream.Source.PEER else None


def need_standing(upload: Upload | None) -> None:
    """Make sure that what an upload brought counts.

    :raises Refused: when it was undone.
    """
    if upload is not None and upload.state == Upload.State.UNDONE:
        raise Refused(UNDONE)


@transaction.atomic
def dismiss(item: Quarantined, reason: str, *, user: User | None, now: datetime) -> Quarantined:
    """Put away what was set aside; should it arrive again, it stays away.

    :raises Refused: when it was decided already, or no reason is given.
    """
    if not reason.strip():
        raise Refused("Say why it is dismissed.")
    return _decided(_open(item), State.DISMISSED, reason, user, now)


def _open(item: Quarantined) -> Quarantined:
    rows = Quarantined.objects.select_for_update(of=("self",)).select_related("profile__guild", "delivery__by")
    fresh = rows.get(pk=item.pk)
    if fresh.state != State.OPEN:
        raise Refused(f"That was {fresh.get_state_display().lower()} already.")
    return fresh


def entry_in(item: Quarantined) -> Entry:
    """Rebuild the entry that was set aside.

    :raises Refused: when it never was one that a ledger can hold.
    """
    if not item.entry:
        raise Refused(NEVER_AN_ENTRY)
    try:
        fields = msgspec.convert({**item.entry, "profile": item.profile.uuid}, SealedFields)
    except msgspec.ValidationError as error:
        raise Refused(f"No ledger can hold it: {error}.") from None
    return from_fields(fields)


def _decided(item: Quarantined, state: State, reason: str, user: User | None, now: datetime) -> Quarantined:
    item.state, item.decided_by, item.decided_at, item.decision = state, user, now, reason.strip()[:255]
    item.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    return item
