"""A peer's own ledger on its disk: a bundle, and beside it the identity under which the device writes."""

from collections.abc import Iterable, Iterator
from typing import TypeVar
from uuid import UUID

import msgspec

from characters.domain.errors import Refused
from lootlog.domain.bundle import FORMAT, Header, Origin, Row, Trailer, bundle_lines
from lootlog.domain.entries import GENESIS, Entry, chained
from lootlog.domain.exchange.messages import Facts
from lootlog.domain.exchange.shelf import Holding
from lootlog.domain.sealed import from_canonical

_Shape = TypeVar("_Shape")


class Identity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who writes on this device: the author stream, and the name as entries have it.

    It is not part of the store, so that a copied store writes under an identity of its own.
    """

    uuid: UUID
    name: str


def store_lines(held: Holding) -> Iterator[bytes]:
    """Write a ledger as a bundle, line by line."""
    facts = held.facts
    return bundle_lines(Origin(facts.uuid, facts.name, facts.guild, facts.home_realm), held.entries.values())


def read_store(lines: Iterable[bytes]) -> Holding:
    """Read a ledger, and check that it is whole: every entry by its hash, all of them by the digest.

    Entries whose predecessors are missing are fine: a sync may have ended midway.

    :raises Refused: when it is no bundle, or was cut off or changed; names the line.
    """
    held: Holding | None = None
    profile, last = UUID(int=0), b""
    for number, line in enumerate(lines):
        if held is None:
            held = _begun(line)
            profile = held.facts.uuid
        elif number > 1:
            held.add(_entry(last, number, profile))
        last = line
    if held is None or not last.startswith(b'{"lines"'):
        raise Refused("The end of the file is missing: it was cut off.")
    if _decoded(last, Trailer, "the last line").digest != str(held.root):
        raise Refused("The entries are not those that were written: some are missing.")
    return held


def read_identity(text: bytes) -> Identity:
    """Read an identity.

    :raises Refused: when it is none.
    """
    return _decoded(text, Identity, "the identity")


def own_entries(held: Holding, identity: Identity) -> list[Entry]:
    """Return what was written under an identity, in the order of its chain."""
    own = (entry for entry in held.entries.values() if entry.author == identity.uuid)
    return sorted(own, key=lambda entry: (entry.sequence, entry.hash))


def write_own(held: Holding, identity: Identity, drafts: Iterable[Entry]) -> list[Entry]:
    """Add entries of our own behind the last one of our chain."""
    own = own_entries(held, identity)
    place = (own[-1].sequence, own[-1].hash) if own else (0, GENESIS)
    made = chained(drafts, sequence=place[0], previous=place[1])
    for entry in made:
        held.add(entry)
    return made


def forked_places(held: Holding, identity: Identity) -> list[int]:
    """Return the places of our chain at which there are several entries: an older copy of the store was written in."""
    places = [entry.sequence for entry in own_entries(held, identity)]
    return sorted({place for place, following in zip(places, places[1:], strict=False) if place == following})


def _begun(line: bytes) -> Holding:
    header = _decoded(line, Header, "line 1")
    if header.format != FORMAT:
        raise Refused(f"It is of the form “{header.format:.40}”; this program knows “{FORMAT}”.")
    return Holding(Facts(header.profile, header.name, header.guild, header.home_realm))


def _entry(line: bytes, number: int, profile: UUID) -> Entry:
    row = _decoded(line, Row, f"line {number}")
    try:
        entry = from_canonical(bytes(row.entry), row.hash)
    except Refused as error:
        raise Refused(f"Line {number}: {error}") from None
    if entry.profile != profile:
        raise Refused(f"Line {number}: the entry belongs to another profile, {entry.profile}.")
    return entry


def _decoded(line: bytes, shape: type[_Shape], what: str) -> _Shape:
    try:
        return msgspec.json.decode(line, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(f"{what[0].upper()}{what[1:]} cannot be read: {str(error)[:200]}.") from None
