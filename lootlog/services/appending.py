"""A few drafts into their writer's own stream by one statement, on PostgreSQL.

Whoever writes in a ledger waits for everybody before them. So nothing is held while a statement is on its way: the
first one only reads, and the second one does all and ends, or changes nothing where what was read is no more true.
"""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction

from lootlog.domain.digests import week_of
from lootlog.domain.entries import Entry, Kind, chained
from lootlog.domain.names import target_key
from lootlog.models import Delivery, LogEntry, Profile, Stream, Target, WeekBalance
from lootlog.models.points import PointsField
from lootlog.services.placing import FEW, in_line
from lootlog.services.writers import Writer

_units = PointsField().get_prep_value

READ = f"""
    SELECT stream.id, stream.uuid, stream.head_sequence, stream.head_hash, target.key, target.id
    FROM (
        SELECT * FROM {Stream._meta.db_table} WHERE profile_id = %s AND owner_id = %s AND source = %s
        ORDER BY id LIMIT 1
    ) AS stream
    JOIN {Target._meta.db_table} AS target ON target.profile_id = stream.profile_id AND target.key IN ({{keys}})
"""
UNLESS_DONE = f"""
    WHERE NOT EXISTS (
        SELECT FROM {Delivery._meta.db_table} AS done
        WHERE done.profile_id = stream.profile_id AND done.by_id = stream.owner_id AND done.retry_key = %s
    )
"""
# Each part reads the one before it, which puts their locks in order: the stream, the line of writers, the profile.
# An archived profile gives no position, and an entry without one is refused by its table.
WRITE = f"""
    WITH head AS (
        UPDATE {Stream._meta.db_table} SET head_sequence = %s, head_hash = %s WHERE id = %s AND head_hash = %s
        RETURNING id, profile_id, owner_id
    ), delivery AS (
        INSERT INTO {Delivery._meta.db_table} (profile_id, by_id, note, channel, received_at, retry_key, retry_digest)
        SELECT profile_id, owner_id, '', %s, %s, %s, %s FROM head RETURNING id, profile_id, received_at
    ), line AS (
        UPDATE {Profile._meta.db_table} AS profile SET last_position = last_position + {{count}}
        FROM (SELECT *, {in_line("profile_id")} FROM delivery) AS waited WHERE profile.id = waited.profile_id
        RETURNING waited.*, CASE WHEN archived_at IS NULL THEN last_position - {{count}} END AS before
    ), entry AS (
        INSERT INTO {LogEntry._meta.db_table} (
            profile_id, stream_id, delivery_id, recorded_at, actor, position, hash, sequence, previous, happened_at,
            target_name, target_id, delta, reason, week, kind, reference, origin
        )
        SELECT line.profile_id, head.id, line.id, received_at, %s, before + row.number, hash, sequence, previous,
            happened_at, target_name, target_id, delta, reason, week, '{Kind.POINTS}', '', ''
        FROM line, head, (VALUES {{entries}}) AS row (
            number, hash, sequence, previous, happened_at, target_name, target_id, delta, reason, week
        )
    ), balance AS (
        INSERT INTO {WeekBalance._meta.db_table} AS held (profile_id, target_id, week, points)
        SELECT profile_id, target_id, row.week, row.points
        FROM line, (VALUES {{sums}}) AS row (target_id, week, points) WHERE row.points <> 0
        ON CONFLICT (target_id, week) DO UPDATE SET points = held.points + excluded.points
    )
    SELECT id FROM line
"""


def append(profile: Profile, drafts: Sequence[Entry], *, by: Writer) -> int | None:
    """Write entries that give points, all of one writer, and return the id of their delivery.

    None, and nothing is written, where the ledger must be looked at under its locks: when the writer's stream or a
    target is not there yet, the key was used before, the profile is archived, somebody else writes in the stream at
    this moment, the entries are many, the writer is nobody, or the database is another one.
    """
    if connection.vendor != "postgresql" or by.user is None or len(drafts) > FEW:
        return None
    home = profile.guild.realm.slug
    keys = [target_key(draft.target, home) for draft in drafts]
    rows = _read(profile, by.user, by, sorted(set(keys)))
    targets = {row.key: row.target for row in rows}
    if len(targets) < len(set(keys)):
        return None
    of_stream = [replace(draft, author=rows[0].author) for draft in drafts]
    entries = chained(of_stream, sequence=rows[0].sequence, previous=rows[0].head)
    chain = _Chain(rows[0].stream, rows[0].head, entries, [targets[key] for key in keys])
    return _written(chain, by)


class _Row(NamedTuple):
    """The writer's stream, and one of the targets."""

    stream: int
    author: UUID
    sequence: int
    head: str
    key: str
    target: int


class _Chain(NamedTuple):
    """Entries behind the head of a stream, and their targets."""

    stream: int
    head: str
    entries: Sequence[Entry]
    targets: Sequence[int]


def _read(profile: Profile, owner: User, by: Writer, keys: Sequence[str]) -> list[_Row]:
    statement = READ.format(keys=", ".join(["%s"] * len(keys)))
    values: list[Any] = [profile.pk, owner.pk, by.source, *keys]
    if by.once.key:
        statement, values = statement + UNLESS_DONE, [*values, by.once.key]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [_Row(*row) for row in cursor.fetchall()]


def _written(chain: _Chain, by: Writer) -> int | None:
    entries, sums, last = _entries(chain), _sums(chain), chain.entries[-1]
    statement = WRITE.format(count=len(entries), entries=_places(entries), sums=_places(sums))
    values: list[Any] = [
        last.sequence, last.hash, chain.stream, chain.head, by.channel, by.now, by.once.key, by.once.digest, last.actor,
        *(value for row in entries for value in row), *(value for row in sums for value in row),
    ]  # fmt: skip
    try:
        with _by_itself(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            done = cursor.fetchone()
    except IntegrityError:
        # Since the reading, the profile was archived, a target went, or the key was used from elsewhere. Which it was
        # is seen under the locks, where it is told to the writer.
        return None
    return done[0] if done else None


def _by_itself() -> AbstractContextManager[Any]:
    """Let the statement fail alone where it is part of a transaction; elsewhere it is a transaction."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def _entries(chain: _Chain) -> list[tuple[Any, ...]]:
    return [
        (
            number, entry.hash, entry.sequence, entry.previous, datetime.fromtimestamp(entry.timestamp, UTC),
            entry.target, target, _units(entry.delta), entry.reason, week_of(entry.timestamp),
        )
        for number, (entry, target) in enumerate(zip(chain.entries, chain.targets, strict=True), start=1)
    ]  # fmt: skip


def _sums(chain: _Chain) -> list[tuple[int, int, int]]:
    sums: dict[tuple[int, int], int] = defaultdict(int)
    for entry, target in zip(chain.entries, chain.targets, strict=True):
        sums[target, week_of(entry.timestamp)] += _units(entry.delta) or 0
    return [(target, week, points) for (target, week), points in sorted(sums.items())]


def _places(rows: Sequence[tuple[Any, ...]]) -> str:
    return ", ".join([f"({', '.join(['%s'] * len(rows[0]))})"] * len(rows))
