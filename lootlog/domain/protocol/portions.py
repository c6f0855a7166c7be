"""Long lists in messages that each stand for themselves: if one is lost, only what was in it is asked for again."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from lootlog.domain.entries import Entry
from lootlog.domain.protocol.frames import ROOM
from lootlog.domain.protocol.lines import entry_line
from lootlog.domain.protocol.lists import Detail, joined_ids
from lootlog.domain.protocol.log import SUM_BYTES, Log
from lootlog.domain.protocol.messages import LogListReply, RequestLogList, RequestMyMissing, SendMissingLogs

# Entries of one author take far less room below one another, so that two frames carry three where one carries one.
BATCH_ENTRIES = 5
BATCH_BYTES = 2 * ROOM
_DIGEST_BYTES = 56
_HEAD_BYTES = 12


def batches(entries: Sequence[Entry], profile: UUID) -> Iterator[SendMissingLogs]:
    """Divide entries into messages of at most five, and of about two frames; one that is longer has its own."""
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        length = len(entry_line(entry, profile, batch[-1] if batch else None).encode()) + 1
        if batch and (len(batch) == BATCH_ENTRIES or size + length > BATCH_BYTES):
            yield SendMissingLogs(profile, tuple(batch))
            batch, size = [], 0
            length = len(entry_line(entry, profile).encode()) + 1
        batch.append(entry)
        size += length
    if batch:
        yield SendMissingLogs(profile, tuple(batch))


def requests(ids: Sequence[str], profile: UUID) -> Iterator[RequestMyMissing]:
    """Divide ids of one length into messages of one frame."""
    if ids:
        fitting = (ROOM - _HEAD_BYTES) * 3 // 4 // (len(ids[0]) // 2)
        for place in range(0, len(ids), fitting):
            yield RequestMyMissing(profile, tuple(ids[place : place + fitting]))


def listing(log: Log, request: RequestLogList) -> Iterator[LogListReply]:
    """Tell of a log what is asked for, in messages of one frame; the first one tells the digest, too."""
    room = ROOM - _HEAD_BYTES - _DIGEST_BYTES
    table: dict[int, bytes] = {}
    digest = log.digest if request.detail is not Detail.IDS else None
    bits = request.bits if request.buckets or request.detail is Detail.IDS else log.bits
    for bucket, data in _rows(log, request, bits):
        cost = SUM_BYTES * 4 / 3 if request.detail is Detail.SUMS else len(data) * 4 / 3 + 6
        if table and room < cost:
            yield LogListReply(log.profile.uuid, digest, request.detail, bits, request.width, table)
            table, room, digest = {}, ROOM - _HEAD_BYTES, None
        table[bucket] = data
        room -= int(cost) + 1
    yield LogListReply(log.profile.uuid, digest, request.detail, bits, request.width, table)


def _rows(log: Log, request: RequestLogList, bits: int) -> Iterator[tuple[int, bytes]]:
    buckets = sorted(request.buckets or range(1 << bits))
    if request.detail is Detail.SUMS:
        sums = log.sums(bits)
        yield from ((bucket, sums[bucket]) for bucket in buckets)
    elif request.detail is Detail.IDS:
        named = log.names(bits, buckets)
        yield from ((bucket, joined_ids(name[: 2 * request.width] for name in named[bucket])) for bucket in buckets)
