"""Entries into the ledger: the one place that inserts lines and keeps the balances equal to them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from characters.domain.errors import Refused
from lootlog.domain.digests import week_of
from lootlog.domain.entries import Entry
from lootlog.domain.names import target_key
from lootlog.models import Delivery, LogEntry, Profile, Stream, Target
from lootlog.models.points import PointsField
from lootlog.services.balances import Counted, count_in
from lootlog.services.targets import characters_of, introduce

BATCH = 2_000
# From more lines on, a copy costs less than an insert.
FEW = 50
# The columns of a line, and what each is to PostgreSQL.
COLUMNS = {
    "profile_id": "int8", "position": "int8", "hash": "varchar", "stream_id": "int8", "sequence": "int8",
    "previous": "varchar", "happened_at": "timestamptz", "actor": "varchar", "target_name": "varchar",
    "delta": "int8", "claimed_total": "int8", "reason": "varchar", "kind": "varchar", "reference": "varchar",
    "origin": "varchar", "week": "int4", "target_id": "int8", "delivery_id": "int8", "recorded_at": "timestamptz",
}  # fmt: skip
_units = PointsField().get_prep_value


def locked(profile: Profile) -> Profile:
    """Return the profile as it is now, locked until the transaction ends: positions are given out one after another."""
    _wait_in_line(profile)
    rows = Profile.objects.select_for_update(of=("self",), no_key=True).select_related("guild__realm")
    return rows.get(pk=profile.pk)


def in_line(profile: str) -> str:
    """Write the call that waits for a profile's place in the line of writers; `profile` is SQL."""
    return f"pg_advisory_xact_lock(hashtextextended('writers of a lootlog profile', {profile}))"


def _wait_in_line(profile: Profile) -> None:
    """Let writers of a profile queue up before its row, on PostgreSQL.

    Waiting at the row itself, each of them would look at every version that those before it have made.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {in_line('%s')}", [profile.pk])


@dataclass(frozen=True)
class Arrival:
    """Entries on their way into a profile: whose streams they are of, who delivered them, and when."""

    profile: Profile
    streams: Mapping[UUID, Stream]
    delivery: Delivery


def place(entries: Sequence[Entry], arrival: Arrival, *, may_be_referenced: bool = True) -> None:
    """Insert entries that the profile does not hold yet, and count them in.

    The hashes must be new and distinct; who has asked for that has locked the profile. `may_be_referenced` says
    whether voids that came earlier could be about them, which entries written here and now cannot have.
    :raises Refused: when the profile is archived.
    """
    if not entries:
        return
    targets = _targets(arrival.profile, {entry.target for entry in entries})
    first = _take_positions(arrival.profile, len(entries))
    _insert(_rows(entries, arrival, targets, first), len(entries))
    counted = [
        Counted(targets[entry.target], week_of(entry.timestamp), entry.delta, entry.hash, entry.reference)
        for entry in entries
    ]
    count_in(arrival.profile, counted, may_be_referenced=may_be_referenced)


def _take_positions(profile: Profile, count: int) -> int:
    """Take the next positions and return the first of them. From here on the profile is locked, in one statement.

    :raises Refused: when the profile is archived.
    """
    table, line = Profile._meta.db_table, ""
    first: list[Any] = []
    if connection.vendor == "postgresql":
        line, first = f"FROM (SELECT {in_line('%s')}) AS line", [profile.pk]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET last_position = last_position + %s {line} "
            "WHERE id = %s AND archived_at IS NULL RETURNING last_position",
            [count, *first, profile.pk],
        )
        taken = cursor.fetchone()
    if taken is None:
        raise Refused(f"“{profile}” is archived: nothing can be written in it.")
    profile.last_position = taken[0]
    return profile.last_position - count + 1


def held_hashes(profile: Profile, hashes: Iterable[str]) -> set[str]:
    """Find which of the hashes the profile holds."""
    return set(_rows_with(profile, hashes).values_list("hash", flat=True))


def _rows_with(profile: Profile, hashes: Iterable[str]) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(profile=profile, hash__in=list(hashes))


def _insert(rows: Iterator[tuple[Any, ...]], count: int) -> None:
    """Insert lines as fast as the database takes them; model instances would take five times as long."""
    table, columns = LogEntry._meta.db_table, ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and count > FEW:
            statement = f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)"
            with connection.wrap_database_errors, cursor.copy(statement) as copy:
                copy.set_types(list(COLUMNS.values()))
                for row in rows:
                    copy.write_row(row)
        else:
            values = f"({', '.join(['%s'] * len(COLUMNS))})"
            while part := list(islice(rows, FEW)):
                statement = f"INSERT INTO {table} ({columns}) VALUES {', '.join([values] * len(part))}"
                cursor.execute(statement, [value for row in part for value in row])


def _rows(
    entries: Sequence[Entry], arrival: Arrival, targets: Mapping[str, int], first: int
) -> Iterator[tuple[Any, ...]]:
    moment = connection.ops.adapt_datetimefield_value
    profile, delivery, received_at = arrival.profile.pk, arrival.delivery.pk, moment(arrival.delivery.received_at)
    for position, entry in enumerate(entries, start=first):
        yield (
            profile, position, entry.hash, arrival.streams[entry.author].pk, entry.sequence, entry.previous,
            moment(datetime.fromtimestamp(entry.timestamp, UTC)), entry.actor, entry.target, _units(entry.delta),
            _units(entry.claimed_total), entry.reason, entry.kind.value, entry.reference, entry.origin,
            week_of(entry.timestamp), targets[entry.target], delivery, received_at,
        )  # fmt: skip


def _targets(profile: Profile, names: set[str]) -> dict[str, int]:
    """Return the id of the target of each name as written; those who are new to the profile are added."""
    home = profile.guild.realm.slug
    keys = {name: target_key(name, home) for name in names}
    known = _known_targets(profile, keys.values())
    if missing := {key: name for name, key in sorted(keys.items(), reverse=True) if key not in known}:
        owners = characters_of(profile, missing)
        locked(profile)
        # Somebody else may have introduced some before this one's turn came.
        known |= _known_targets(profile, missing)
        known |= introduce(profile, {key: name for key, name in missing.items() if key not in known}, owners)
    return {name: known[key] for name, key in keys.items()}


def _known_targets(profile: Profile, keys: Iterable[str]) -> dict[str, int]:
    """Return the ids of known targets by key, in a statement that is asked for with every entry that is written."""
    wanted = sorted(set(keys))
    places = ", ".join(["%s"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key, id FROM {Target._meta.db_table} WHERE profile_id = %s AND key IN ({places})",
            [profile.pk, *wanted],
        )
        return dict(cursor.fetchall())
