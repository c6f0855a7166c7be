"""What a side of the exchange must be able to tell and to take, and a side that has all its entries at hand."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from lootlog.domain.digests import DEEPEST, MODULUS, Digest, digest_of, week_of
from lootlog.domain.entries import Entry
from lootlog.domain.exchange.messages import SUM_BYTES, Facts, Node, NotTaken, Row, Split
from lootlog.domain.exchange.rows import entry_in


class HashTable:
    """Hashes by week, in their order, from which the parts of any node are added up."""

    def __init__(self) -> None:
        self._weeks: dict[int, list[str]] = defaultdict(list)
        self._unsorted: set[int] = set()

    def add(self, week: int, name: str) -> None:
        """Add a hash that is not there yet."""
        self._weeks[week].append(name)
        self._unsorted.add(week)

    def weeks(self) -> dict[int, Digest]:
        """Return the digest of every week."""
        return {week: digest_of(names) for week, names in self._weeks.items() if names}

    def within(self, node: Node) -> list[str]:
        """Return the hashes in a node, in their order."""
        names = self._sorted(node.week)
        room = DEEPEST - node.bits
        low, high = node.bucket << room, (node.bucket + 1) << room
        end = len(names) if high >> DEEPEST else bisect_left(names, f"{high:04x}")
        return names[bisect_left(names, f"{low:04x}") : end]

    def sums(self, split: Split) -> list[bytes]:
        """Return the sums of the hashes in each of the node's parts, cut to 16 bytes."""
        totals = [0] * (1 << split.deeper)
        shift, mask = DEEPEST - split.bits - split.deeper, (1 << split.deeper) - 1
        for name in self.within(split):
            totals[(int(name[:4], 16) >> shift) & mask] += int(name[-2 * SUM_BYTES :], 16)
        return [(total % 256**SUM_BYTES).to_bytes(SUM_BYTES) for total in totals]

    def _sorted(self, week: int) -> list[str]:
        if week in self._unsorted:
            self._weeks[week].sort()
            self._unsorted.discard(week)
        return self._weeks.get(week, [])


@dataclass
class Taken:
    """What became of entries that were brought."""

    new: int = 0
    known: int = 0
    forks: int = 0
    not_taken: list[NotTaken] = field(default_factory=list)


class Shelf(Protocol):
    """The entries of one profile, as the answering side holds them."""

    @property
    def facts(self) -> Facts:
        """Which profile it is."""

    def weeks(self) -> Mapping[int, Digest]:
        """Return the digest of every week that has entries."""

    def table(self, nodes: Sequence[Node]) -> HashTable:
        """Return at least all hashes in these nodes."""

    def find(self, names: Collection[str]) -> list[Entry]:
        """Return the entries that have these hashes."""

    def take(self, rows: Sequence[Row]) -> Taken:
        """Take in what the other side brings."""


class Holding:
    """A shelf in memory."""

    def __init__(self, facts: Facts, entries: Iterable[Entry] = ()) -> None:
        self.facts = facts
        self.entries: dict[str, Entry] = {}
        self.root = Digest()
        self._table = HashTable()
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> bool:
        """Add an entry, and return whether it was new."""
        if entry.hash in self.entries:
            return False
        self.entries[entry.hash] = entry
        self._table.add(week_of(entry.timestamp), entry.hash)
        self.root += digest_of([entry.hash])
        return True

    def weeks(self) -> Mapping[int, Digest]:
        """Return the digest of every week that has entries."""
        return self._table.weeks()

    def table(self, nodes: Sequence[Node]) -> HashTable:
        """Return all hashes."""
        return self._table

    def find(self, names: Collection[str]) -> list[Entry]:
        """Return the entries that have these hashes."""
        return [self.entries[name] for name in names if name in self.entries]

    def take(self, rows: Sequence[Row]) -> Taken:
        """Take in what is whole and of this profile."""
        taken = Taken()
        for row in rows:
            entry, fault = entry_in(row, self.facts.uuid)
            if entry is None:
                taken.not_taken.append(NotTaken(row.hash, fault))
            elif self.add(entry):
                taken.new += 1
            else:
                taken.known += 1
        return taken


def total(digests: Iterable[Digest]) -> Digest:
    """Add digests up."""
    return sum(digests, Digest())


def without(root: Digest, names: Collection[str]) -> Digest:
    """Return what is left of a digest when these hashes, which are in it, are taken out."""
    gone = digest_of(names)
    return Digest(root.count - gone.count, (root.total - gone.total) % MODULUS)
