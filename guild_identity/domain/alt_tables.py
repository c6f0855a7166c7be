"""Tables of alts: a line with the names of the columns, then a line for each character with its main."""

import csv
from collections.abc import Iterator
from io import StringIO

from characters.domain.file_kinds import UTF8_MARK, UnreadableFile
from guild_identity.domain.alt_entries import MOST_ENTRIES, TABLE, AltFile, AltList
from guild_identity.domain.alt_links import AltLine, linked
from guild_identity.domain.export_rows import RejectedRow, read_row

COLUMNS = {
    "character": ("character", "charactername", "alt", "altname", "name"),
    "realm": ("realm", "characterrealm", "altrealm", "server"),
    "main": ("main", "maincharacter", "mainname"),
    "main_realm": ("mainrealm", "mainserver"),
    "class": ("class", "classname"),
    "discord": ("discord", "discordname", "discorduser", "discordid"),
}
WANTED = "character,realm,main,main_realm"
# The columns "Main/Alt" and "Player Alts" of the addon's export as text.
_OF_ROSTER_MANAGER = frozenset(("mainalt", "playeralts"))
_DELIMITERS = ",;\t"
_LONGEST_HEADER = 1000
_LARGEST = 4 * 1024 * 1024
_OF_MAIN = {"name": "main", "realm": "main_realm"}
_OF_CHARACTER = {"name": "character", "realm": "realm", "class": "class"}
# What begins or fills the first lines of the game's files and never the names of columns.
_OF_OTHER_FILES = ("=", "{", "--")


def is_table(data: bytes) -> bool:
    """Tell whether a file begins like a table: with several columns' names, at least one of which is known."""
    header = _header(data)
    if header is None:
        return False
    known = {name for names in COLUMNS.values() for name in names}
    cells = {_plain(cell) for cell in header.split(_delimiter(header))}
    return len(cells) > 1 and not cells.isdisjoint(known)


def read_alt_table(data: bytes, home_realm: str) -> AltFile:
    """Read a table of alts: UTF-8, with commas, semicolons or tabs between the columns.

    :raises UnreadableFile: when it is no text, is too large, or lacks a column; names the line.
    """
    if len(data) > _LARGEST:
        raise UnreadableFile(f"The table has {len(data):,} bytes; {_LARGEST:,} are the most.")
    lines = _lines(_text(data))
    _, header = next(lines, (0, []))
    places = _places(header)
    rows: list[AltLine] = []
    rejected: list[RejectedRow] = []
    for count, (number, cells) in enumerate(lines):
        if count >= MOST_ENTRIES:
            raise UnreadableFile(f"Line {number}: a table lists at most {MOST_ENTRIES:,} characters.")
        line = _line(number, {name: cells[at].strip() for name, at in places.items() if at < len(cells)})
        if isinstance(line, RejectedRow):
            rejected.append(line)
        else:
            rows.append(line)
    entries, refused = linked(rows, home_realm)
    if not entries:
        raise UnreadableFile((rejected or [RejectedRow(0, "", "The table lists nobody.")])[0].reason)
    return AltFile(TABLE, (AltList("", "", tuple(entries), (*rejected, *refused)),))


def _header(data: bytes) -> str | None:
    """Return the first line that is not blank, None where it cannot be one of columns' names."""
    start = data.removeprefix(UTF8_MARK)[:_LONGEST_HEADER].lstrip()
    header = start.splitlines()[0].decode(errors="replace") if start else ""
    return None if not header or any(sign in header for sign in _OF_OTHER_FILES) else header


def _delimiter(header: str) -> str:
    return max(_DELIMITERS, key=header.count)


def _plain(cell: str) -> str:
    """Spell a column's name without case, spaces and signs: "Main Realm" is main_realm."""
    return "".join(letter for letter in cell.casefold() if letter.isalnum())


def _text(data: bytes) -> str:
    try:
        return data.removeprefix(UTF8_MARK).decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            f"Line {line}: the text is not UTF-8. Save the table as “CSV UTF-8” and send it again."
        ) from None


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines that are not blank, by their numbers."""
    delimiter = _delimiter(_header(text.encode()) or "")
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise UnreadableFile(f"Line {reader.line_num}: the table cannot be read: {error}.") from None


def _places(header: list[str]) -> dict[str, int]:
    found = [_plain(cell) for cell in header]
    places = {
        name: next(found.index(spelling) for spelling in spellings if spelling in found)
        for name, spellings in COLUMNS.items()
        if not set(spellings).isdisjoint(found)
    }
    if not _OF_ROSTER_MANAGER.isdisjoint(found):
        raise UnreadableFile(
            "This is the text that Guild Roster Manager exports. It names alts without telling all their realms: send "
            "the addon's own file, SavedVariables/Guild_Roster_Manager.lua."
        )
    if missing := {"character", "main"} - places.keys():
        raise UnreadableFile(
            f"Line 1: the table has no column “{min(missing)}”. Wanted are columns such as {WANTED}; "
            "class and discord may follow."
        )
    return places


def _line(number: int, cells: dict[str, str]) -> AltLine | RejectedRow:
    """Read one line; a character without a main is one itself."""
    row = read_row(number, {name: cells.get(of) for name, of in _OF_CHARACTER.items()})
    if isinstance(row, RejectedRow):
        return row
    main = read_row(number, {name: cells.get(of) for name, of in _OF_MAIN.items()}) if cells.get("main") else None
    if isinstance(main, RejectedRow):
        return RejectedRow(number, row.name, f"The main cannot be read: {main.reason}")
    return AltLine(row, main, cells.get("discord", "").replace("\0", ""))
