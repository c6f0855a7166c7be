"""The groups of alts that Guild Roster Manager keeps, in its file of saved variables.

Reference: GRM_Alts of the addon, by guild ("Name-Realm") and number of the group; a group is a list of
{name = "Name-Realm", class = "DRUID"} with `main`, which is "" where nobody is set as the main.
"""

from collections.abc import Iterator, Mapping

from characters.domain.file_kinds import UnreadableFile
from characters.domain.lua_values import Table, items_of
from characters.domain.savedvariables import Limits, read_saved_variables
from guild_identity.domain.alt_entries import (
    LONGEST_GROUP,
    MOST_ENTRIES,
    ROSTER_MANAGER,
    AltEntry,
    AltFile,
    AltList,
    identity_of,
)
from guild_identity.domain.export_rows import LONGEST_REALM, ExportRow, RejectedRow, read_row, split_name

VARIABLE = "GRM_Alts"
# The addon keeps its log and everybody's history in the same file.
LIMITS = Limits(values=1_500_000)
_MOST_GUILDS = 200


def read_alt_groups(data: bytes) -> AltFile:
    """Read the groups of every guild in the addon's file.

    :raises UnreadableFile: when it is no such file, or holds no groups.
    """
    guilds = read_saved_variables(data, LIMITS).variables.get(VARIABLE)
    if not isinstance(guilds, dict):
        guilds = {}
    if len(guilds) > _MOST_GUILDS:
        raise UnreadableFile(f"The file lists more than {_MOST_GUILDS} guilds.")
    lists = [_list(str(guild), groups) for guild, groups in guilds.items() if isinstance(groups, dict)]
    filled = tuple(found for found in lists if found.entries or found.rejected)
    if not filled:
        raise UnreadableFile(
            "The file of Guild Roster Manager holds no groups of alts. Set alts and mains in the addon, log out or "
            "/reload, and send the file again."
        )
    return AltFile(ROSTER_MANAGER, filled)


def _list(guild: str, groups: Table) -> AltList:
    name, realm = (part.replace("\0", "")[:LONGEST_REALM] for part in split_name(guild))
    entries: dict[tuple[str, str], AltEntry] = {}
    rejected: list[RejectedRow] = []
    for number, (key, group, member) in enumerate(_members(groups), start=1):
        if number > MOST_ENTRIES:
            raise UnreadableFile(
                f"The groups of {name} list more than {MOST_ENTRIES:,} characters; a guild has at most 1,000."
            )
        row = _row(number, member)
        if isinstance(row, RejectedRow):
            rejected.append(row)
            continue
        entry = AltEntry(row, key, is_main=_is_main(row, group))
        first = entries.setdefault(identity_of(row), entry)
        if first is not entry:
            rejected.append(RejectedRow(number, row.name, f"Listed twice: row {first.row.row} is the same character."))
    return AltList(name, realm, tuple(entries.values()), tuple(rejected))


def _members(groups: Table) -> Iterator[tuple[str, Table, object]]:
    """Yield the members of all groups with the group's key and the group. The addon's keys are numbers as text."""
    for key, group in groups.items():
        if isinstance(group, dict) and isinstance(key, str) and key.isprintable() and len(key) <= LONGEST_GROUP:
            for _, member in items_of(group):
                yield key, group, member


def _row(number: int, member: object) -> ExportRow | RejectedRow:
    if not isinstance(member, Mapping):
        return RejectedRow(number, "", "This is not a character.")
    return read_row(number, {"name": member.get("name"), "class": member.get("class")})


def _is_main(row: ExportRow, group: Table) -> bool:
    main = group.get("main")
    if not isinstance(main, str) or not main:
        return False
    name, realm = split_name(main)
    return identity_of(ExportRow(row.row, name, realm)) == identity_of(row)
