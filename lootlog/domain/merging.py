"""What arrives meets what a ledger holds: new, known, or set aside with a reason. Nothing held is ever touched."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from uuid import UUID

import msgspec

from lootlog.domain.entries import Entry
from lootlog.domain.rules import fault_of, jump_fault, place_fault, time_fault

# An author and the author's count, or where the author's program does not count, its own name of the entry.
Place = tuple[UUID, int, str]


# As drafts, it is nothing for the collector of circles.
class Incoming(msgspec.Struct, frozen=True, gc=False):
    """An entry that arrived, and where it stood for people."""

    place: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class SetAside:
    """An entry that does not enter, and why."""

    incoming: Incoming
    reason: str


@dataclass(frozen=True)
class Held:
    """What a ledger holds of what arrives: hashes, the hashes at each author's places, each author's last place.

    The places are those of what arrives and those next to them; `links` has the hashes that the entries at each of an
    author's counts name as the one before. `closed` tells why an author's entries are taken from nobody who brings them
    now: those written here, and those whose owner is somebody else.
    """

    hashes: Set[str]
    places: Mapping[Place, Set[str]]
    links: Mapping[tuple[UUID, int], Set[str]]
    heads: Mapping[UUID, int]
    closed: Mapping[UUID, str]


@dataclass
class MergePlan:
    """What to do with what arrived. `forks` are places of authors at which there is more than one entry now."""

    new: list[Incoming] = field(default_factory=list)
    known: list[Incoming] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    forks: set[Place] = field(default_factory=set)


def plan_merge(incoming: Iterable[Incoming], held: Held, *, now: int, is_looked_at: bool = False) -> MergePlan:
    """Decide about each entry that arrived. Merging is a set union: any order and any repetition end the same.

    `now` is the time of arrival in seconds since 1970. `is_looked_at` takes what an officer wants all the same: only
    what no ledger can hold is set aside, or none that holds what this one does.
    """
    plan = MergePlan()
    seen = set(held.hashes)
    authors = _authors(held)
    for item in sorted(incoming, key=lambda item: item.entry.sequence):
        entry = item.entry
        if entry.hash in seen:
            plan.known.append(item)
            continue
        author = authors[entry.author]
        fault = fault_of(entry) or ("" if is_looked_at else author.fault(entry, now))
        fault = fault or place_fault(entry) or author.link_fault(entry)
        if fault:
            plan.set_aside.append(SetAside(item, fault))
            continue
        seen.add(entry.hash)
        plan.new.append(item)
        if author.take(entry) > 1:
            plan.forks.add(place_of(entry))
    return plan


def place_of(entry: Entry) -> Place:
    """Return the place of an entry, at which its author may have one only.

    An entry without count and name has no place of its own: its count is 0 and its name empty.
    """
    return entry.author, entry.sequence, "" if entry.sequence else entry.origin


class _Author:
    """What is known of an author while entries arrive.

    `places` has the hashes at each of the author's places: a count, or where there is none a name. `links` has the
    hashes that the entries at each count name as the one before.
    """

    def __init__(self) -> None:
        self.closed, self.head = "", 0
        self.places: dict[int | str, tuple[str] | set[str]] = {}
        self.links: dict[int, set[str]] = defaultdict(set)

    def fault(self, entry: Entry, now: int) -> str:
        """Tell why an entry of this author does not enter by itself, "" when it does."""
        jump = jump_fault(entry.sequence, self.head, is_chained=bool(entry.previous))
        return self.closed or time_fault(entry.timestamp, now) or jump

    def link_fault(self, entry: Entry) -> str:
        """Tell why an entry contradicts the author's chain as far as it is here, "" when it does not.

        An entry whose predecessor is missing contradicts nothing, nor does a second history beside one that goes on
        from what is here: whatever is missing may still come.
        """
        count = entry.sequence
        if not count:
            return ""
        before = self.places.get(count - 1, ()) if entry.previous and count > 1 else ()
        if before and {entry.previous, *self.links.get(count, ())}.isdisjoint(before):
            return f"It does not go on from its author's entry {count - 1} that is here; the one that it names is not."
        named = self.links.get(count + 1)
        if named and entry.hash not in named and not self.places.get(count):
            return f"Its author's entry {count + 1}, which is here, names another one as that before it."
        return ""

    def take(self, entry: Entry) -> int:
        """Note a new entry; returns how many there are at its place now, 0 where it has no place of its own."""
        place = entry.sequence or entry.origin
        if not place:
            return 0
        self.head = max(self.head, entry.sequence)
        if entry.sequence and entry.previous:
            self.links[entry.sequence].add(entry.previous)
        here = self.places.get(place)
        if here is None:
            # Nearly every place has one only, which takes a quarter of the memory of a set.
            self.places[place] = (entry.hash,)
            return 1
        here = self.places[place] = here if isinstance(here, set) else set(here)
        here.add(entry.hash)
        return len(here)


def _authors(held: Held) -> Mapping[UUID, _Author]:
    authors: dict[UUID, _Author] = defaultdict(_Author)
    for author, head in held.heads.items():
        authors[author].head = head
    for author, reason in held.closed.items():
        authors[author].closed = reason
    for (author, count, origin), hashes in held.places.items():
        authors[author].places[count or origin] = set(hashes)
    for (author, count), named in held.links.items():
        authors[author].links[count] |= named
    return authors
