"""Checking a bundle without us: nothing but its lines is needed, no database and no trust in who sent it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeVar

import msgspec

from characters.domain.errors import Refused
from lootlog.domain.bundle import FORMAT, Header, Row, Trailer, row_line, standings_of, streams_of
from lootlog.domain.chains import breaks, forks
from lootlog.domain.digests import digest_of
from lootlog.domain.entries import Entry, Kind
from lootlog.domain.sealed import from_canonical

MOST_FAULTS = 1000
_Line = TypeVar("_Line", Header, Row, Trailer)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong or lacks, and in which line; 0 where it concerns the whole."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.what}" if self.line else self.what


@dataclass(slots=True)
class Verdict:
    """What checking a bundle found.

    `faults` mean that it is not what was exported. `forks` and `gaps` are no fault of the bundle, for a ledger can be
    so: two entries of one author stand at one place, so that author's program wrote two histories; and the entry before
    another one of its author, or the one that it is about, has not come to the ledger. `entries` are those whose hash
    was right.
    """

    header: Header | None = None
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    forks: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether the bundle is complete and unchanged."""
        return not self.faults


def verify(lines: Iterable[bytes]) -> Verdict:
    """Check a bundle: every hash, the order, every author's chain, what voids are about, the digest, the standings.

    Never raises for what the lines hold; the verdict names each fault with its line.
    """
    return _Check().check(lines)


class _Check:
    """Goes through the lines once."""

    def __init__(self) -> None:
        self.verdict = Verdict()
        self.line_of: dict[str, int] = {}
        self.text = sha256()
        self.number = 0

    def check(self, lines: Iterable[bytes]) -> Verdict:
        """Check all lines."""
        last = b""
        for line in _whole_lines(lines):
            if self.number:
                self.on_line(last)
            last, self.number = line, self.number + 1
        if self.number < 2:
            self.fault(0, "The file is no bundle: it needs a header and a trailer.")
            return self.verdict
        self.on_trailer(last)
        return self.verdict

    def on_line(self, line: bytes) -> None:
        """Take a line before the last."""
        self.text.update(line)
        if self.number == 1:
            self.verdict.header = self.parsed(line, Header, "header")
            if self.verdict.header and self.verdict.header.format != FORMAT:
                self.fault(1, f"It is of the form “{self.verdict.header.format:.40}”; this program knows “{FORMAT}”.")
            return
        row = self.parsed(line, Row, "entry")
        if row is not None:
            self.on_entry(row, line)

    def on_entry(self, row: Row, line: bytes) -> None:
        """Check an entry by itself and against the one before it."""
        try:
            entry = from_canonical(bytes(row.entry), row.hash)
        except Refused as error:
            self.fault(self.number, str(error))
            return
        if row_line(row.hash, bytes(row.entry)) != line:
            self.fault(self.number, "The line is not written as an export writes it.")
        if self.verdict.header and entry.profile != self.verdict.header.profile:
            self.fault(self.number, f"The entry belongs to another profile, {entry.profile}.")
        if entry.hash in self.line_of:
            self.fault(self.number, f"The entry stands in line {self.line_of[entry.hash]} already.")
            return
        if self.verdict.entries and self.verdict.entries[-1].order > entry.order:
            self.fault(self.number, "The entry is out of order: it comes before the one above it.")
        self.line_of[entry.hash] = self.number
        self.verdict.entries.append(entry)

    def on_trailer(self, line: bytes) -> None:
        """Check what can be checked only when everything is known."""
        for found in breaks(self.verdict.entries, self.line_of):
            (self.gap if found.is_gap else self.fault)(found.line, found.what)
        self.verdict.forks = forks(self.verdict.entries, self.line_of)
        self.check_references()
        self.check_header()
        trailer = self.parsed(line, Trailer, "trailer")
        if trailer is None:
            return
        entries, home_realm = self.verdict.entries, self.verdict.header.home_realm if self.verdict.header else ""
        if line != msgspec.json.encode(trailer) + b"\n":
            self.fault(self.number, "The line is not written as an export writes it.")
        if trailer.lines != self.number - 1:
            self.fault(self.number, f"{trailer.lines} lines were written before this one, {self.number - 1} are there.")
        if trailer.sha256 != self.text.hexdigest():
            self.fault(self.number, "The text of the file was changed: its hash is another.")
        if trailer.digest != (digest := str(digest_of(entry.hash for entry in entries))):
            self.fault(self.number, f"The digest of the entries is {digest}, not {trailer.digest:.90}.")
        for what in _differences(trailer.standings, standings_of(entries, home_realm)):
            self.fault(self.number, what)

    def check_header(self) -> None:
        """Check the header's counts."""
        header = self.verdict.header
        if header is None:
            return
        if header.entries != len(self.verdict.entries):
            self.fault(1, f"{header.entries} entries were exported; {len(self.verdict.entries)} are sound.")
        if header.streams != streams_of(self.verdict.entries):
            self.fault(1, "The authors' streams are not those that were exported.")

    def check_references(self) -> None:
        """Check that every void and amend is about an entry, and note those whose entry is not here."""
        for entry in self.verdict.entries:
            line = self.line_of[entry.hash]
            if entry.kind is Kind.POINTS:
                if entry.reference:
                    self.fault(line, "The entry is about another one without being a void or an amend.")
            elif not entry.reference:
                self.fault(line, "It is not said which entry this one is about.")
            elif entry.reference not in self.line_of:
                self.gap(line, f"The entry that this one is about is not here: {entry.reference}.")

    def parsed(self, line: bytes, kind: type[_Line], name: str) -> _Line | None:
        """Read a line."""
        try:
            return msgspec.json.decode(line, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            self.fault(self.number, f"The {name} cannot be read: {str(error)[:200]}.")
            return None

    def gap(self, line: int, what: str) -> None:
        """Note what the ledger lacks."""
        self.verdict.gaps.append(str(Fault(line, what)))

    def fault(self, line: int, what: str) -> None:
        """Note a fault. A file that is broken throughout is not listed line by line without end."""
        if len(self.verdict.faults) < MOST_FAULTS:
            self.verdict.faults.append(Fault(line, what))


def _whole_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Give every line its line break, which a text may have lost; a file's own lines stay as they are."""
    for line in lines:
        yield line if line.endswith(b"\n") else line + b"\n"


def _differences(claimed: dict[str, str], made: dict[str, str]) -> Iterator[str]:
    for who in sorted({*claimed, *made}):
        if claimed.get(who) != made.get(who):
            yield f"{who} holds {made.get(who, 'nothing')} by the entries, not {claimed.get(who, 'nothing')}."
