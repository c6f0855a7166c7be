"""What entries amount to: which of them are void, what everybody holds, and why."""

from collections import Counter, defaultdict
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


def void_hashes(voids: Mapping[str, str], amends: Mapping[str, str]) -> set[str]:
    """Find the entries that do not count.

    Both map the hash of a void or an amendment to the hash that it is about. Every entry is read with the amendments of
    it, those of its amendments, and so on:

    - It is taken out while a void about it holds. A void holds unless it is taken out itself; so a void of a void
      restores.
    - What is taken out gives nothing, and neither does any amendment of it, whenever that came.
    - What is not gives its own points, or in their place those of its amendments that are not taken out. So an
      amendment that was amended keeps its entry out, and only a void of it brings that back.
    - An amendment of a void adds its points and does not end the void's hold.

    That hangs on what is about what and on no order, and what the ledger lacks is judged like what it holds. An entry
    cannot be about itself or a later one, its hash would have to be in what is hashed; voids in a circle hold nothing.
    """
    out = _taken_out(voids)
    void = out | {entry for amendment, entry in amends.items() if amendment not in out and entry not in voids}
    amendments = _by_reference(amends)
    following = [amendment for entry in out for amendment in amendments.get(entry, ())]
    while following:
        amendment = following.pop()
        if amendment not in out:
            out.add(amendment)
            following += amendments.get(amendment, ())
    return void | out


def _taken_out(voids: Mapping[str, str]) -> set[str]:
    """Find what voids take out, judging each when all that are about it are judged."""
    unjudged = Counter(voids.values())
    holding = [void for void in voids if not unjudged[void]]
    out: set[str] = set()
    while holding:
        entry = voids[holding.pop()]
        if entry in out:
            continue
        out.add(entry)
        if entry in voids:
            freed = voids[entry]
            unjudged[freed] -= 1
            if freed in voids and freed not in out and not unjudged[freed]:
                holding.append(freed)
    return out


def _by_reference(amends: Mapping[str, str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for amendment, entry in amends.items():
        found[entry].append(amendment)
    return found


def void_entries(entries: Iterable[Entry]) -> set[str]:
    """Find which of the entries, and of those they are about, do not count."""
    return void_hashes(*abouts((entry.hash, entry.kind, entry.reference) for entry in entries))


def abouts(rows: Iterable[tuple[str, str, str]]) -> tuple[dict[str, str], dict[str, str]]:
    """Sort hashes, kinds and references into those of voids and of amendments, as `void_hashes` takes them."""
    found: dict[str, dict[str, str]] = {Kind.VOID: {}, Kind.AMEND: {}}
    for name, kind, reference in rows:
        if kind in found:
            found[kind][name] = reference
    return found[Kind.VOID], found[Kind.AMEND]


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
