"""What a file is, is seen by what it holds; what is none is refused with what to do."""

import gzip
import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from characters.domain.errors import Refused
from characters.domain.file_kinds import UnreadableFile
from lootlog.domain.imports.files import read_file
from lootlog.domain.sealed import COLUMNS
from tests.factories.loot_files import FILES, event, frames, gen1, gen2, line, recorded, variables

DAMAGE = [b"{", b"}", b'"', b"\n", b"1e309", b"\0", b"|", b"nil"]
NAMES = sorted(path.name for path in FILES.iterdir())


def refusal(data: bytes, **options) -> str:
    with pytest.raises(UnreadableFile) as refused:
        read_file(data, **options)
    return str(refused.value)


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("SpectrumFederation.lua", gen1({1: line()}))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty."),
        (b" \r\n\t", "The file is empty."),
        (archive(), "The file is a ZIP archive. Unpack it and send what is in it."),
        (gzip.compress(b"x", mtime=0), "The file is compressed with gzip. Unpack it"),
        ("SpectrumFederationDB = {}".encode("utf-16"), "The file is text in UTF-16."),
        (b"<html></html>", "The file is a web page."),
        (b"\x89PNG\r\n", "The file is a picture."),
        (b"Dear officers,\nhere are our points.", "it begins with “Dear officers,”"),
        (b'{"hello": 5}', "JSON of a kind that is not known here"),
        (b"CEPGP = { }", "Its variables are: CEPGP."),
        (b"SpectrumFederationDB = { }", "Its variables are: SpectrumFederationDB."),
        (b"SpectrumFederationDB = 5", "The file holds no points."),
        (b"SpectrumFederationDB = os.time()", "code in them is refused and never run"),
        (b"SpectrumFederationDB = { " + b"{" * 10_000, "tables lie within tables more than 64 deep"),
        (b"[" * 10_000, "cannot be read"),
        (b'{"format":"vaultkeeper-entries-1","entries":' + b"[" * 10_000, "cannot be read"),
    ],
)
def test_what_is_none_of_the_known_files_is_refused_with_a_reason(data, reason):
    assert reason in refusal(data)


def test_a_refusal_names_the_file():
    assert refusal(b"", file_name="loot.lua") == "loot.lua: The file is empty."


def test_half_a_file_is_refused_with_the_line():
    data = (FILES / "gen1_tiers.lua").read_bytes()
    assert "cut off" in refusal(data[: len(data) // 2])


def test_a_file_beyond_the_limit_is_refused_before_it_is_read():
    begun = time.perf_counter()
    assert "104,857,600 bytes; 67,108,864 are the most" in refusal(bytes(100 * 1024 * 1024))
    assert "2,000 bytes; 1,000 are the most" in refusal(b" " * 2000, largest=1000)
    assert time.perf_counter() - begun < 1


def test_windows_text_is_read_and_told_with_its_lines():
    data = (FILES / "gen1_tiers.lua").read_bytes().replace("Pünktlich".encode(), "Pünktlich".encode("cp1252"))
    reading = read_file(data)
    assert reading.drafts == recorded("gen1_tiers.lua").drafts
    assert reading.notices == [
        "The file is not UTF-8 throughout. Read as Windows text (CP-1252), names to be looked at: line 33."
    ]


def test_letters_that_nobody_can_read_are_told():
    reading = read_file(gen1({1: line(reason="BYTE")}).replace(b"BYTE", b"\\255\\254"))
    assert "could not be read" in reading.notices[0]
    assert reading.drafts[0].reason == "��"


@pytest.mark.parametrize("name", NAMES)
def test_a_mark_at_the_beginning_and_windows_line_ends_change_nothing(name):
    data = (FILES / name).read_bytes()
    changed = b"\xef\xbb\xbf" + data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    assert read_file(changed).drafts == recorded(name).drafts


@pytest.mark.parametrize("name", NAMES)
def test_reading_twice_gives_the_same(name):
    assert recorded(name) == recorded(name)


@pytest.mark.parametrize("name", NAMES)
@given(st.data())
@settings(max_examples=15, deadline=None)
def test_whatever_is_damaged_a_file_is_read_or_refused(name, data):
    content = bytearray((FILES / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 50)))
        content[start:end] = data.draw(st.binary(max_size=8) | st.sampled_from(DAMAGE))
    try:
        reading = read_file(bytes(content))
    except Refused as refused:
        assert str(refused)
    else:
        assert all(draft.delta.is_finite() for draft in reading.drafts)


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_read_or_refused(data):
    for begin in (b"", b"SpectrumFederationDB = {", b"1|2|", b"LOG\t", b"[", b'{"prefix":"x"'):
        try:
            read_file(begin + data)
        except Refused as refused:
            assert str(refused)


def test_other_addons_variables_in_the_file_do_not_matter():
    data = variables(SomethingElse={"a": 1}) + gen1({1: line()}) + variables(SpectrumFederationDebugDB={"logs": []})
    assert len(read_file(data).drafts) == 1


def test_a_recording_that_begins_with_a_part_of_a_message_is_known():
    assert read_file("\n".join(frames([b"SYNC_REQ\tDefault\t0"])).encode()).drafts == []


@pytest.mark.parametrize(
    "data",
    [
        b"1|1|A-B|C-D|1|1|x|D\n" + b"x\n" * 10_001,
        b"LOG\t1|1|A-B|C-D|1|1|x|D\n" + b"x\n" * 10_001,
        b"[" + b"1," * 10_001 + b"1]",
        gen1({number: 5 for number in range(10_001)}),
        ",".join(COLUMNS).encode() + b"\n" + b"x\n" * 10_001,
    ],
    ids=["lines", "messages", "awards", "variables", "table"],
)
def test_a_file_of_nothing_but_bad_rows_does_not_fill_the_memory(data):
    assert "More than 10,000 rows cannot be read" in refusal(data)


def test_a_file_has_a_bound_of_entries_and_of_values(monkeypatch):
    monkeypatch.setattr("lootlog.domain.imports.harvest.MOST_ENTRIES", 2)
    reading = read_file(gen1({number: line(id=number) for number in range(1, 5)}))
    assert (len(reading.drafts), len(reading.rejected)) == (2, 2)
    assert "more than 2 entries" in reading.rejected[0].reason
    assert "more than 4,000,000 values" in refusal(b"[" + b"1," * 4_000_001 + b"1]")


@pytest.mark.parametrize(
    "data",
    [
        variables(
            SpectrumFederationDB={"profiles": {"A": {"logs": [line()], "points": dict.fromkeys(range(2000), 0)}}}
        ),
        gen2([event()], _members=[0] * 2000),
        gen2([event()], _authorCounters={f"Author{number}-Garona": 5 for number in range(2000)}),
    ],
    ids=["totals", "balances", "counters"],
)
def test_a_file_of_nothing_but_oddities_is_told_in_few_words(data):
    reading = read_file(data)
    assert len(reading.drafts) == 1
    assert len("".join(reading.notices)) < 1000


def test_a_file_has_a_bound_of_profiles():
    lines = (f"1|1|A-B|C-D|1|1|x|Profile {number}\n" for number in range(201))
    assert refusal("".join(lines).encode()) == "The file holds 201 profiles; 200 are the most."
