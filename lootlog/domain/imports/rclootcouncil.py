"""RCLootCouncil's history of awards, as its CSV, its table for spreadsheets, or its JSON.

It knows no points. An award is an entry of 0 points, or of what a table of prices says for the response. Its dates are
local and written in the officer's way; the id begins with the server's second, which is what counts.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

import msgspec

from characters.domain.errors import Refused
from characters.domain.file_kinds import UnreadableFile
from lootlog.domain.amounts import ZERO
from lootlog.domain.drafts import Draft, SourceProfile
from lootlog.domain.imports.harvest import Harvest
from lootlog.domain.imports.rows import BadRow, Fields, fields_of, optional_text, text

FORMAT = "rclootcouncil"
PROFILE = "RCLootCouncil"
# The addon does not tell who awarded an item; the entry needs a writer.
ACTOR = "RCLootCouncil"
# An officer sets up a handful; what is typed freely is none that a price stands for.
MOST_RESPONSES = 50
REQUIRED = frozenset(("player", "response", "itemString"))
_ID = re.compile(r"(\d{9,11})(?:-\d+)?")
_ITEM = re.compile(r"item:[-\d:]+")
_HYPERLINK = re.compile(r'=HYPERLINK\("[^"]*"\s*[;,]\s*"(.*)"\)', re.DOTALL)
# The addon escapes quotes in its JSON and nothing else.
_STRAY = re.compile(rb'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')


def read_table(lines: Iterable[str], harvest: Harvest, prices: Mapping[str, Decimal]) -> None:
    """Read the CSV or the table with tabs.

    :raises UnreadableFile: when the table cannot be read at all.
    """
    rows = iter(lines)
    header = next(rows)
    delimiter = "\t" if "\t" in header else ","
    columns = [column.strip() for column in header.strip().split(delimiter)]
    awards = ((place, _row(columns, cells, place)) for place, cells in _cells(rows, delimiter))
    _read(awards, harvest, prices)


def read_json(data: bytes, harvest: Harvest, prices: Mapping[str, Decimal]) -> None:
    """Read the JSON.

    :raises UnreadableFile: when it cannot be read.
    """
    try:
        rows = msgspec.json.decode(_STRAY.sub(rb"\\\\", data), type=list[object], strict=False)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UnreadableFile(
            f"The file looks like RCLootCouncil's JSON and cannot be read: {str(error)[:200]}."
        ) from None
    _read(((f"entry {number}", row) for number, row in enumerate(rows, start=1)), harvest, prices)


def _read(rows: Iterable[tuple[str, object]], harvest: Harvest, prices: Mapping[str, Decimal]) -> None:
    undated = 0
    responses: Counter[str] = Counter()
    by_response = {response.casefold(): points for response, points in prices.items()}
    for place, row in rows:
        try:
            fields = fields_of(row)
            harvest.add(_draft(fields, place, by_response))
            responses[optional_text(fields, "response").strip()] += 1
        except _Undated:
            undated += 1
            harvest.reject(place, "It has no id, and its date alone does not say in which time zone it is.", row)
        except Refused as error:
            harvest.reject(place, str(error), row)
    harvest.profiles.append(SourceProfile(PROFILE, PROFILE))
    harvest.responses = dict(responses.most_common(MOST_RESPONSES))
    if undated:
        harvest.notices.append(
            f"{undated} awards have no id. RCLootCouncil's CSV has ids; its table for spreadsheets has none, nor has "
            "the JSON of some versions. Export the CSV."
        )
    if not prices:
        harvest.notices.append("RCLootCouncil keeps no points: every award is an entry of 0 points.")


class _Undated(BadRow):
    """An award that does not say when it was."""


def _draft(row: Fields, place: str, prices: Mapping[str, Decimal]) -> Draft:
    name = str(row.get("id") or "").strip()
    if not name:
        raise _Undated("It has no id.")
    stamp = _ID.fullmatch(name)
    if stamp is None:
        raise BadRow(f"“id” must be the second of the award and a number, not “{name:.40}”.")
    target, response = text(row, "player").strip(), optional_text(row, "response").strip()
    item = _ITEM.search(optional_text(row, "itemString"))
    return Draft(
        place=place,
        profile=PROFILE,
        source="rclootcouncil",
        sequence=0,
        timestamp=int(stamp[1]),
        actor=ACTOR,
        target=target,
        delta=prices.get(response.casefold(), ZERO),
        reason=_reason(row, response),
        origin=f"{name}|{target}|{item[0] if item else ''}",
    )


def _reason(row: Fields, response: str) -> str:
    """Say what was awarded and why: "[Codex of Ruin] (Main spec), MOTHER, Uldir-Mythic"."""
    item = optional_text(row, "item") or optional_text(row, "itemName")
    link = _HYPERLINK.fullmatch(item)
    what = (link[1] if link else item) or optional_text(row, "itemString")
    named = f"{what} ({response})" if response else what
    parts = (named, optional_text(row, "boss"), optional_text(row, "instance"), optional_text(row, "note"))
    return ", ".join(part.strip() for part in parts if part.strip() and part != "nil")


def _cells(lines: Iterator[str], delimiter: str) -> Iterator[tuple[str, list[str]]]:
    """Split lines into cells. Only cells with commas are in quotes; other quotes belong to the text, as in 5" nails."""
    for number, line in enumerate(lines, start=2):
        line = line.rstrip("\r\n")
        if not line.strip():
            continue
        quoted = delimiter == "," and '"' in line
        try:
            cells = next(csv.reader([line])) if quoted else line.split(delimiter)
        except csv.Error:
            cells = line.split(delimiter)
        yield f"line {number}", cells


def _row(columns: list[str], cells: list[str], place: str) -> object:
    if len(cells) != len(columns):
        return f"{len(cells)} cells instead of {len(columns)}: " + " ".join(cells)
    return dict(zip(columns, cells, strict=True))
