"""A file's profiles, each with its entries, and what becomes of their rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

from lootlog.domain.amounts import ZERO, plain
from lootlog.domain.drafts import Draft, Reading, Rejected, SourceProfile
from lootlog.domain.entries import Entry
from lootlog.domain.merging import Incoming, MergePlan, place_of
from lootlog.domain.names import target_key

MOST_ROWS = 2_000
MOST_DIFFERENCES = 200
DOES_NOT_COUNT = "It is in the ledger and was taken out there."
TWO_HISTORIES = "The author wrote another entry at this place too; both count until an officer decides."

Row = dict[str, Any]


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    KNOWN = "known"
    CONFLICTING = "conflicting"
    REFUSED = "refused"


@dataclass(frozen=True)
class Named:
    """A file's profile without its entries: its key in files of that program, its name, whether it is an export of
    ours, whose entries enter no other ledger."""

    key: str
    name: str
    is_sealed: bool


@dataclass
class Part:
    """One profile of a file: its drafts, or its sealed entries, and the rows of it that are none."""

    source: SourceProfile
    drafts: list[Draft] = field(default_factory=list)
    sealed: list[Entry] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    is_sealed: bool = False

    @property
    def key(self) -> str:
        """What the profile is called in files of this program, whatever its name."""
        return self.source.key

    @property
    def named(self) -> Named:
        """The profile without its entries."""
        return Named(self.key, self.source.name, self.is_sealed)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would come of it."""
        return not (self.drafts or self.sealed or self.rejected)


def parts_of(reading: Reading) -> list[Part]:
    """Take a file apart by profile; profiles in which nothing happened are left out.

    A row that could not be read goes to the profile that its place names, else to the first. The reading gives its
    entries away, so that whoever has dealt with a part can let go of them.
    """
    parts = {source.key: Part(source) for source in reading.profiles}
    for key, drafts in groupby(reading.drafts, attrgetter("profile")):
        _part(parts, key).drafts.extend(drafts)
    for profile, entries in groupby(reading.sealed, attrgetter("profile")):
        part = _part(parts, str(profile))
        part.sealed.extend(entries)
        part.is_sealed = True
    for row in reading.rejected:
        named = [key for key in parts if key and key in row.place]
        holding = [key for key, part in parts.items() if part.drafts or part.sealed]
        _part(parts, max(named, key=len) if named else next(iter([*holding, *parts, ""]))).rejected.append(row)
    reading.drafts.clear()
    reading.sealed.clear()
    return [part for part in parts.values() if not part.is_empty]


def _part(parts: dict[str, Part], key: str) -> Part:
    return parts.setdefault(key, Part(SourceProfile(key, key)))


def incoming_of(sealed: Iterable[Entry]) -> list[Incoming]:
    """Give sealed entries a place for people: their number in the file."""
    return [Incoming(f"entry {number}", entry) for number, entry in enumerate(sealed, start=1)]


def counts_of(plan: MergePlan, rejected: Sequence[Rejected]) -> dict[str, int]:
    """Count rows by what becomes of them."""
    conflicting = sum(1 for item in plan.new if _is_forked(item, plan))
    return {
        Outcome.NEW.value: len(plan.new) - conflicting,
        Outcome.KNOWN.value: len(plan.known),
        Outcome.CONFLICTING.value: conflicting,
        Outcome.REFUSED.value: len(plan.set_aside) + len(rejected),
    }


def rows_of(key: str, plan: MergePlan, rejected: Iterable[Rejected], void: set[str]) -> Iterator[Row]:
    """Tell what becomes of each row, those that need a look first. `void` are entries that do not count already."""
    for row in rejected:
        yield {"profile": key, "place": row.place, "outcome": Outcome.REFUSED.value, "message": row.reason}
    for aside in plan.set_aside:
        yield _row(key, aside.incoming, Outcome.REFUSED, aside.reason)
    forked = [item for item in plan.new if _is_forked(item, plan)]
    yield from (_row(key, item, Outcome.CONFLICTING, TWO_HISTORIES) for item in forked)
    calm = (item for item in plan.new if not _is_forked(item, plan))
    yield from (_row(key, item, Outcome.NEW, "") for item in calm)
    for item in plan.known:
        yield _row(key, item, Outcome.KNOWN, DOES_NOT_COUNT if item.entry.hash in void else "")


def _is_forked(item: Incoming, plan: MergePlan) -> bool:
    return bool(plan.forks) and place_of(item.entry) in plan.forks


def _row(key: str, item: Incoming, outcome: Outcome, message: str) -> Row:
    entry = item.entry
    return {
        "profile": key, "place": item.place, "outcome": outcome.value, "message": message, "actor": entry.actor,
        "target": entry.target, "delta": plain(entry.delta), "reason": entry.reason, "timestamp": entry.timestamp,
    }  # fmt: skip


def first_rows(rows: Iterable[Row]) -> list[Row]:
    """Return as many rows as a report keeps."""
    return list(islice(rows, MOST_ROWS))


def differences(claimed: Mapping[str, Decimal], held: Mapping[str, Decimal], home_realm: str) -> list[Row]:
    """List whose total in the file is not what the ledger would say: {target, claimed, ledger}."""
    found = []
    for who, total in sorted(claimed.items()):
        made = held.get(target_key(who, home_realm), ZERO)
        if made != total:
            found.append({"target": who, "claimed": plain(total), "ledger": plain(made)})
    return found
