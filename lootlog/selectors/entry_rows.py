"""Entries written as plain values, for lists, tables and whoever reads them elsewhere."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from lootlog.domain.amounts import plain
from lootlog.models import LogEntry, Profile, Stream
from lootlog.selectors.verified_actors import verified_actors

Row = dict[str, Any]
COLUMNS = (
    "id", "position", "happened_at", "target", "delta", "reason", "actor", "actor_is_verified", "kind", "is_void",
    "claimed_total", "hash", "author", "author_label", "author_source", "sequence", "previous", "reference", "origin",
    "target_id", "delivery_channel", "delivery_by", "delivery_received_at", "delivery_upload", "delivery_note",
)  # fmt: skip
POINTS = ("delta", "claimed_total", "running", "points")
A_DEVICE = "a device"


def entry_rows(profile: Profile, entries: Iterable[LogEntry], *, names_people: bool) -> list[Row]:
    """Write entries as plain values, with what they are about and whether their writers are proven, in a few queries.

    `names_people` says whether the accounts, devices and files that brought them are named.
    """
    rows = list(entries)
    about = {row.reference for row in rows if row.reference}
    found = LogEntry.objects.filter(profile=profile, hash__in=about) if about else LogEntry.objects.none()
    known = {entry.hash: entry for entry in found}
    verified = verified_actors(profile, rows)
    return [
        {**_entry_row(row, known.get(row.reference), names_people), "actor_is_verified": verified.get(row.pk)}
        for row in rows
    ]


def _entry_row(entry: LogEntry, about: LogEntry | None, names_people: bool) -> Row:
    """Write an entry as plain values; stream, delivery and `is_void` come with it."""
    return {
        **brief_row(entry),
        "target_id": entry.target_id,
        "claimed_total": None if entry.claimed_total is None else plain(entry.claimed_total),
        "is_void": entry.is_void,  # type: ignore[attr-defined]
        "author": str(entry.stream.uuid),
        "author_label": _author_label(entry, names_people=names_people),
        "author_source": entry.stream.source,
        "sequence": entry.sequence,
        "previous": entry.previous,
        "reference": entry.reference,
        "origin": entry.origin,
        "refers_to": brief_row(about) if about is not None else None,
        "delivery": _delivery_row(entry, names_people=names_people),
    }


def _author_label(entry: LogEntry, *, names_people: bool) -> str:
    """Name an author's stream; a device has the name that its owner gave it."""
    return entry.stream.label if names_people or entry.stream.source != Stream.Source.PEER else A_DEVICE


def brief_row(entry: LogEntry) -> Row:
    """Write what an entry says, without whence it comes."""
    return {
        "id": entry.pk,
        "position": entry.position,
        "hash": entry.hash,
        "kind": entry.kind,
        "happened_at": entry.happened_at,
        "target": entry.target_name,
        "delta": plain(entry.delta),
        "reason": entry.reason,
        "actor": entry.actor,
    }


def _delivery_row(entry: LogEntry, *, names_people: bool) -> Row:
    delivery = entry.delivery
    by = delivery.by.get_username() if names_people and delivery.by else None
    return {
        "id": delivery.pk, "channel": delivery.channel, "by": by, "received_at": delivery.received_at,
        "upload": delivery.upload_id, "note": delivery.note if names_people else "",
    }  # fmt: skip


def flat_row(row: Row) -> Row:
    """Write an entry's row for a table, points as numbers."""
    delivery = row["delivery"]
    more = {f"delivery_{name}": delivery[name] for name in ("channel", "by", "received_at", "upload", "note")}
    flat = {name: value for name, value in with_numbers(row).items() if name not in ("delivery", "refers_to")}
    return {**flat, **more}


def with_numbers(row: Row) -> Row:
    """Turn the points of a row into numbers, which a table may hold without taking a minus for a formula."""
    return {name: Decimal(value) if name in POINTS and value is not None else value for name, value in row.items()}
