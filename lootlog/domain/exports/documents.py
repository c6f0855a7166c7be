"""Entries as JSON and as CSV, with all that is hashed, so that they can be read back and checked."""

import csv
import io
import json
from collections.abc import Iterable, Iterator

import msgspec

from lootlog.domain.bundle import Origin
from lootlog.domain.cells import guarded
from lootlog.domain.entries import Entry
from lootlog.domain.sealed import COLUMNS, JSON_FORMAT, TEXT_COLUMNS, to_fields


def json_lines(origin: Origin, entries: Iterable[Entry]) -> Iterator[str]:
    """Write one JSON document, a line an entry, in the order given."""
    about = {"uuid": str(origin.profile), "name": origin.name, "guild": origin.guild, "home_realm": origin.home_realm}
    yield f'{{"format":"{JSON_FORMAT}","profile":{json.dumps(about, ensure_ascii=False)},"entries":['
    separator = "\n"
    for entry in entries:
        yield separator + msgspec.json.encode(to_fields(entry)).decode()
        separator = ",\n"
    yield "\n]}\n"


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Write a table with a header, a line an entry, in the order given. No cell can run as a formula."""
    yield ",".join(COLUMNS) + "\r\n"
    for entry in entries:
        fields = to_fields(entry)
        yield csv_line(guarded(value) if name in TEXT_COLUMNS else value for name, value in fields.items())


def csv_line(cells: Iterable[object]) -> str:
    """Write one line of a table."""
    line = io.StringIO()
    csv.writer(line).writerow(["" if cell is None else cell for cell in cells])
    return line.getvalue()
