"""A ledger written out, piece by piece: nobody's memory ever holds all of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Mod

from characters.domain.errors import Refused
from lootlog.domain.bundle import Origin, lines_in_order
from lootlog.domain.bundle import Stream as StreamSummary
from lootlog.domain.entries import Entry, Kind
from lootlog.domain.exports.addon import addon_lines
from lootlog.domain.exports.documents import csv_lines, json_lines
from lootlog.domain.exports.pipe import pipe_lines
from lootlog.domain.imports.gen2_events import STEP
from lootlog.domain.replay import abouts, void_hashes
from lootlog.models import LogEntry, Profile, Stream
from lootlog.models.points import UNITS

CHUNK = 2_000
PIECE = 64 * 1024
# By name: the content type, and how a file of it ends.
FORMATS = {
    "json": ("application/json", "json"),
    "csv": ("text/csv", "csv"),
    "pipe": ("text/plain", "txt"),
    "bundle": ("application/x-ndjson", "ndjson"),
    "addon": ("text/plain", "lua"),
}
COLUMNS = (
    "stream_id", "sequence", "previous", "happened_at", "actor", "target_name", "delta", "claimed_total", "reason",
    "kind", "reference", "origin", "hash",
)  # fmt: skip


@dataclass(frozen=True)
class Export:
    """A file on its way out."""

    name: str
    content_type: str
    pieces: Iterator[bytes]


def export(profile: Profile, form: str) -> Export:
    """Write a profile in one of `FORMATS`, as it is now: what comes while it is written is left out.

    :raises Refused: for an unknown format, or for the addon's where an entry does not fit into it.
    """
    if form not in FORMATS:
        raise Refused(f"as: there is no “{form:.40}”. Use one of: {', '.join(FORMATS)}.")
    if form == "addon":
        _need_steps(profile)
    content_type, ending = FORMATS[form]
    lines = _lines(profile, form, profile.last_position)
    return Export(f"loot-{profile.pk}.{ending}", f"{content_type}; charset=utf-8", _pieces(lines))


def _lines(profile: Profile, form: str, until: int) -> Iterable[str | bytes]:
    held = LogEntry.objects.filter(profile=profile, position__lte=until)
    home = profile.guild.realm.slug
    origin = Origin(profile.uuid, profile.name, profile.guild.name, home)
    if form == "addon":
        arrived = written(profile, held.order_by("position"))
        return addon_lines(profile.uuid, profile.name, arrived, _about(profile, held), home_realm=home)
    entries = in_order(profile, held)
    if form == "json":
        return json_lines(origin, entries)
    if form == "csv":
        return csv_lines(entries)
    void = _void(held)
    if form == "pipe":
        return pipe_lines(profile.name, entries, void, home_realm=home)
    return lines_in_order(origin, _streams(profile, until), entries, void)


def in_order(profile: Profile, held: QuerySet[LogEntry]) -> Iterator[Entry]:
    """Go through entries in the order of replay, a few thousand at a time."""
    return written(profile, held.order_by("happened_at", "stream__uuid", "sequence", "hash"))


def written(profile: Profile, held: QuerySet[LogEntry]) -> Iterator[Entry]:
    """Go through entries as they come, a few thousand at a time."""
    authors = dict(Stream.objects.filter(profile=profile).values_list("pk", "uuid"))
    for row in held.values_list(*COLUMNS).iterator(chunk_size=CHUNK):
        yield _entry(profile.uuid, authors[row[0]], row)


def _entry(profile: UUID, author: UUID, row: tuple[Any, ...]) -> Entry:
    _, sequence, previous, at, actor, target, delta, claimed, reason, kind, reference, origin, name = row
    entry = Entry(
        profile, author, sequence, previous, int(at.astimezone(UTC).timestamp()), actor, target, delta, claimed, reason,
        Kind(kind), reference, origin,
    )  # fmt: skip
    # The database keeps it, and whoever checks an export works it out anew.
    entry.__dict__["hash"] = name
    return entry


def _about(profile: Profile, held: QuerySet[LogEntry]) -> dict[str, Entry]:
    """Return the entries that voids and amendments are about, by hash."""
    names = held.exclude(reference="").order_by().values("reference")
    return {entry.hash: entry for entry in written(profile, held.filter(hash__in=names).order_by())}


def _void(held: QuerySet[LogEntry]) -> set[str]:
    about = held.exclude(kind=Kind.POINTS.value).order_by()
    return void_hashes(*abouts(about.values_list("hash", "kind", "reference")))


def _streams(profile: Profile, until: int) -> list[StreamSummary]:
    """Sum up the authors' streams: how many entries there are, and the last in the order of replay."""
    own = LogEntry.objects.filter(stream=OuterRef("pk"), position__lte=until)
    last = own.order_by("-happened_at", "-sequence", "-hash").values("hash")[:1]
    streams = Stream.objects.filter(profile=profile).annotate(
        count=Count("entries", filter=Q(entries__position__lte=until)), last=Subquery(last)
    )
    rows = streams.filter(count__gt=0).order_by("uuid").values_list("uuid", "count", "last")
    return [StreamSummary(uuid, count, head) for uuid, count, head in rows]


def _need_steps(profile: Profile) -> None:
    """Refuse before anything is sent: half a file would be worse than none."""
    step = int(STEP * UNITS)
    units = Cast(F("delta"), BigIntegerField())
    odd = LogEntry.objects.filter(profile=profile, voided__isnull=True).annotate(rest=Mod(units, step))
    first = odd.exclude(rest=0).order_by("position").first()
    if first is not None:
        raise Refused(
            f"The addon counts in steps of {STEP}; “{first}” of {first.happened_at:%Y-%m-%d} does not fit into it."
        )


def _pieces(lines: Iterable[str | bytes]) -> Iterator[bytes]:
    """Join lines into pieces worth sending."""
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line if isinstance(line, bytes) else line.encode())
        size += len(held[-1])
        if size >= PIECE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)
