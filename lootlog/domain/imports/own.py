"""Our own exports read back: every entry comes as it was sealed, or is rejected because it was changed."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

import msgspec

from characters.domain.errors import Refused
from characters.domain.file_kinds import UnreadableFile
from lootlog.domain.cells import unguarded
from lootlog.domain.drafts import Reading, Rejected, SourceProfile
from lootlog.domain.entries import Entry
from lootlog.domain.imports.harvest import need_few
from lootlog.domain.imports.rows import BadRow, raw_of
from lootlog.domain.sealed import COLUMNS, JSON_FORMAT, TEXT_COLUMNS, SealedFields, from_fields
from lootlog.domain.verifying import verify

MOST_GAPS = 20
_fields = msgspec.json.Decoder(SealedFields)


class _About(msgspec.Struct):
    uuid: UUID
    name: str = ""


class _Document(msgspec.Struct):
    """Our JSON; the entries are looked at one by one, so that one bad one spoils no other."""

    format: str
    profile: _About
    entries: list[msgspec.Raw]


def read_json(data: bytes) -> Reading:
    """Read our JSON.

    :raises UnreadableFile: when the document as a whole cannot be read.
    """
    try:
        document = msgspec.json.decode(data, type=_Document)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"The file cannot be read as JSON of this program: {str(error)[:200]}.") from None
    if document.format != JSON_FORMAT:
        raise UnreadableFile(f"The file is of the form “{document.format:.40}”; this program reads “{JSON_FORMAT}”.")
    rows = ((f"entries[{number}]", bytes(raw)) for number, raw in enumerate(document.entries))
    return _reading("json", {document.profile.uuid: document.profile.name}, rows)


def read_csv(lines: Iterable[str]) -> Reading:
    """Read our CSV; a spreadsheet may have put semicolons for commas.

    :raises UnreadableFile: when the table cannot be read.
    """
    return _reading("csv", {}, _csv_rows(lines))


def read_bundle(lines: Iterable[bytes]) -> Reading:
    """Read a bundle. Sound entries are taken even where others are missing; the notices name every fault.

    :raises UnreadableFile: when it has no header that can be read.
    """
    verdict = verify(lines)
    if verdict.header is None:
        raise UnreadableFile(f"The bundle cannot be read. {verdict.faults[0]}")
    profile = SourceProfile(str(verdict.header.profile), verdict.header.name)
    faults = [Rejected(f"line {fault.line}" if fault.line else "the file", fault.what, "") for fault in verdict.faults]
    notices = [f"Two histories of one author: {fork}" for fork in verdict.forks]
    notices += [f"Not in the exported ledger: {gap}" for gap in verdict.gaps[:MOST_GAPS]]
    return Reading("bundle", [profile], [], faults, notices, verdict.entries)


def _reading(name: str, names: dict[UUID, str], rows: Iterable[tuple[str, bytes | Mapping[str, object]]]) -> Reading:
    reading = Reading(name, [], [])
    found: dict[UUID, None] = dict.fromkeys(names)
    for place, raw in rows:
        try:
            entry = _sealed(raw)
        except Refused as error:
            shown = raw.decode(errors="replace") if isinstance(raw, bytes) else raw_of(dict(raw))
            reading.rejected.append(Rejected(place, str(error), raw_of(shown)))
            need_few(reading.rejected)
            continue
        found[entry.profile] = None
        reading.sealed.append(entry)
    reading.profiles.extend(SourceProfile(str(uuid), names.get(uuid) or str(uuid)) for uuid in found)
    return reading


def _sealed(raw: bytes | Mapping[str, object]) -> Entry:
    try:
        fields = _fields.decode(raw) if isinstance(raw, bytes) else msgspec.convert(raw, SealedFields, strict=False)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadRow(f"The entry cannot be read: {str(error)[:200]}.") from None
    return from_fields(fields)


def _csv_rows(lines: Iterable[str]) -> Iterator[tuple[str, Mapping[str, object]]]:
    rows = iter(lines)
    header = next(rows)
    reader = csv.reader(rows, delimiter=";" if header.count(";") > header.count(",") else ",")
    columns = next(csv.reader([header], delimiter=";" if header.count(";") > header.count(",") else ","))
    if sorted(columns) != sorted(COLUMNS):
        raise UnreadableFile(f"The table needs exactly the columns {', '.join(COLUMNS)}.")
    try:
        for cells in reader:
            if cells:
                yield f"line {reader.line_num + 1}", _row(dict(zip(columns, cells, strict=False)))
    except csv.Error as error:
        raise UnreadableFile(f"Line {reader.line_num + 1}: the table cannot be read: {error}.") from None


def _row(cells: dict[str, str]) -> dict[str, object]:
    row: dict[str, object] = {**cells}
    for name in TEXT_COLUMNS & cells.keys():
        row[name] = unguarded(cells[name])
    row["claimed_total"] = cells.get("claimed_total") or None
    return row
