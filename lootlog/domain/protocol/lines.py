r"""Entries as lines of text.

    id|timestamp|actor|target|delta|newTotal|reason|profile|author|sequence|previous|kind|reference|origin

The first eight fields are those of the documented protocol, the rest is what the hash needs besides. Text is escaped
(`escaping`); empty fields at the end are left out. Lines of one message stand below one another.

- id: the first 8 bytes of the entry's hash in base64url, 11 characters. It checks that all was read as written;
- timestamp and sequence: in decimal digits. delta and newTotal: as `amounts.plain` writes them; newTotal may be empty;
- profile: empty for the profile that the frame names, else its UUID in 22 characters;
- author: its UUID in 22 characters, or `^` for that of the line above;
- previous: its hash in 43 characters, `0` for an author's first entry, empty where no chain is kept, or `^` for the
  entry of the line above;
- kind: empty for points, `v` for a void, `a` for an amend; reference: a hash in 43 characters, or empty.
"""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from lootlog.domain.amounts import BadAmount, amount, plain
from lootlog.domain.entries import GENESIS, Entry, Kind
from lootlog.domain.protocol.compact import (
    HASH_BYTES,
    number,
    packed,
    packed_hash,
    packed_uuid,
    unpacked_hash,
    unpacked_uuid,
)
from lootlog.domain.protocol.escaping import BadFrame, escape, unescape

FIELDS = 14
ID_BYTES = 8
ABOVE = "^"
MOST_DIGITS = 40
_KINDS = {Kind.POINTS: "", Kind.VOID: "v", Kind.AMEND: "a"}
_KINDS_READ = {letter: kind for kind, letter in _KINDS.items()}


def entry_line(entry: Entry, profile: UUID, above: Entry | None = None) -> str:
    """Write one entry, in a frame of this profile and below that entry."""
    claimed = "" if entry.claimed_total is None else plain(entry.claimed_total)
    fields = [
        packed(bytes.fromhex(entry.hash)[:ID_BYTES]), str(entry.timestamp), escape(entry.actor), escape(entry.target),
        plain(entry.delta), claimed, escape(entry.reason),
        "" if entry.profile == profile else packed_uuid(entry.profile),
        ABOVE if above and above.author == entry.author else packed_uuid(entry.author), str(entry.sequence),
        ABOVE if above and above.hash == entry.previous else _hash_field(entry.previous), _KINDS[entry.kind],
        _hash_field(entry.reference), escape(entry.origin),
    ]  # fmt: skip
    return "|".join(fields).rstrip("|")


def entry_lines(entries: Iterable[Entry], profile: UUID) -> str:
    """Write entries, one below the other."""
    lines = []
    above = None
    for entry in entries:
        lines.append(entry_line(entry, profile, above))
        above = entry
    return "\n".join(lines)


def read_lines(text: str, profile: UUID) -> list[Entry]:
    """Read what `entry_lines` wrote.

    :raises BadFrame: when a line is not an entry, or its id is not that of what it says.
    """
    entries: list[Entry] = []
    for line in text.split("\n") if text else ():
        entries.append(_entry(line, profile, entries[-1] if entries else None))
    return entries


def _entry(line: str, profile: UUID, above: Entry | None) -> Entry:
    fields = line.split("|")
    if not 10 <= len(fields) <= FIELDS:
        raise BadFrame(f"“{line:.40}” has {len(fields)} fields, which is no entry.")
    name, timestamp, actor, target, delta, claimed, reason, of, author, sequence, previous, kind, reference, origin = (
        fields + [""] * (FIELDS - len(fields))
    )
    if kind not in _KINDS_READ or (above is None and ABOVE in (author, previous)):
        raise BadFrame(f"“{line:.40}” is no entry.")
    entry = Entry(
        profile=unpacked_uuid(of) if of else profile,
        author=above.author if above and author == ABOVE else unpacked_uuid(author),
        sequence=number(sequence),
        previous=above.hash if above and previous == ABOVE else _read_hash(previous),
        timestamp=number(timestamp, smallest=-(10**15)),
        actor=unescape(actor),
        target=unescape(target),
        delta=_points(delta),
        claimed_total=_points(claimed) if claimed else None,
        reason=unescape(reason),
        kind=_KINDS_READ[kind],
        reference=_read_hash(reference),
        origin=unescape(origin),
    )
    if packed(bytes.fromhex(entry.hash)[:ID_BYTES]) != name:
        raise BadFrame(f"The entry {name:.20} is not what its id says.")
    return entry


def _hash_field(name: str) -> str:
    return "0" if name == GENESIS else packed_hash(name)


def _read_hash(text: str) -> str:
    if text in ("", "0"):
        return text * 2 * HASH_BYTES
    return unpacked_hash(text)


def _points(text: str) -> Decimal:
    if len(text) > MOST_DIGITS:
        raise BadFrame(f"“{text:.40}” is too long for a number of points.")
    try:
        return amount(text)
    except BadAmount as error:
        raise BadFrame(str(error)) from error
