"""Our own exports, read back."""

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from characters.domain.file_kinds import UnreadableFile
from lootlog.domain.bundle import bundle_lines
from lootlog.domain.cells import guarded, unguarded
from lootlog.domain.exports.documents import csv_lines, json_lines
from lootlog.domain.imports.files import read_file
from lootlog.domain.sealed import COLUMNS
from tests.lootlog.domain.ledgers import ABOUT, PROFILE, ledger, points


def as_json(entries=None) -> bytes:
    return "".join(json_lines(ABOUT, ledger() if entries is None else entries)).encode()


def as_csv(entries=None) -> bytes:
    return "".join(csv_lines(ledger() if entries is None else entries)).encode()


def as_bundle(entries=None) -> bytes:
    return b"".join(bundle_lines(ABOUT, ledger() if entries is None else entries))


@pytest.mark.parametrize(("export", "name"), [(as_json, "json"), (as_csv, "csv"), (as_bundle, "bundle")])
def test_what_is_exported_comes_back_sealed_with_every_hash(export, name):
    reading = read_file(export())
    assert (reading.format, reading.drafts, reading.rejected) == (name, [], [])
    assert reading.sealed == ledger()
    assert [entry.hash for entry in reading.sealed] == [entry.hash for entry in ledger()]
    assert reading.profiles[0].key == str(PROFILE)
    assert reading.profiles[0].name == ("Raid-Team-A" if name != "csv" else str(PROFILE))


@pytest.mark.parametrize("export", [as_json, as_csv, as_bundle])
def test_an_empty_ledger_comes_back_empty(export):
    assert read_file(export([])).sealed == []


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(texts, texts, st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "'", ""]))
@settings(max_examples=50, deadline=None)
def test_any_text_comes_back(reason, target, beginning):
    entry = points(reason=beginning + reason, target=beginning + target, origin=target)
    for export in (as_json, as_csv, as_bundle):
        assert read_file(export([entry])).sealed == [entry]


@given(texts, st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "'", "'=", ""]))
@settings(max_examples=50, deadline=None)
def test_no_cell_can_run_as_a_formula_and_every_text_comes_back(text, beginning):
    cell = guarded(beginning + text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert unguarded(cell) == beginning + text


def test_a_table_has_its_texts_guarded():
    rows = list(csv.DictReader(io.StringIO(as_csv().decode(), newline="")))
    assert "'=SUM(A1)-Garona" in [row["target"] for row in rows]
    assert "-0.5" in [row["delta"] for row in rows]


def test_a_table_that_a_spreadsheet_wrote_with_semicolons_and_other_order_is_read():
    rows = list(csv.DictReader(io.StringIO(as_csv().decode(), newline="")))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(reversed(COLUMNS)), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    assert read_file(b"\xef\xbb\xbf" + out.getvalue().encode()).sealed == ledger()


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("delta", "6", "The entry was changed: its hash is another."),
        ("reason", "other", "The entry was changed: its hash is another."),
        ("claimed_total", "1", "The entry was changed: its hash is another."),
        ("hash", "0" * 64, "The entry was changed: its hash is another."),
        ("delta", "NaN", "no number of points"),
        ("timestamp", "soon", "The entry cannot be read"),
        ("author", "me", "The entry cannot be read"),
        ("kind", "gift", "The entry cannot be read"),
        ("previous", "xyz", "The entry cannot be read"),
        ("sequence", -1, "The entry cannot be read"),
    ],
)
def test_a_changed_entry_is_rejected_and_spoils_no_other(field, value, reason):
    document = json.loads(as_json())
    document["entries"][2][field] = value
    reading = read_file(json.dumps(document, ensure_ascii=False).encode())
    assert len(reading.sealed) == len(ledger()) - 1
    (rejected,) = reading.rejected
    assert rejected.place == "entries[2]"
    assert reason in rejected.reason


def test_a_changed_line_of_a_table_is_rejected_with_its_line():
    lines = as_csv([points(), points(timestamp=5)]).decode().replace(",1766000000,", ",1766000001,")
    reading = read_file(lines.encode())
    assert [row.place for row in reading.rejected] == ["line 2"]
    assert len(reading.sealed) == 1


def test_a_missing_or_additional_column_is_told():
    with pytest.raises(UnreadableFile, match="needs exactly the columns hash, profile"):
        read_file(as_csv().replace(b",origin\r\n", b",origin,more\r\n", 1))


def test_another_version_of_our_json_is_told():
    with pytest.raises(UnreadableFile, match="cannot be read as JSON|of the form"):
        read_file(as_json().replace(b"vaultkeeper-entries-1", b'vaultkeeper-entries-1.5","x":"', 1))


def test_a_damaged_bundle_gives_its_sound_entries_and_names_the_faults():
    lines = as_bundle().splitlines(keepends=True)
    del lines[3]
    reading = read_file(b"".join(lines))
    assert len(reading.sealed) == len(ledger()) - 1
    assert any(
        row.place == "line 1" and "8 entries were exported; 7 are sound" in row.reason for row in reading.rejected
    )


def test_a_fork_in_a_bundle_is_told():
    twins = [points(sequence=3), replace(points(sequence=3), reason="other")]
    reading = read_file(as_bundle(twins))
    assert "wrote entry 3 2 times: line 2 and line 3" in reading.notices[0]
    assert len(reading.sealed) == 2


def test_a_bundle_without_a_header_is_refused():
    with pytest.raises(UnreadableFile, match="The bundle cannot be read. Line 1: The header cannot be read"):
        read_file(as_bundle().replace(b'"home_realm"', b'"home"', 1))
