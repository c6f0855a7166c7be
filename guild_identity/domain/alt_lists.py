"""Lists of alts that guilds keep: which files are such lists, and what they say."""

import re

from characters.domain.file_kinds import UTF8_MARK, kind_of
from guild_identity.domain.alt_entries import AltFile
from guild_identity.domain.alt_groups_saved import read_alt_groups
from guild_identity.domain.alt_tables import is_table, read_alt_table

# The addon's variables begin a line of the file; within texts the game writes no line breaks.
_ROSTER_MANAGER = re.compile(rb"^GRM_\w+[ \t]*=", re.MULTILINE)


def is_alt_list(data: bytes) -> bool:
    """Tell by its content whether a file is a list of alts: Guild Roster Manager's, or a table."""
    if kind_of(data) is not None:
        return False
    return _ROSTER_MANAGER.search(data.removeprefix(UTF8_MARK)) is not None or is_table(data)


def read_alt_list(data: bytes, *, home_realm: str) -> AltFile:
    """Read a list of alts. Characters of whom a table does not say the realm are on `home_realm`.

    :raises UnreadableFile: when it cannot be read, or lists nobody; names the line.
    """
    return read_alt_table(data, home_realm) if is_table(data) else read_alt_groups(data)
