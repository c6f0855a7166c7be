"""Finding out in which hashes two ledgers differ: down the tree, only where the digests are not the same."""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from lootlog.domain.digests import Digest, bits_for, bucket_of
from lootlog.domain.exchange.messages import (
    MOST_NODES,
    SUM_BYTES,
    Answer,
    Ask,
    AskBuckets,
    AskHashes,
    BadMessage,
    Buckets,
    Hashes,
    Node,
    Split,
    Weeks,
    WeekSum,
)
from lootlog.domain.exchange.shelf import HashTable
from lootlog.domain.protocol.compact import unpacked
from lootlog.domain.protocol.escaping import BadFrame

HASH_BYTES = 32
# So many sums (of 22 characters each) are told at once rather than in two steps, which cost one more round trip.
FEW_SUMS = 2_048
# Where we have nothing, hashes are asked for in portions of about so many.
PORTION = 1_000
# More than this nobody's ledger lacks; a side that says so is not believed.
MOST_LACKING = 3_000_000
_Place = TypeVar("_Place", bound=Node)
Asking = Generator[Ask, Answer, None]


@dataclass
class Difference:
    """The hashes that only we hold, and those that only they hold."""

    ours: set[str] = field(default_factory=set)
    theirs: set[str] = field(default_factory=set)


class Comparison:
    """One walk down the tree; `difference` fills on the way."""

    def __init__(self, table: HashTable, weeks: Weeks, root: Digest) -> None:
        self.difference = Difference()
        self._table = table
        self._leaves: list[Node] = []
        self._ours = table.weeks()
        self._theirs = _by_week(weeks, root)

    def walk(self) -> Asking:
        """Ask until the difference is known.

        :raises BadMessage: when an answer is not one to the question.
        """
        yield from self._split(list(self._differing_weeks()))
        yield from self._list_leaves()

    def _differing_weeks(self) -> Iterable[Split]:
        """Give the weeks to be split, and put away those that are clear already."""
        for week in sorted({*self._ours, *self._theirs}):
            ours, theirs = self._ours.get(week, Digest()), self._theirs.get(week)
            if theirs is None:
                self.difference.ours.update(self._table.within(Node(week, 0, 0)))
            elif not ours.count:
                bits = min(16, (theirs.count // PORTION).bit_length())
                self._leaves += [Node(week, bits, bucket) for bucket in range(1 << bits)]
            elif (ours.count, ours.total % 256**SUM_BYTES) != (theirs.count, int(theirs.sum, 16)):
                yield Split(week, 0, 0, bits_for(max(ours.count, theirs.count)))

    def _split(self, splits: Sequence[Split]) -> Asking:
        """Descend to leaves of about eight hashes: in one step, or in two where there would be too many sums."""
        if sum(1 << split.deeper for split in splits if split.deeper) <= FEW_SUMS:
            yield from self._descend(splits, self._leaves.append)
            return
        below: list[Split] = []
        depth = {split.week: split.deeper for split in splits}
        halves = [Split(split.week, 0, 0, (split.deeper + 1) // 2) for split in splits]
        yield from self._descend(
            halves, lambda node: below.append(Split(node.week, node.bits, node.bucket, depth[node.week] - node.bits))
        )
        yield from self._descend(below, self._leaves.append)

    def _descend(self, splits: Sequence[Split], found: Callable[[Node], None]) -> Asking:
        """Hand over those parts of nodes that differ."""
        told: list[str] = []
        open_ = [split for split in splits if split.deeper]
        for split in splits:
            if not split.deeper:
                found(Node(split.week, split.bits, split.bucket))
        while len(told) < len(open_):
            asked = open_[len(told) : len(told) + MOST_NODES]
            answer = yield AskBuckets(splits=asked)
            if not isinstance(answer, Buckets) or len(answer.sums) > len(asked):
                raise BadMessage("The other side did not answer with the buckets that were asked for.")
            told += answer.sums
        for split, text in zip(open_, told, strict=True):
            for place, (ours, theirs) in enumerate(zip(self._table.sums(split), _sums(split, text), strict=True)):
                if ours != theirs:
                    found(Node(split.week, split.bits + split.deeper, (split.bucket << split.deeper) + place))

    def _list_leaves(self) -> Asking:
        """Compare the hashes in the leaves."""
        told = 0
        while told < len(self._leaves):
            asked = self._leaves[told : told + MOST_NODES]
            answer = yield AskHashes(nodes=asked)
            if not isinstance(answer, Hashes) or len(answer.hashes) > len(asked):
                raise BadMessage("The other side did not answer with the hashes that were asked for.")
            for node, text in zip(asked, answer.hashes, strict=False):
                self._compare(node, _hashes(node, text))
            told += len(answer.hashes)

    def _compare(self, node: Node, theirs: set[str]) -> None:
        ours = set(self._table.within(node))
        self.difference.ours |= ours - theirs
        self.difference.theirs |= theirs - ours
        if len(self.difference.theirs) > MOST_LACKING:
            raise BadMessage(f"The other side claims more than {MOST_LACKING:,} entries that are missing here.")


def _by_week(answer: Weeks, root: Digest) -> Mapping[int, WeekSum]:
    weeks = {week.week: week for week in answer.weeks if week.count}
    if len(weeks) != len(answer.weeks) or sum(week.count for week in answer.weeks) != root.count:
        raise BadMessage("The other side's weeks do not add up to its root.")
    return weeks


def _sums(split: Split, text: str) -> list[bytes]:
    data = _bytes(text, SUM_BYTES << split.deeper)
    return [data[place : place + SUM_BYTES] for place in range(0, len(data), SUM_BYTES)]


def _hashes(node: Node, text: str) -> set[str]:
    data = _bytes(text)
    names = {data[place : place + HASH_BYTES].hex() for place in range(0, len(data), HASH_BYTES)}
    if len(data) % HASH_BYTES or any(bucket_of(name, node.bits) != node.bucket for name in names):
        raise BadMessage(f"The other side's hashes are not those of bucket {node.bucket} of {node.bits} bits.")
    return names


def _bytes(text: str, length: int | None = None) -> bytes:
    try:
        return unpacked(text, length)
    except BadFrame as error:
        raise BadMessage(f"The other side's digests cannot be read: {error}") from None
