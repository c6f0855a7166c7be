"""Officers write: points for one or many, a void, an amendment. Each writer has a stream of their own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.db import transaction

from characters.domain.errors import Refused
from lootlog.domain.amounts import ZERO, amount
from lootlog.domain.entries import GENESIS, Entry, Kind, chained
from lootlog.domain.rules import entry_fault
from lootlog.models import Delivery, LogEntry, Profile, Stream, Upload
from lootlog.selectors.void import counting
from lootlog.services.placing import BATCH, Arrival, locked, place

AT_ONCE = 1_000
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Writer:
    """Who writes, how, and when. `name` is the actor as the ledger will show it."""

    user: User | None
    name: str
    source: Stream.Source
    channel: Delivery.Channel
    now: datetime


@dataclass(frozen=True)
class Award:
    """Points for one target, written `Name-Realm`; negative for a price."""

    target: str
    delta: Decimal
    reason: str = ""


def award(profile: Profile, awards: Sequence[Award], *, by: Writer) -> list[LogEntry]:
    """Write points for one or many, all or none.

    :raises Refused: when the profile is archived, there are none or too many, or one cannot stand in a ledger.
    """
    if not awards:
        raise Refused("Nobody is named who should get points.")
    if len(awards) > AT_ONCE:
        raise Refused(f"{len(awards)} entries at once are more than {AT_ONCE:,}. Use an import for so many.")
    drafts = [_draft(profile, by, item.target.strip(), item.delta, item.reason.strip()) for item in awards]
    return _write(profile, drafts, by=by)


def void(profile: Profile, entries: Sequence[LogEntry], reason: str, *, by: Writer) -> list[LogEntry]:
    """Take entries out of the sum; they stay in the ledger. A void of a void brings back what that took out.

    :raises Refused: when one is not of this profile, does not count already, or no reason is given.
    """
    _need_counting(profile, entries, reason)
    drafts = [
        replace(_draft(profile, by, entry.target_name, ZERO, reason.strip()), kind=Kind.VOID, reference=entry.hash)
        for entry in entries
    ]
    return _write(profile, drafts, by=by)


def amend(profile: Profile, entry: LogEntry, delta: Decimal, reason: str, *, by: Writer, target: str = "") -> LogEntry:
    """Replace what an entry gave by something else, at the original's time; the original stays in the ledger.

    :raises Refused: as `void`, and for a void: take it out instead.
    """
    _need_counting(profile, [entry], reason)
    if entry.kind == Kind.VOID.value:
        raise Refused("A void gives no points that could be amended. Take it out instead.")
    draft = _draft(profile, by, target.strip() or entry.target_name, delta, reason.strip())
    at = int(entry.happened_at.timestamp())
    [row] = _write(profile, [replace(draft, kind=Kind.AMEND, reference=entry.hash, timestamp=at)], by=by)
    return row


@transaction.atomic
def own_stream(profile: Profile, by: Writer) -> Stream:
    """Return the stream in which somebody writes here, locked until the transaction ends; it is made when missing."""
    mine = Stream.objects.select_for_update(no_key=True).filter(profile=profile, owner=by.user, source=by.source)
    if (found := mine.order_by("pk").first()) is not None:
        return found
    Profile.objects.select_for_update(no_key=True).get(pk=profile.pk)
    if (found := mine.order_by("pk").first()) is not None:
        return found
    return Stream.objects.create(
        profile=profile, uuid=uuid4(), source=by.source, owner=by.user, label=f"{by.name}, {by.source.label}",
        head_hash=GENESIS, created_at=by.now,
    )  # fmt: skip


@transaction.atomic
def _write(profile: Profile, drafts: Sequence[Entry], *, by: Writer, upload: Upload | None = None) -> list[LogEntry]:
    if profile.archived_at is not None:
        raise Refused(f"“{profile}” is archived: nothing can be written in it.")
    for draft in drafts:
        _need_sound(draft, by)
    stream = own_stream(profile, by)
    delivery = Delivery.objects.create(
        profile=profile, channel=by.channel, by=by.user, upload=upload, received_at=by.now
    )
    of_stream = [replace(draft, author=stream.uuid) for draft in drafts]
    chain = chained(of_stream, sequence=stream.head_sequence, previous=stream.head_hash)
    arrival = Arrival(locked(profile), {stream.uuid: stream}, delivery)
    rows = [
        row
        for start in range(0, len(chain), BATCH)
        for row in place(chain[start : start + BATCH], arrival, may_be_referenced=False)
    ]
    stream.head_sequence, stream.head_hash = chain[-1].sequence, chain[-1].hash
    stream.save(update_fields=["head_sequence", "head_hash"])
    return rows


def _draft(profile: Profile, by: Writer, target: str, delta: Decimal, reason: str) -> Entry:
    return Entry(
        profile=profile.uuid, author=NOBODY, sequence=0, previous="", timestamp=int(by.now.timestamp()),
        actor=by.name, target=target, delta=amount(delta), reason=reason,
    )  # fmt: skip


def _need_sound(draft: Entry, by: Writer) -> None:
    fault = entry_fault(
        actor=draft.actor, target=draft.target, delta=draft.delta, claimed_total=None, reason=draft.reason,
        kind=draft.kind, timestamp=draft.timestamp, origin="", now=int(by.now.timestamp()),
    )  # fmt: skip
    if fault:
        raise Refused(f"{draft.target or 'An entry'}: {fault}")


def _need_counting(profile: Profile, entries: Sequence[LogEntry], reason: str) -> None:
    if not entries:
        raise Refused("No entry is named.")
    if not reason.strip():
        raise Refused("Say why: the reason stays in the ledger.")
    if any(entry.profile_id != profile.pk for entry in entries):
        raise Refused(f"An entry is not of the profile “{profile}”.")
    live = set(counting(profile, [entry.pk for entry in entries]))
    if gone := [entry for entry in entries if entry.pk not in live]:
        raise Refused(f"“{gone[0]}” of {gone[0].happened_at:%Y-%m-%d} does not count already.")
