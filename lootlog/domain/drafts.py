"""What a file or a message tells of entries, before they have a place in a ledger of ours."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

import msgspec

from lootlog.domain.entries import Entry, Kind

HASH_BEGINS = 12
_EXPORTED = re.compile(r"[0-9a-f]{12}(?:[0-9a-f]{52})?(?:-\d+)?")


# Drafts come by the hundred thousand: none holds what holds it, so the collector of circles need not go through them.
class Draft(msgspec.Struct, frozen=True, gc=False):
    """An entry as another program's file tells it.

    `place` says where in the file, for people: "line 12", "profiles.Default.logs[3]". `profile` is the key of its
    `SourceProfile`. `source` names the program and the author's stream within it, the same in every file of that
    program: "gen1:leader-garona". `sequence` is the author's own count, 0 where the program has none. `origin` is the
    program's name of the entry, unique within `source` wherever the program allows; `refers_to` the origin of the
    entry, of the same profile, that a void or amend is about. `exported_from` is the hash, or its beginning, of the
    entry of a ledger of ours that it was exported from; "-1" and so on behind it: something that this entry took out
    or brought back.
    """

    place: str
    profile: str
    source: str
    sequence: int
    timestamp: int
    actor: str
    target: str
    delta: Decimal
    claimed_total: Decimal | None = None
    reason: str = ""
    kind: Kind = Kind.POINTS
    origin: str = ""
    refers_to: str = ""
    exported_from: str = ""


def exported_from(written: str) -> str:
    """Return a mark of our exports, "" where it is none."""
    return written if _EXPORTED.fullmatch(written) else ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot become an entry: where it stood, why, and what stood there, as text for quarantine."""

    place: str
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class SourceProfile:
    """A profile, tier, team or table of the file. `claimed` is what the file itself says everybody holds."""

    key: str
    name: str
    claimed: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a file holds. `notices` tell in sentences what was odd and how it was taken.

    `sealed` are entries of our own exports, complete with author, place and hash: they are taken as they are, while
    drafts still need a place. `responses` counts awards by what they were given for, where a price may stand for that.
    """

    format: str
    profiles: list[SourceProfile]
    drafts: list[Draft]
    rejected: list[Rejected] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    sealed: list[Entry] = field(default_factory=list)
    responses: dict[str, int] = field(default_factory=dict)
