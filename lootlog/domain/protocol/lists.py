"""Lists of ids, compact: buckets of hashes that begin with the same bits, by their sums or by the ids in them.

Both sides split their entries into 2^bits buckets. Where the sums of a bucket are equal, so are (all but surely) the
entries; where they differ, the ids in it are asked for: the first `width` bytes of each hash.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from lootlog.domain.protocol.compact import HASH_BYTES, packed, unpacked
from lootlog.domain.protocol.escaping import BadFrame
from lootlog.domain.protocol.log import MOST_BITS, SUM_BYTES


class Detail(StrEnum):
    """What of its log a member tells: the digest of all of it, the sums of buckets, or the ids in buckets."""

    DIGEST = "digest"
    SUMS = "sums"
    IDS = "ids"


def children(buckets: Iterable[int], bits: int) -> frozenset[int]:
    """Return the smaller buckets into which these fall when their hashes are split by so many bits more."""
    return frozenset(bucket << bits | child for bucket in buckets for child in range(1 << bits))


def bucket_set(buckets: Iterable[int]) -> str:
    """Write numbers of buckets as ranges of hexadecimal numbers: `0-3,7,1a`."""
    return ",".join(f"{first:x}" if first == last else f"{first:x}-{last:x}" for first, last in _runs(sorted(buckets)))


def read_bucket_set(text: str, bits: int) -> frozenset[int]:
    """Read what `bucket_set` wrote.

    :raises BadFrame: when it is none, or names a bucket that 2^bits buckets do not have.
    """
    buckets: set[int] = set()
    for piece in text.split(",") if text else ():
        first, dash, last = piece.partition("-")
        low = _bucket(first, bits)
        buckets.update(range(low, (_bucket(last, bits) if dash else low) + 1))
    return frozenset(buckets)


def bucket_table(table: dict[int, bytes], detail: Detail) -> str:
    """Write what stands in buckets: `7:` and base64, divided by commas; of sums, consecutive ones together."""
    if detail is Detail.IDS:
        return ",".join(f"{bucket:x}:{packed(data)}" for bucket, data in sorted(table.items()))
    runs = _runs(sorted(table))
    return ",".join(
        f"{low:x}:{packed(b''.join(table[bucket] for bucket in range(low, high + 1)))}" for low, high in runs
    )


def read_bucket_table(text: str, detail: Detail, bits: int, width: int) -> dict[int, bytes]:
    """Read what `bucket_table` wrote: of sums four bytes a bucket, of ids any number of `width` bytes.

    :raises BadFrame: when it is none.
    """
    table: dict[int, bytes] = {}
    for piece in text.split(",") if text else ():
        name, _, value = piece.partition(":")
        bucket, data = _bucket(name, bits), unpacked(value)
        if detail is Detail.IDS:
            table[bucket] = data
            split_ids(data, width)
        else:
            sums = split_ids(data, SUM_BYTES)
            _bucket(f"{bucket + max(0, len(sums) - 1):x}", bits)
            table.update(enumerate((bytes.fromhex(sum) for sum in sums), start=bucket))
    return table


def split_ids(data: bytes, width: int) -> list[str]:
    """Take ids of `width` bytes apart, as hexadecimal digits.

    :raises BadFrame: when the last is cut short, or the width is none.
    """
    if not 1 <= width <= HASH_BYTES or len(data) % width:
        raise BadFrame(f"{len(data)} bytes are no ids of {width} bytes.")
    return [data[place : place + width].hex() for place in range(0, len(data), width)]


def joined_ids(ids: Iterable[str]) -> bytes:
    """Put ids in hexadecimal digits together, as bytes."""
    return bytes.fromhex("".join(ids))


def _bucket(text: str, bits: int) -> int:
    digits = text if 0 < len(text) <= MOST_BITS // 4 and set(text) <= set("0123456789abcdef") else ""
    if not digits or int(digits, 16) >= 1 << bits:
        raise BadFrame(f"“{text:.40}” is no bucket of {1 << bits}.")
    return int(digits, 16)


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for place in range(1, len(numbers) + 1):
        if place == len(numbers) or numbers[place] != numbers[place - 1] + 1:
            yield numbers[start], numbers[place - 1]
            start = place
