"""The side that is asked: one answer for each question, within limits, and nothing remembered in between."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from lootlog.domain.digests import Digest
from lootlog.domain.exchange.messages import (
    MOST_HASHES,
    MOST_SUMS,
    SUM_BYTES,
    Answer,
    Ask,
    AskBuckets,
    AskHashes,
    AskSwap,
    AskWeeks,
    BadMessage,
    Buckets,
    Hashes,
    Node,
    Split,
    Swapped,
    Weeks,
    WeekSum,
)
from lootlog.domain.exchange.rows import row_of
from lootlog.domain.exchange.shelf import Shelf, total
from lootlog.domain.protocol.compact import packed

# Entries of all weeks whose hashes may have to be looked at for one answer.
MOST_READ = 400_000
_Place = TypeVar("_Place", bound=Node)


def answer(shelf: Shelf, ask: Ask) -> Answer:
    """Answer a question about a ledger. What is too much for one answer is told in part: the first of what was asked.

    :raises BadMessage: when it is about another profile, or about more hashes of one node than one answer holds.
    """
    if ask.profile not in (None, shelf.facts.uuid):
        raise BadMessage(f"This is the profile {shelf.facts.uuid}, not {ask.profile}.")
    match ask:
        case AskWeeks():
            return _weeks(shelf, ask)
        case AskBuckets():
            return _buckets(shelf, ask)
        case AskHashes():
            return _hashes(shelf, ask)
        case AskSwap():
            return _swap(shelf, ask)


def week_sums(weeks: Mapping[int, Digest]) -> list[WeekSum]:
    """Write the digests of weeks, in their order."""
    return [
        WeekSum(week, digest.count, f"{digest.total % 256**SUM_BYTES:0{2 * SUM_BYTES}x}")
        for week, digest in sorted(weeks.items())
    ]


def _weeks(shelf: Shelf, ask: AskWeeks) -> Weeks:
    weeks = shelf.weeks()
    root = str(total(weeks.values()))
    return Weeks(shelf.facts, root, [] if root == ask.root else week_sums(weeks))


def _buckets(shelf: Shelf, ask: AskBuckets) -> Buckets:
    room = MOST_SUMS
    splits: list[Split] = []
    for split in _readable(shelf, ask.splits):
        room -= 1 << split.deeper
        if splits and room < 0:
            break
        splits.append(split)
    table = shelf.table(splits)
    return Buckets([packed(b"".join(table.sums(split))) for split in splits])


def _hashes(shelf: Shelf, ask: AskHashes) -> Hashes:
    nodes = list(_readable(shelf, ask.nodes))
    table = shelf.table(nodes)
    room = MOST_HASHES
    told: list[str] = []
    for node in nodes:
        names = table.within(node)
        if len(names) > MOST_HASHES:
            raise BadMessage(f"Bucket {node.bucket} of {node.bits} bits of week {node.week} is too large to be told.")
        room -= len(names)
        if told and room < 0:
            break
        told.append(packed(bytes.fromhex("".join(names))))
    return Hashes(told)


def _swap(shelf: Shelf, ask: AskSwap) -> Swapped:
    taken = shelf.take(ask.bring)
    entries = [row_of(entry) for entry in shelf.find(ask.want)]
    root = str(total(shelf.weeks().values()))
    return Swapped(entries, taken.new, taken.known, taken.forks, taken.not_taken, root)


def _readable(shelf: Shelf, nodes: Sequence[_Place]) -> Iterator[_Place]:
    """Give the first nodes of so many weeks as may be read for one answer."""
    weeks = shelf.weeks()
    read: set[int] = set()
    room = MOST_READ
    for node in nodes:
        if node.week not in read:
            read.add(node.week)
            room -= weeks.get(node.week, Digest()).count
        if room < 0 and len(read) > 1:
            return
        yield node
