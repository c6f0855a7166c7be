"""What entries amount to: which of them are void, what everybody holds, and why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from lootlog.domain.amounts import ZERO
from lootlog.domain.entries import Entry, Kind
from lootlog.domain.names import target_key


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation: an entry, whether it counts, the points after it, and a total that contradicts."""

    entry: Entry
    is_void: bool
    running: Decimal
    contradiction: Decimal | None


def void_hashes(references: Mapping[str, str]) -> set[str]:
    """Find the entries that do not count.

    `references` maps the hash of every void and amend to the hash it is about. An entry is void when a void or amend
    about it is not itself void: a void of a void restores. An entry cannot be about itself or a later one, its hash
    would have to be in what is hashed, so this ends.
    """
    about = defaultdict(list)
    for entry, reference in references.items():
        about[reference].append(entry)
    void: set[str] = set()
    judged: set[str] = set()
    stack = list({*references, *about})
    while stack:
        waiting = [entry for entry in about.get(stack[-1], ()) if entry not in judged]
        if waiting:
            stack.extend(waiting)
            continue
        current = stack.pop()
        judged.add(current)
        if any(entry not in void for entry in about.get(current, ())):
            void.add(current)
    return void


def void_entries(entries: Iterable[Entry]) -> set[str]:
    """Find which of the entries, and of those they are about, do not count."""
    return void_hashes({entry.hash: entry.reference for entry in entries if entry.kind is not Kind.POINTS})


def standings(entries: Iterable[Entry], *, as_of: int | None = None, home_realm: str = "") -> dict[str, Decimal]:
    """Add up what everybody holds: by key of the target, the sum of entries that are not void.

    `as_of` counts entries up to that second only, by today's knowledge: what was taken out or came in later is
    taken out or in at its own place in time.
    """
    known = list(entries)
    void = void_entries(known)
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for entry in known:
        if entry.hash not in void and (as_of is None or entry.timestamp <= as_of) and entry.kind is not Kind.VOID:
            sums[target_key(entry.target, home_realm)] += entry.delta
    return dict(sums)


def explanation(entries: Iterable[Entry], void: set[str]) -> list[Line]:
    """Tell how one target's points came about: its entries in the order of replay, each with the points after it.

    A total that the author claimed and that differs is named: the author did not know all that is known here.
    """
    running = ZERO
    lines = []
    for entry in sorted(entries, key=lambda entry: entry.order):
        is_void = entry.hash in void
        if not is_void and entry.kind is not Kind.VOID:
            running += entry.delta
        differs = entry.claimed_total is not None and not is_void and entry.claimed_total != running
        lines.append(Line(entry, is_void, running, entry.claimed_total if differs else None))
    return lines
