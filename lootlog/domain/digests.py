"""Digests of sets of entries: equal digests mean equal sets, whatever the order of arrival.

A digest is how many entries there are and the sum of their hashes modulo 2^256: adding one is a single addition.
The tree has three floors: the whole profile, its weeks (of seven days since 1970, by the entries' own time), and within
a week the buckets of hashes that begin with the same bits.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

MODULUS = 2**256
WEEK_S = 7 * 24 * 3600
DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Digest:
    """Of a set of entries: how many, and the sum of their hashes."""

    count: int = 0
    total: int = 0

    def __add__(self, other: "Digest") -> "Digest":
        return Digest(self.count + other.count, (self.total + other.total) % MODULUS)

    def __str__(self) -> str:
        return f"{self.count}:{self.total:064x}"


def digest_of(hashes: Iterable[str]) -> Digest:
    """Add up the digest of distinct entries by their hashes."""
    numbers = [int(name, 16) for name in hashes]
    return Digest(len(numbers), sum(numbers) % MODULUS)


def parse_digest(text: str) -> Digest:
    """Read what `str` of a digest gave.

    :raises ValueError: when it is no digest.
    """
    count, _, total = text.partition(":")
    if len(total) != 64 or not (count.isascii() and count.isdigit()) or len(count) > 12:
        raise ValueError(f"{text!r:.90} is no digest")
    return Digest(int(count), int(total, 16))


def week_of(timestamp: int) -> int:
    """Return the number of the week of a second since 1970: weeks begin on Thursdays at midnight, UTC."""
    return timestamp // WEEK_S


def bits_for(count: int) -> int:
    """Choose how many leading bits split so many hashes into buckets of about eight."""
    return min(DEEPEST, max(0, (count // 8).bit_length()))


def bucket_of(name: str, bits: int) -> int:
    """Return the number of the bucket of a hash: its first `bits` bits."""
    return int(name[:4], 16) >> (DEEPEST - bits)


def buckets(hashes: Iterable[str], bits: int) -> dict[int, Digest]:
    """Split hashes into buckets and return the digest of each that holds any."""
    parts = defaultdict(list)
    for name in hashes:
        parts[bucket_of(name, bits)].append(name)
    return {number: digest_of(names) for number, names in parts.items()}
