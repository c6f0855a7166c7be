"""The complete export of a profile, which anybody can check without us: a header, all entries, a trailer.

It is JSON, one object a line. The header names the profile and its authors' streams. Every entry stands with its hash
and, as `entry`, with the very bytes that were hashed, in the order of replay. The trailer has the number of lines
before it and the hash of their text, the digest of all entries, and what everybody holds.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

import msgspec

from lootlog.domain.amounts import ZERO, plain
from lootlog.domain.digests import MODULUS, Digest
from lootlog.domain.entries import Entry, Kind, canonical
from lootlog.domain.names import target_key
from lootlog.domain.replay import standings, void_entries

FAMILY = "vaultkeeper-bundle-"
FORMAT = f"{FAMILY}1"


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose entries a bundle holds. `home_realm` stands in for targets that are written without a realm."""

    profile: UUID
    name: str
    guild: str = ""
    home_realm: str = ""


class Stream(msgspec.Struct, forbid_unknown_fields=True):
    """An author's stream: how many entries of it there are, and the hash of the last in the order of replay."""

    author: UUID
    entries: int
    head: str


class Header(msgspec.Struct, forbid_unknown_fields=True):
    """The first line."""

    format: str
    profile: UUID
    name: str
    guild: str
    home_realm: str
    entries: int
    streams: list[Stream]


class Row(msgspec.Struct, forbid_unknown_fields=True):
    """One entry: its hash, and what was hashed, byte for byte."""

    hash: str
    entry: msgspec.Raw


class Trailer(msgspec.Struct, forbid_unknown_fields=True):
    """The last line."""

    lines: int
    sha256: str
    digest: str
    standings: dict[str, str]


def bundle_lines(origin: Origin, entries: Iterable[Entry]) -> Iterator[bytes]:
    """Write a bundle, line by line, each with its line break."""
    ordered = sorted(entries, key=lambda entry: entry.order)
    yield from lines_in_order(origin, streams_of(ordered), ordered, void_entries(ordered))


def lines_in_order(
    origin: Origin, streams: list[Stream], entries: Iterable[Entry], void: Collection[str]
) -> Iterator[bytes]:
    """Write a bundle of entries that come in the order of replay, one at a time, keeping none of them.

    `streams` sums up all that come, by author; `void` has the hashes of those that do not count.
    """
    text, total, held = sha256(), 0, _Holdings(origin.home_realm)
    count = sum(stream.entries for stream in streams)
    head = _header(origin, streams, count)
    text.update(head)
    yield head
    for entry in entries:
        line = entry_line(entry)
        text.update(line)
        total += int(entry.hash, 16)
        if entry.hash not in void:
            held.add(entry)
        yield line
    trailer = Trailer(
        lines=count + 1, sha256=text.hexdigest(), digest=str(Digest(count, total % MODULUS)), standings=held.written()
    )
    yield msgspec.json.encode(trailer) + b"\n"


class _Holdings:
    """What everybody holds, added up entry by entry."""

    def __init__(self, home_realm: str) -> None:
        self.home_realm = home_realm
        self.keys: dict[str, str] = {}
        self.sums: dict[str, Decimal] = defaultdict(lambda: ZERO)

    def add(self, entry: Entry) -> None:
        """Count an entry in."""
        if entry.kind is not Kind.VOID:
            key = self.keys.get(entry.target) or self.keys.setdefault(
                entry.target, target_key(entry.target, self.home_realm)
            )
            self.sums[key] += entry.delta

    def written(self) -> dict[str, str]:
        """Return it as the trailer has it."""
        return {who: plain(points) for who, points in sorted(self.sums.items())}


def _header(origin: Origin, streams: list[Stream], count: int) -> bytes:
    header = Header(
        format=FORMAT,
        profile=origin.profile,
        name=origin.name,
        guild=origin.guild,
        home_realm=origin.home_realm,
        entries=count,
        streams=streams,
    )
    return msgspec.json.encode(header) + b"\n"


def entry_line(entry: Entry) -> bytes:
    """Write the line of an entry."""
    return row_line(entry.hash, canonical(entry))


def row_line(name: str, hashed: bytes) -> bytes:
    """Write the line of an entry from its hash and what was hashed."""
    return b'{"hash":"%s","entry":%s}\n' % (name.encode(), hashed)


def streams_of(ordered: Iterable[Entry]) -> list[Stream]:
    """Sum up the streams of entries that stand in the order of replay."""
    streams: dict[UUID, Stream] = {}
    for entry in ordered:
        stream = streams.setdefault(entry.author, Stream(entry.author, 0, ""))
        stream.entries += 1
        stream.head = entry.hash
    return sorted(streams.values(), key=lambda stream: stream.author)


def standings_of(entries: Iterable[Entry], home_realm: str) -> dict[str, str]:
    """Return what everybody holds, as the trailer has it."""
    held: dict[str, Decimal] = standings(entries, home_realm=home_realm)
    return {who: plain(points) for who, points in sorted(held.items())}
