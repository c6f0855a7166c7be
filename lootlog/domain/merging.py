"""What arrives meets what a ledger holds: new, known, or set aside with a reason. Nothing held is ever touched."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from uuid import UUID

from lootlog.domain.entries import Entry
from lootlog.domain.rules import entry_fault, jump_fault

Place = tuple[UUID, int]


@dataclass(frozen=True, slots=True)
class Incoming:
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

    `closed` tells why an author's entries are taken from nobody who brings them now: those written here, and those
    whose owner is somebody else.
    """

    hashes: Set[str]
    places: Mapping[Place, Set[str]]
    heads: Mapping[UUID, int]
    closed: Mapping[UUID, str]


@dataclass
class MergePlan:
    """What to do with what arrived. `forks` are places of authors at which there is more than one entry now."""

    new: list[Incoming] = field(default_factory=list)
    known: list[Incoming] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    forks: set[Place] = field(default_factory=set)


def plan_merge(incoming: Iterable[Incoming], held: Held, *, now: int) -> MergePlan:
    """Decide about each entry that arrived. Merging is a set union: any order and any repetition end the same.

    `now` is the time of arrival in seconds since 1970.
    """
    plan = MergePlan()
    seen = set(held.hashes)
    heads = defaultdict(int, held.heads)
    places: dict[Place, set[str]] = defaultdict(set)
    for item in sorted(incoming, key=lambda item: item.entry.sequence):
        entry = item.entry
        if entry.hash in seen:
            plan.known.append(item)
            continue
        fault = held.closed.get(entry.author) or _fault(entry, heads[entry.author], now)
        if fault:
            plan.set_aside.append(SetAside(item, fault))
            continue
        seen.add(entry.hash)
        plan.new.append(item)
        heads[entry.author] = max(heads[entry.author], entry.sequence)
        if entry.sequence:
            place = (entry.author, entry.sequence)
            places[place] |= {entry.hash} | held.places.get(place, set())
            if len(places[place]) > 1:
                plan.forks.add(place)
    return plan


def _fault(entry: Entry, head: int, now: int) -> str:
    return entry_fault(
        actor=entry.actor, target=entry.target, delta=entry.delta, claimed_total=entry.claimed_total,
        reason=entry.reason, kind=entry.kind, timestamp=entry.timestamp, origin=entry.origin, now=now,
    ) or jump_fault(entry.sequence, head)  # fmt: skip
