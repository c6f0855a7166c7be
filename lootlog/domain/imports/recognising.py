"""What kind of file it is, seen by its beginning."""

import re
from enum import Enum, auto

from characters.domain.file_kinds import UnreadableFile, kind_of
from lootlog.domain import bundle
from lootlog.domain.imports import pipe, rclootcouncil
from lootlog.domain.sealed import COLUMNS, JSON_FORMAT

TAKEN = (
    "Taken are SavedVariables of the loot addon (SpectrumFederation.lua), of MonolithDKP and CommunityDKP, "
    "recorded messages, lines with “|”, RCLootCouncil's CSV and JSON, and this program's own exports."
)
_LONGEST_FIRST_LINE = 200_000
_SHOWN = 40
_LUA = re.compile(rb"(?:\s|--[^\n]*\n)*[A-Za-z_]\w*\s*=")
_PIPE = re.compile(rb"\s*-?\d+\|-?\d+\|")
_WIRE = re.compile(
    rb"\s*(?:[\x01-\x04]|(?:LOG|SYNC_REQ|SYNC_RESP)\t|[\x01-\x04]?[A-Z0-9_]+\t\d+\t(?:NONE|B64CBORZ?)\b)"
)
_CELLS = re.compile(rb"[,;\t]")


class FileKind(Enum):
    """The kinds of files that are read."""

    VARIABLES = auto()
    MESSAGES = auto()
    LINES = auto()
    AWARDS_TABLE = auto()
    AWARDS_JSON = auto()
    OWN_JSON = auto()
    OWN_TABLE = auto()
    BUNDLE = auto()


def recognised(data: bytes) -> FileKind:
    """Tell what kind of file it is.

    :raises UnreadableFile: when it is none that is read here; says what it is and what to do.
    """
    kind = kind_of(data)
    first = data[:_LONGEST_FIRST_LINE].lstrip().split(b"\n", 1)[0].strip()
    if kind == "JSON":
        return _json(first, data)
    if kind is not None:
        advice = "Unpack it and send what is in it. " if "archive" in kind or "compressed" in kind else ""
        raise UnreadableFile(f"The file is {kind}. {advice}{TAKEN}")
    return _table(first) or _text(first, data)


def _table(first: bytes) -> FileKind | None:
    cells = {cell.strip(b' "') for cell in _CELLS.split(first)}
    if {name.encode() for name in COLUMNS} <= cells:
        return FileKind.OWN_TABLE
    return FileKind.AWARDS_TABLE if {name.encode() for name in rclootcouncil.REQUIRED} <= cells else None


def _text(first: bytes, data: bytes) -> FileKind:
    if first == pipe.HEADER.encode() or _PIPE.match(data):
        return FileKind.LINES
    if _LUA.match(data):
        return FileKind.VARIABLES
    if _WIRE.match(data):
        return FileKind.MESSAGES
    shown = first[:_SHOWN].decode(errors="replace")
    shown = "".join(letter if letter.isprintable() else "�" for letter in shown)
    raise UnreadableFile(f"The file is none that is known here; it begins with “{shown}”. {TAKEN}")


def _json(first: bytes, data: bytes) -> FileKind:
    if bundle.FAMILY.encode() in first:
        return FileKind.BUNDLE
    if JSON_FORMAT.encode() in data[:2000]:
        return FileKind.OWN_JSON
    if b'"prefix"' in first and first.endswith(b"}"):
        return FileKind.MESSAGES
    if data.lstrip().startswith(b"["):
        return FileKind.AWARDS_JSON
    raise UnreadableFile(f"The file is JSON of a kind that is not known here. {TAKEN}")
