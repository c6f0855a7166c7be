"""From lines that name a main each to groups: mains of mains are followed, and nobody is somebody's alt in a circle."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from characters.domain.names import character_key
from guild_identity.domain.alt_entries import LONGEST_DISCORD, LONGEST_GROUP, AltEntry, identity_of
from guild_identity.domain.export_rows import ExportRow, RejectedRow

_Identity = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AltLine:
    """A character and its main, None where it is one itself. A realm that is not given is ""."""

    row: ExportRow
    main: ExportRow | None
    discord: str = ""


def linked(lines: Sequence[AltLine], home_realm: str) -> tuple[list[AltEntry], list[RejectedRow]]:
    """Return the characters of the lines and their mains in groups, and the lines that contradict earlier ones."""
    groups = _Groups(_Realms(lines, home_realm))
    rejected = [refusal for line in lines if (refusal := groups.take(line))]
    return groups.entries(), rejected


class _Realms:
    """Where characters are of whom a line does not say it."""

    def __init__(self, lines: Sequence[AltLine], home_realm: str) -> None:
        self.home = home_realm
        self._listed: dict[str, set[str]] = defaultdict(set)
        self._named: dict[str, set[str]] = defaultdict(set)
        for line in lines:
            self._listed[character_key(line.row.name)].add(line.row.realm or home_realm)
            if line.main is not None and line.main.realm:
                self._named[character_key(line.main.name)].add(line.main.realm)

    def of_character(self, row: ExportRow) -> ExportRow:
        """Give a line's character its realm: the home realm where none is given."""
        return row if row.realm else replace(row, realm=self.home)

    def of_main(self, row: ExportRow) -> ExportRow:
        """Give a main its realm: where the table has just one character of that name, it is meant."""
        if row.realm:
            return row
        key = character_key(row.name)
        known = self._listed[key] or self._named[key]
        return replace(row, realm=next(iter(known)) if len(known) == 1 else self.home)


class _Groups:
    """The characters seen so far, each with at most one main."""

    def __init__(self, realms: _Realms) -> None:
        self._realms = realms
        self._rows: dict[_Identity, ExportRow] = {}
        self._own_lines: dict[_Identity, int] = {}
        self._discord: dict[_Identity, str] = {}
        self._main_of: dict[_Identity, _Identity] = {}

    def take(self, line: AltLine) -> RejectedRow | None:
        """Take one line; return why it is left out, if it is."""
        row = self._realms.of_character(line.row)
        main = row if line.main is None else self._realms.of_main(line.main)
        one, other = identity_of(row), identity_of(main)
        if one in self._own_lines:
            reason = f"Listed twice: line {self._own_lines[one]} is the same character."
            return RejectedRow(row.row, row.name, reason)
        if one != other and self._root(other) == one:
            reason = f"The line makes {row.name} an alt of {main.name}, who is its own alt already."
            return RejectedRow(row.row, row.name, reason)
        self._rows[one] = row
        self._own_lines[one] = row.row
        self._discord[one] = line.discord[:LONGEST_DISCORD]
        if one != other:
            self._rows.setdefault(other, main)
            self._main_of[one] = other
        return None

    def entries(self) -> list[AltEntry]:
        """Return everybody in groups named after their mains."""
        found = [(row, one, self._root(one)) for one, row in self._rows.items()]
        return [
            AltEntry(row, "-".join(root)[:LONGEST_GROUP], one == root, self._discord.get(one, ""))
            for row, one, root in found
        ]

    def _root(self, one: _Identity) -> _Identity:
        """Follow mains of mains to the last, and shorten the way for whoever asks again."""
        while (main := self._main_of.get(one)) is not None:
            self._main_of[one] = self._main_of.get(main, main)
            one = main
        return one
