"""Entries as they stand in our own files, with all that is hashed, and the check that nothing was changed."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Annotated
from uuid import UUID

import msgspec

from characters.domain.errors import Refused
from lootlog.domain.amounts import amount, plain
from lootlog.domain.entries import FORMAT, Entry, Kind, canonical
from lootlog.domain.names import kept
from lootlog.domain.rules import fault_of, place_fault

_MaybeHash = Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$")]
_Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
_Seconds = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]


class BrokenEntry(Refused):
    """An entry of one of our files that is not what was sealed; the message says in which way."""


class _Fields(msgspec.Struct, forbid_unknown_fields=True):
    """The fields of `Entry` in order, amounts as text. First stands the form where they are hashed, else the hash."""

    first: str = msgspec.field(name="hash")
    profile: UUID
    author: UUID
    sequence: _Count
    previous: _MaybeHash
    timestamp: _Seconds
    actor: str
    target: str
    delta: str
    claimed_total: str | None
    reason: str
    kind: Kind
    reference: _MaybeHash
    origin: str


class _Canonical(_Fields, array_like=True):
    """The array that is hashed."""


class SealedFields(_Fields):
    """An entry in our JSON and CSV."""


NO_PROFILE = UUID(int=0)
JSON_FORMAT = "vaultkeeper-entries-1"
COLUMNS = SealedFields.__struct_encode_fields__
# Those that hold what people wrote.
TEXT_COLUMNS = frozenset(("actor", "target", "reason", "origin"))
_canonical = msgspec.json.Decoder(_Canonical)


def from_canonical(written: bytes, name: str) -> Entry:
    """Read an entry from the bytes that were hashed.

    :raises BrokenEntry: when they do not have that hash, or are not what this program hashes.
    """
    if sha256(written).hexdigest() != name:
        raise BrokenEntry("The entry was changed: its hash is another.")
    try:
        fields = _canonical.decode(written)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BrokenEntry(f"The entry cannot be read: {error}.") from None
    if fields.first != FORMAT:
        raise BrokenEntry(f"The entry is of the form “{fields.first:.40}”; this program knows “{FORMAT}”.")
    entry = _entry(fields)
    if canonical(entry) != written:
        raise BrokenEntry("The entry is not written in the one way that is hashed.")
    # It has just been worked out.
    entry.__dict__["hash"] = name
    return entry


def from_fields(fields: SealedFields) -> Entry:
    """Read an entry from its fields.

    :raises BrokenEntry: when they do not have the hash that stands with them.
    """
    entry = _entry(fields)
    if entry.hash != fields.first:
        raise BrokenEntry("The entry was changed: its hash is another.")
    return entry


def can_be_held(fields: Mapping[str, object]) -> bool:
    """Tell whether a ledger can hold an entry with these fields, whatever its time, its count and who brought it."""
    try:
        entry = _entry(msgspec.convert({**fields, "profile": NO_PROFILE}, SealedFields))
    except (msgspec.ValidationError, BrokenEntry):
        return False
    return not (fault_of(entry) or place_fault(entry))


def to_fields(entry: Entry) -> dict[str, object]:
    """Return an entry's hash and fields as JSON and CSV have them."""
    return {
        "hash": entry.hash,
        "profile": str(entry.profile),
        "author": str(entry.author),
        "sequence": entry.sequence,
        "previous": entry.previous,
        "timestamp": entry.timestamp,
        "actor": entry.actor,
        "target": entry.target,
        "delta": plain(entry.delta),
        "claimed_total": None if entry.claimed_total is None else plain(entry.claimed_total),
        "reason": entry.reason,
        "kind": str(entry.kind),
        "reference": entry.reference,
        "origin": entry.origin,
    }


def _entry(fields: _Fields) -> Entry:
    return Entry(
        profile=_one_id(fields.profile),
        author=_one_id(fields.author),
        sequence=fields.sequence,
        previous=fields.previous,
        timestamp=fields.timestamp,
        actor=kept(fields.actor),
        target=kept(fields.target),
        delta=_points(fields.delta),
        claimed_total=None if fields.claimed_total is None else _points(fields.claimed_total),
        reason=fields.reason,
        kind=fields.kind,
        reference=fields.reference,
        origin=fields.origin,
    )


# The same few authors stand in every entry of a file: like names, each is kept once.
@lru_cache(maxsize=1024)
def _one_id(name: UUID) -> UUID:
    return name


@lru_cache(maxsize=8192)
def _points(written: str) -> Decimal:
    try:
        return amount(written)
    except Refused as error:
        raise BrokenEntry(str(error)) from None
