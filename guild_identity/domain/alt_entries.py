"""What lists of alts say: one character each, in which group of one player's characters, and whether it is the main."""

from dataclasses import dataclass

from characters.domain.names import character_key, realm_key
from guild_identity.domain.export_rows import ExportRow, RejectedRow

# Kept as they stand here: the word by which a list's source is stored.
ROSTER_MANAGER, TABLE = "grm", "table"
SOURCES = {ROSTER_MANAGER: "Guild Roster Manager", TABLE: "A table of alts"}
# A guild has at most 1,000 members.
MOST_ENTRIES = 5000
LONGEST_GROUP, LONGEST_DISCORD = 120, 64


@dataclass(frozen=True, slots=True)
class AltEntry:
    """A character of a list. Equal groups are one player; at most one of a group is the main.

    `row` counts from 1; in a table it is the line. `discord` is the player's name or id on Discord, "" where none is
    given.
    """

    row: ExportRow
    group: str
    is_main: bool = False
    discord: str = ""


@dataclass(frozen=True, slots=True)
class AltList:
    """The list of one guild; tables do not say which one it is, and their guild's name is ""."""

    guild_name: str
    guild_realm: str
    entries: tuple[AltEntry, ...]
    rejected: tuple[RejectedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class AltFile:
    """A file's lists. `source` is ROSTER_MANAGER or TABLE."""

    source: str
    lists: tuple[AltList, ...]


def identity_of(row: ExportRow) -> tuple[str, str]:
    """Return the key under which the rows of a list are the same character."""
    return character_key(row.name), realm_key(row.realm) or row.realm
