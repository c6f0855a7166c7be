"""One profile's entries as a peer holds them: a set by content hash, and what is compared of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from lootlog.domain.digests import Digest, bits_for, bucket_of, digest_of
from lootlog.domain.entries import Entry

MOST_BITS = 12
# As many sums as fit into five frames; where they differ in large buckets, finer ones are asked for.
FIRST_BITS = 7
SUM_BYTES = 4


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile as it is announced. `owner` names the guild that it belongs to; `name` is a label only."""

    uuid: UUID
    name: str
    owner: str


class Log:
    """The entries of one profile; they are only ever added. `heads` is the last place known of each author."""

    def __init__(self, profile: Profile, entries: Iterable[Entry] = ()) -> None:
        self.profile = profile
        self.entries: dict[str, Entry] = {}
        self.heads: dict[UUID, int] = {}
        self.digest = Digest()
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> bool:
        """Add an entry and return whether it was new."""
        if entry.hash in self.entries:
            return False
        self.entries[entry.hash] = entry
        self.heads[entry.author] = max(self.heads.get(entry.author, 0), entry.sequence)
        self.digest += digest_of([entry.hash])
        return True

    @property
    def bits(self) -> int:
        """Into how many buckets, as a power of two, the log is split at first."""
        return min(FIRST_BITS, bits_for(len(self.entries)))

    def sums(self, bits: int) -> list[bytes]:
        """Return the sum of the hashes in each bucket, cut to four bytes."""
        totals = [0] * (1 << bits)
        for name in self.entries:
            totals[bucket_of(name, bits)] += int(name[-2 * SUM_BYTES :], 16)
        return [(total % 256**SUM_BYTES).to_bytes(SUM_BYTES) for total in totals]

    def names(self, bits: int, buckets: Collection[int]) -> dict[int, list[str]]:
        """Return the hashes in each of these buckets, in their order."""
        found: dict[int, list[str]] = {bucket: [] for bucket in sorted(buckets)}
        for name in sorted(self.entries):
            bucket = bucket_of(name, bits)
            if bucket in found:
                found[bucket].append(name)
        return found

    def matching(self, prefixes: Collection[str]) -> list[Entry]:
        """Return the entries whose hashes begin with one of these, which are of one length, by author."""
        length = len(next(iter(prefixes), ""))
        wanted = set(prefixes)
        return in_order(entry for name, entry in self.entries.items() if name[:length] in wanted)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Sort entries so that each author's stand behind one another: they take less room on the wire."""
    return sorted(entries, key=lambda entry: (str(entry.author), entry.sequence, entry.timestamp, entry.hash))
