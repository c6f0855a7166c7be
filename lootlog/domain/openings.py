"""Opening balances: what a program's totals say beyond its history, and how those of several files fit together.

Files whose history was cut off overlap. An opening says what all that came before its moment adds up to; so a later
file opens only with what the ledger does not hold of that, and lines from before an opening that the ledger holds are
part of it already.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from msgspec.structs import replace

from lootlog.domain.amounts import ZERO
from lootlog.domain.drafts import Draft
from lootlog.domain.entries import Entry, imported_author
from lootlog.domain.names import target_key
from lootlog.domain.replay import abouts, void_hashes
from lootlog.domain.sealing import Sealed, seal

MONOLITH, COMMUNITY = "monolithdkp", "communitydkp"
PROGRAMS = frozenset((MONOLITH, COMMUNITY))
OPENING = "Opening balance"
UNKNOWN_OFFICER = "Unknown"


@dataclass(frozen=True, slots=True)
class Known:
    """A line that the ledger holds of a program's files."""

    hash: str
    kind: str
    reference: str
    origin: str
    timestamp: int
    key: str
    delta: Decimal

    @property
    def is_opening(self) -> bool:
        """Whether it is an opening balance."""
        return is_opening(self.origin)


def known_line(entry: Entry, home_realm: str) -> Known:
    """Return what openings need of an entry that a ledger holds."""
    key = target_key(entry.target, home_realm)
    return Known(entry.hash, entry.kind, entry.reference, entry.origin, entry.timestamp, key, entry.delta)


def is_opening(origin: str) -> bool:
    """Tell an opening balance by the name that its program gave it."""
    return origin.startswith(f"{OPENING}|")


def opening(program: str, profile: str, name: str, key: str, delta: Decimal, moment: int) -> Draft:
    """Make the opening entry of a character: the first of a stream of its own.

    Where two ledgers opened with other points and are merged, the two are a fork and cannot be added up unseen.
    """
    return Draft(
        place="DKPTable", profile=profile, source=opening_source(program, key), sequence=1, timestamp=moment,
        actor=UNKNOWN_OFFICER, target=name, delta=delta, reason=OPENING, origin=f"{OPENING}|{key}",
    )  # fmt: skip


def opening_source(program: str, key: str) -> str:
    """Name the stream of a character's openings."""
    return f"{program}:opening:{key}"


def program_of(sealed: Sequence[Sealed]) -> str:
    """Return the program that writes openings and wrote a file, "" where it is another one."""
    program = sealed[0][0].source.partition(":")[0] if sealed else ""
    return program if program in PROGRAMS else ""


def keys_of(sealed: Iterable[Sealed], claimed: Iterable[str], home_realm: str) -> set[str]:
    """Return the keys of the characters that a file is about."""
    return {target_key(name, home_realm) for name in {*(draft.target for draft, _ in sealed), *claimed}}


def authors_of(uuid: UUID, sealed: Sequence[Sealed], keys: Iterable[str]) -> set[UUID]:
    """Return the authors of a file's lines, and those of the openings of characters."""
    program = program_of(sealed)
    return {entry.author for _, entry in sealed} | {imported_author(uuid, opening_source(program, key)) for key in keys}


def fitted(
    uuid: UUID, sealed: Sequence[Sealed], known: Sequence[Known], claimed: Mapping[str, Decimal], home_realm: str
) -> list[Sealed]:
    """Fit the openings of a file to what the ledger knows of the program's files.

    `claimed` are the file's totals. Openings that the ledger holds, word for word, stay; the others give what is left:

    - after the last opening that the ledger holds of that character: what the file's opening says beyond the sum of the
      lines up to its moment;
    - before it: the points of the file's new lines from before that opening, taken off, since it covers them.
    """
    if not known or not sealed:
        return list(sealed)
    return _Fitting(uuid, sealed, known, home_realm).fitted(claimed)


class _Fitting:
    """One file's openings beside a ledger."""

    def __init__(self, uuid: UUID, sealed: Sequence[Sealed], known: Sequence[Known], home_realm: str) -> None:
        self.uuid, self.known, self.home_realm = uuid, known, home_realm
        self.lines = [pair for pair in sealed if not is_opening(pair[0].origin)]
        self.openings = {self.key(pair[0].target): pair for pair in sealed if is_opening(pair[0].origin)}
        self.program, self.profile = sealed[0][0].source.partition(":")[0], sealed[0][0].profile
        times = [draft.timestamp for draft, _ in self.lines]
        # A table without history is of now: nothing that is known came after it.
        self.moment = min(times) - 1 if times else max(line.timestamp for line in known)
        self.last = max(times, default=self.moment)
        held = [(line.hash, line.kind, line.reference) for line in known]
        new = [(entry.hash, str(entry.kind), entry.reference) for _, entry in self.lines]
        self.void = void_hashes(*abouts([*held, *new]))
        self.anchors: dict[str, int] = {}
        for line in known:
            if line.is_opening:
                self.anchors[line.key] = max(line.timestamp, self.anchors.get(line.key, line.timestamp))

    def key(self, name: str) -> str:
        """Return the key of a character."""
        return target_key(name, self.home_realm)

    def fitted(self, claimed: Mapping[str, Decimal]) -> list[Sealed]:
        """Return the file's lines behind openings that fit."""
        hashes = {line.hash for line in self.known}
        before, covered = self.sums_before(), self.covered(hashes)
        names = {self.key(name): name for name in (*(draft.target for draft, _ in self.lines), *claimed)}
        kept, made = [], []
        for key, name in sorted(names.items()):
            pair = self.openings.get(key)
            if pair is not None and pair[1].hash in hashes:
                kept.append(pair)
                continue
            is_covered = key in self.anchors and self.moment <= self.anchors[key] and bool(self.lines)
            says = pair[0].delta if pair is not None else ZERO
            if delta := -covered.get(key, ZERO) if is_covered else says - before.get(key, ZERO):
                made.append(self.fitting(name, key, delta))
        return [*kept, *seal(self.uuid, made, {})[0], *self.lines]

    def fitting(self, name: str, key: str, delta: Decimal) -> Draft:
        """Make an opening; behind another one it bears the times of its file, so that it is no fork."""
        made = opening(self.program, self.profile, name, key, delta, self.moment)
        if key not in self.anchors:
            return made
        return replace(made, sequence=0, origin=f"{made.origin}|{self.moment}-{self.last}")

    def sums_before(self) -> Mapping[str, Decimal]:
        """Add up, by key, what the ledger knows up to the file's first line."""
        return _added(
            (line.key, line.delta)
            for line in self.known
            if line.timestamp <= self.moment and line.hash not in self.void
        )

    def covered(self, hashes: set[str]) -> Mapping[str, Decimal]:
        """Add up, by key, the file's new lines from before the last opening that the ledger holds."""
        new = (
            (self.key(entry.target), entry)
            for _, entry in self.lines
            if entry.hash not in hashes and entry.hash not in self.void
        )
        return _added((key, entry.delta) for key, entry in new if entry.timestamp <= self.anchors.get(key, -1))


def _added(lines: Iterable[tuple[str, Decimal]]) -> Mapping[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for key, delta in lines:
        sums[key] += delta
    return sums
