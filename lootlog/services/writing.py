"""Officers write: points for one or many, a void, an amendment. Each writer has a stream of their own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from characters.domain.errors import Refused
from characters.models import Guild
from lootlog.domain.amounts import ZERO, amount
from lootlog.domain.entries import GENESIS, Entry, Kind, chained
from lootlog.domain.rules import fault_of, time_fault
from lootlog.models import Delivery, LogEntry, Profile, Stream
from lootlog.selectors.void import counting
from lootlog.services.appending import append
from lootlog.services.placing import Arrival, locked, place
from lootlog.services.writers import Writer

Lines = QuerySet[LogEntry]
AT_ONCE = 1_000
NOBODY = UUID(int=0)
LINES: Lines = LogEntry.objects.select_related("stream", "target").order_by("position")


@dataclass(frozen=True)
class Award:
    """Points for one target, written `Name-Realm`; negative for a price."""

    target: str
    delta: Decimal
    reason: str = ""


def award(profile: Profile, awards: Sequence[Award], *, by: Writer) -> Lines:
    """Write points for one or many, all or none.

    :raises Refused: when the profile is archived, there are none or too many, or one cannot stand in a ledger.
    """
    if not awards:
        raise Refused("Nobody is named who should get points.")
    if len(awards) > AT_ONCE:
        raise Refused(f"{len(awards)} entries at once are more than {AT_ONCE:,}. Use an import for so many.")
    drafts = [_draft(profile, by, item.target.strip(), item.delta, item.reason.strip()) for item in awards]
    return _write(profile, drafts, by=by)


def void(profile: Profile, entries: Sequence[LogEntry], reason: str, *, by: Writer) -> Lines:
    """Take entries out of the sum, each once; they stay in the ledger. A void of a void brings back what that took out.

    :raises Refused: when one is not of this profile, does not count already, or no reason is given.
    """
    _need_reason(profile, entries, reason)
    drafts = [
        replace(_draft(profile, by, entry.target_name, ZERO, reason.strip()), kind=Kind.VOID, reference=entry.hash)
        for entry in {entry.pk: entry for entry in entries}.values()
    ]
    return _write(profile, drafts, by=by, about=entries)


def amend(profile: Profile, entry: LogEntry, delta: Decimal, reason: str, *, by: Writer, target: str = "") -> LogEntry:
    """Replace what an entry gave by something else, at the original's time; the original stays in the ledger.

    :raises Refused: as `void`, and for a void: take it out instead.
    """
    _need_reason(profile, [entry], reason)
    if entry.kind == Kind.VOID.value:
        raise Refused("A void gives no points that could be amended. Take it out instead.")
    draft = _draft(profile, by, target.strip() or entry.target_name, delta, reason.strip())
    at = int(entry.happened_at.timestamp())
    amendment = replace(draft, kind=Kind.AMEND, reference=entry.hash, timestamp=at)
    [row] = _write(profile, [amendment], by=by, about=[entry])
    return row


@transaction.atomic(savepoint=False)
def own_stream(profile: Profile, by: Writer) -> Stream:
    """Return the stream in which somebody writes here, locked until the transaction ends; it is made when missing."""
    label = f"{by.name}, {by.source.label}"[:120]
    mine = Stream.objects.select_for_update(no_key=True).filter(profile=profile, owner=by.user, source=by.source)
    if by.user is None:
        # A stream without an owner may be that of an account that is gone.
        mine = mine.filter(label=label)
    if (found := mine.order_by("pk").first()) is not None:
        return found
    # Whoever holds the profile waits for no stream: so it is the guild that keeps two from making the same one.
    Guild.objects.select_for_update(no_key=True).get(pk=profile.guild_id)
    if (found := mine.order_by("pk").first()) is not None:
        return found
    return Stream.objects.create(
        profile=profile, uuid=uuid4(), source=by.source, owner=by.user, label=label,
        head_hash=GENESIS, created_at=by.now,
    )  # fmt: skip


def lock_streams_written_here(profile: Profile, authors: Collection[UUID]) -> None:
    """Lock those of the authors' streams that somebody writes in here, until the transaction ends.

    Whoever writes locks their stream before the profile: whoever adds to such streams otherwise must do so too.
    """
    here = Stream.objects.filter(profile=profile, uuid__in=authors, source__in=(Stream.Source.WEB, Stream.Source.API))
    list(here.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _write(profile: Profile, drafts: Sequence[Entry], *, by: Writer, about: Sequence[LogEntry] = ()) -> Lines:
    """Append drafts to the writer's stream. What a request with the same key wrote before is returned instead."""
    for draft in drafts:
        _need_sound(draft, by)
    appended = None if about else append(profile, drafts, by=by)
    return _lines_of(_write_locked(profile, drafts, by=by, about=about) if appended is None else appended)


@transaction.atomic
def _write_locked(profile: Profile, drafts: Sequence[Entry], *, by: Writer, about: Sequence[LogEntry]) -> int:
    """Append with the stream locked, and return the delivery's id.

    The profile is locked as late as possible, because all who write in it wait for one another there.
    """
    stream = own_stream(profile, by)
    if (written := _written_before(profile, by)) is not None:
        return written.pk
    of_stream = [replace(draft, author=stream.uuid) for draft in drafts]
    chain = chained(of_stream, sequence=stream.head_sequence, previous=stream.head_hash)
    head = {"head_sequence": chain[-1].sequence, "head_hash": chain[-1].hash}
    Stream.objects.filter(pk=stream.pk).update(**head)
    delivery = _delivery(profile, by)
    if about:
        _need_counting(locked(profile), about)
    place(chain, Arrival(profile, {stream.uuid: stream}, delivery), may_be_referenced=False)
    return delivery.pk


def _delivery(profile: Profile, by: Writer) -> Delivery:
    return Delivery.objects.create(
        profile=profile, channel=by.channel, by=by.user, received_at=by.now, retry_key=by.once.key,
        retry_digest=by.once.digest,
    )  # fmt: skip


def _written_before(profile: Profile, by: Writer) -> Delivery | None:
    """Return what came of the writer's request with this key before; the writer's stream must be locked.

    :raises Refused: when that request asked for something else.
    """
    if not by.once.key:
        return None
    done = Delivery.objects.filter(profile=profile, by=by.user, retry_key=by.once.key).first()
    if done is None:
        return None
    if done.retry_digest != by.once.digest:
        raise Refused(f"The key “{by.once.key}” was used for another request. Use a new key for each.")
    return done


def _lines_of(delivery: int) -> Lines:
    """Return what came with a delivery; it is read when somebody looks."""
    return LINES.filter(delivery=delivery)


def _draft(profile: Profile, by: Writer, target: str, delta: Decimal, reason: str) -> Entry:
    return Entry(
        profile=profile.uuid, author=NOBODY, sequence=0, previous="", timestamp=int(by.now.timestamp()),
        actor=by.name, target=target, delta=amount(delta), reason=reason,
    )  # fmt: skip


def _need_sound(draft: Entry, by: Writer) -> None:
    fault = fault_of(draft)
    # An amendment bears the time of its entry, which the ledger has taken.
    if not fault and draft.kind is not Kind.AMEND:
        fault = time_fault(draft.timestamp, int(by.now.timestamp()))
    if fault:
        raise Refused(f"{draft.target or 'An entry'}: {fault}")


def _need_reason(profile: Profile, entries: Sequence[LogEntry], reason: str) -> None:
    if not entries:
        raise Refused("No entry is named.")
    if not reason.strip():
        raise Refused("Say why: the reason stays in the ledger.")
    if any(entry.profile_id != profile.pk for entry in entries):
        raise Refused(f"An entry is not of the profile “{profile}”.")


def _need_counting(profile: Profile, entries: Sequence[LogEntry]) -> None:
    """Refuse entries that do not count; asked under the profile's lock, so that two officers cannot both be right."""
    if not entries:
        return
    live = set(counting(profile, [entry.pk for entry in entries]))
    if gone := [entry for entry in entries if entry.pk not in live]:
        raise Refused(f"“{gone[0]}” of {gone[0].happened_at:%Y-%m-%d} does not count already.")
