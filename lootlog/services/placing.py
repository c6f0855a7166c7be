"""Entries into the ledger: the one place that inserts lines and keeps the balances equal to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet

from lootlog.domain.digests import week_of
from lootlog.domain.entries import Entry
from lootlog.domain.names import target_key
from lootlog.models import Delivery, LogEntry, Profile, Stream, Target
from lootlog.services.balances import count_in
from lootlog.services.targets import introduce

BATCH = 2_000


def locked(profile: Profile) -> Profile:
    """Return the profile as it is now, locked until the transaction ends: positions are given out one after another."""
    return Profile.objects.select_for_update(no_key=True).select_related("guild__realm").get(pk=profile.pk)


@dataclass(frozen=True)
class Arrival:
    """Entries on their way into a locked profile: whose streams they are of, who delivered them, and when."""

    profile: Profile
    streams: Mapping[UUID, Stream]
    delivery: Delivery


def place(entries: Sequence[Entry], arrival: Arrival, *, may_be_referenced: bool = True) -> list[LogEntry]:
    """Insert entries that the profile does not hold yet, and count them in.

    The profile must be locked, the hashes new and distinct. `may_be_referenced` says whether voids that came earlier
    could be about them, which entries written here and now cannot have.
    """
    if not entries:
        return []
    targets = _targets(arrival.profile, {entry.target for entry in entries})
    rows = [
        _row(entry, arrival, targets[entry.target], arrival.profile.last_position + number)
        for number, entry in enumerate(entries, start=1)
    ]
    LogEntry.objects.bulk_create(rows, batch_size=BATCH)
    arrival.profile.last_position += len(rows)
    arrival.profile.save(update_fields=["last_position"])
    count_in(arrival.profile, rows, may_be_referenced=may_be_referenced)
    return rows


def held_hashes(profile: Profile, hashes: Iterable[str]) -> set[str]:
    """Find which of the hashes the profile holds."""
    return set(_rows_with(profile, hashes).values_list("hash", flat=True))


def _rows_with(profile: Profile, hashes: Iterable[str]) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(profile=profile, hash__in=list(hashes))


def _row(entry: Entry, arrival: Arrival, target: Target, position: int) -> LogEntry:
    return LogEntry(
        profile=arrival.profile,
        position=position,
        hash=entry.hash,
        stream=arrival.streams[entry.author],
        sequence=entry.sequence,
        previous=entry.previous,
        happened_at=datetime.fromtimestamp(entry.timestamp, UTC),
        actor=entry.actor,
        target_name=entry.target,
        delta=entry.delta,
        claimed_total=entry.claimed_total,
        reason=entry.reason,
        kind=entry.kind.value,
        reference=entry.reference,
        origin=entry.origin,
        week=week_of(entry.timestamp),
        target=target,
        delivery=arrival.delivery,
        recorded_at=arrival.delivery.received_at,
    )


def _targets(profile: Profile, names: set[str]) -> dict[str, Target]:
    """Return the target of each name as written; those who are new to the profile are added."""
    home = profile.guild.realm.slug
    keys = {name: target_key(name, home) for name in names}
    known = {target.key: target for target in Target.objects.filter(profile=profile, key__in=set(keys.values()))}
    new = {key: name for name, key in sorted(keys.items(), reverse=True) if key not in known}
    if new:
        known |= {target.key: target for target in introduce(profile, new)}
    return {name: known[key] for name, key in keys.items()}
