"""One line of the ledger, and the hash that names it.

An entry is known by the SHA-256 of its content, which covers the profile, the author's stream, its place there and the
author's previous entry: nobody can change, drop or reorder an author's entries without its being seen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from uuid import UUID, uuid5

import msgspec

from lootlog.domain.amounts import plain

FORMAT = "vaultkeeper-entry-1"
# What stands for the previous entry of an author's first one. Empty where an author keeps no chain, as in other
# programs' files.
GENESIS = "0" * 64
# The version of UUIDs that are made of a name.
NAMED = 5
_encode = msgspec.json.Encoder().encode


class Kind(StrEnum):
    """What an entry does."""

    POINTS = "points"
    VOID = "void"
    AMEND = "amend"


@dataclass(frozen=True, init=False)
class Entry:
    """What was written, for ever: all of it is in the hash.

    `timestamp` is in whole seconds since 1970, UTC, by the author's clock. `sequence` counts the author's entries
    from 1; 0 where the author's program does not count. `claimed_total` is what the author believed the target to hold
    afterwards. `reference` is the hash of the entry that a void takes out, or that an amend replaces. `origin` is the
    name that the author's own program gave the entry.
    """

    profile: UUID
    author: UUID
    sequence: int
    previous: str
    timestamp: int
    actor: str
    target: str
    delta: Decimal
    claimed_total: Decimal | None = None
    reason: str = ""
    kind: Kind = Kind.POINTS
    reference: str = ""
    origin: str = ""

    def __init__(
        self, profile: UUID, author: UUID, sequence: int, previous: str, timestamp: int, actor: str, target: str,
        delta: Decimal, claimed_total: Decimal | None = None, reason: str = "", kind: Kind = Kind.POINTS,
        reference: str = "", origin: str = "",
    ) -> None:  # fmt: skip
        # What a frozen class would do, setting each past its own guard, takes three times as long.
        state = self.__dict__
        state["profile"], state["author"], state["sequence"], state["previous"] = profile, author, sequence, previous
        state["timestamp"], state["actor"], state["target"], state["delta"] = timestamp, actor, target, delta
        state["claimed_total"], state["reason"], state["kind"] = claimed_total, reason, kind
        state["reference"], state["origin"] = reference, origin

    @cached_property
    def hash(self) -> str:
        """The entry's name: 64 hexadecimal digits."""
        return sha256(canonical(self)).hexdigest()

    @property
    def order(self) -> tuple[int, str, int, str]:
        """The place in replay, the same for everybody: by time, then author, then sequence, then hash."""
        return self.timestamp, str(self.author), self.sequence, self.hash


def canonical(entry: Entry) -> bytes:
    """Write the bytes that are hashed: a JSON array in UTF-8 without spaces, in the order of the fields of `Entry`.

    Decimals are written as `amounts.plain` does; a missing total is null.
    """
    claimed = None if entry.claimed_total is None else plain(entry.claimed_total)
    fields = [
        FORMAT, entry.profile, entry.author, entry.sequence, entry.previous, entry.timestamp, entry.actor,
        entry.target, plain(entry.delta), claimed, entry.reason, entry.kind, entry.reference, entry.origin,
    ]  # fmt: skip
    return _encode(fields)


def chained(entries: Iterable[Entry], *, sequence: int = 0, previous: str = GENESIS) -> list[Entry]:
    """Give entries of one author their places behind `sequence` and the hash of the entry that stands there."""
    chain = []
    for number, entry in enumerate(entries, start=sequence + 1):
        placed = Entry(
            entry.profile, entry.author, number, previous, entry.timestamp, entry.actor, entry.target, entry.delta,
            entry.claimed_total, entry.reason, entry.kind, entry.reference, entry.origin,
        )  # fmt: skip
        chain.append(placed)
        previous = placed.hash
    return chain


def imported_author(profile: UUID, source: str) -> UUID:
    """Name the stream of an author whose entries come from another program's files.

    The same in every import, so that two officers' files of one history meet: `source` names the program and the
    author as it writes them, such as "gen2:leader-garona".
    """
    return uuid5(profile, source)


def is_imported(author: UUID) -> bool:
    """Tell whether an author's name was made by `imported_author`: those of devices are drawn at random."""
    return author.version == NAMED
