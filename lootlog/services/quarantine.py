"""What was set aside, decided by an officer: accepted into the ledger, or dismissed."""

from datetime import datetime

import msgspec
from django.contrib.auth.models import User
from django.db import transaction

from characters.domain.errors import Refused
from lootlog.domain.entries import Entry
from lootlog.domain.merging import Incoming
from lootlog.domain.sealed import SealedFields, from_fields
from lootlog.models import Delivery, Quarantined, Stream
from lootlog.services.merging import merge

State = Quarantined.State
NEVER_AN_ENTRY = "It never was an entry, so it cannot be accepted. Mend it in the file and import that again."
NOTE = "accepted from quarantine"


@transaction.atomic
def accept(item: Quarantined, reason: str, *, user: User | None, now: datetime) -> Quarantined:
    """Let an entry into the ledger although its time, its count or its deliverer spoke against it.

    It belongs to the import that brought it, and is undone with it.

    :raises Refused: when it was decided already, no ledger can hold it, or the profile is archived.
    """
    fresh = _open(item)
    if fresh.profile.archived_at is not None:
        raise Refused(f"“{fresh.profile}” is archived: nothing can be written in it.")
    entry = _entry(fresh)
    upload = fresh.delivery.upload
    delivery = Delivery.objects.create(
        profile=fresh.profile, channel=Delivery.Channel.IMPORT if upload else Delivery.Channel.WEB, by=user,
        upload=upload, note=NOTE, received_at=now,
    )  # fmt: skip
    joined = merge(
        fresh.profile, [Incoming(fresh.place, entry)], delivery, source=Stream.Source.FILE,
        labels={entry.author: entry.actor}, is_looked_at=True,
    )  # fmt: skip
    if joined.set_aside:
        raise Refused(joined.set_aside[0].reason)
    return _decided(fresh, State.ACCEPTED, reason, user, now)


@transaction.atomic
def dismiss(item: Quarantined, reason: str, *, user: User | None, now: datetime) -> Quarantined:
    """Put away what was set aside; should it arrive again, it stays away.

    :raises Refused: when it was decided already, or no reason is given.
    """
    if not reason.strip():
        raise Refused("Say why it is dismissed.")
    return _decided(_open(item), State.DISMISSED, reason, user, now)


def _open(item: Quarantined) -> Quarantined:
    rows = Quarantined.objects.select_for_update(of=("self",)).select_related("profile__guild", "delivery__upload")
    fresh = rows.get(pk=item.pk)
    if fresh.state != State.OPEN:
        raise Refused(f"That was {fresh.get_state_display().lower()} already.")
    return fresh


def _entry(item: Quarantined) -> Entry:
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
