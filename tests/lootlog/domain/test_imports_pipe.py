"""The addon's text lines, and ours."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lootlog.domain.exports.pipe import pipe_lines
from lootlog.domain.imports.files import read_file
from lootlog.domain.imports.pipe import HEADER, entry_fields, escaped
from lootlog.domain.replay import standings, void_entries
from tests.factories.loot_files import entries_of, gen1, held, line
from tests.lootlog.domain.ledgers import ledger

LINE = "1|1766000001|Leader-Garona|Thrall-Garona|5|5|Boss kill|Default"


def test_a_line_gives_the_same_entry_as_the_addons_file():
    reading = read_file(LINE.encode())
    assert (reading.format, [profile.key for profile in reading.profiles]) == ("pipe", ["Default"])
    assert entries_of(reading) == entries_of(read_file(gen1({1: line()})))


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_lines_may_end_either_way_and_empty_ones_do_not_count(ending):
    reading = read_file(ending.join(["", LINE, "", LINE.replace("1|", "2|", 1), ""]).encode())
    assert [(draft.place, draft.profile) for draft in reading.drafts] == [("line 2", "Default"), ("line 4", "Default")]


@pytest.mark.parametrize(
    ("reason", "meant"),
    [
        (r"Loot: \pHitem:19019\ph[Thunderfury]\ph", "Loot: |Hitem:19019|h[Thunderfury]|h"),
        (r"C:\pics", "C:|ics"),
        (r"C:\new\\x", r"C:\new\\x"),
        ("", ""),
    ],
)
def test_without_our_header_only_the_addons_one_escape_is_read(reason, meant):
    (draft,) = read_file(LINE.replace("Boss kill", reason).encode()).drafts
    assert draft.reason == meant


def test_with_our_header_every_escape_is_read():
    text = f"{HEADER}\n" + LINE.replace("Boss kill", r"C:\\pics \p a\nb\tc\r").replace("Default", r"A\pB")
    (draft,) = read_file(text.encode()).drafts
    assert (draft.reason, draft.profile) == ("C:\\pics | a\nb\tc\r", "A|B")
    assert (draft.source, draft.sequence) == ("pipe:leader-garona", 0)


def test_seven_fields_are_a_line_with_an_empty_reason():
    (draft,) = read_file(b"1|1766000001|Leader-Garona|Thrall-Garona|5|5|Default").drafts
    assert (draft.reason, draft.profile) == ("", "Default")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("1|1766000001|Leader-Garona|Thrall-Garona|5|5|Boss kill|A|B", "The line has 9 fields, not 8"),
        ("1|1766000001|Leader-Garona|Thr", "The line has 4 fields, not 8"),
        (LINE.replace("Boss kill", "x" * 2000), "The line has 2,053 characters; 2,000 are the most."),
        (LINE.replace("|5|5|", "|five|5|"), "“delta”: “five” is no number of points."),
        (LINE.replace("|5|5|", "|nan|5|"), "“delta”: “nan” is no number of points."),
        (LINE.replace("|5|5|", f"|{10**30}|5|"), "more than a ledger takes"),
        (LINE.replace("|Default", "|"), "The line names no profile."),
        (LINE.replace("1|", "x|", 1), "“id” must be a whole number"),
        ("nonsense", "The line has 1 fields"),
    ],
)
def test_a_bad_line_is_rejected_and_spoils_no_other(bad, reason):
    reading = read_file(f"{LINE}\n{bad}".encode())
    assert len(reading.drafts) == 1
    (rejected,) = reading.rejected
    assert rejected.place == "line 2"
    assert reason in rejected.reason


def test_an_escape_that_we_never_write_is_rejected():
    (rejected,) = read_file(f"{HEADER}\n{LINE.replace('kill', chr(92) + 'x')}".encode()).rejected
    assert "is no escape" in rejected.reason


@given(st.text(), st.text())
@settings(max_examples=50, deadline=None)
def test_escapes_leave_no_separator_and_come_back(reason, profile):
    written = f"1|1|A|B|1|1|{escaped(reason)}|{escaped(profile)}"
    assert "\n" not in written
    fields = entry_fields(written, ours=True)
    assert (fields["reason"], fields["profile"]) == (reason, profile)


def test_our_lines_give_our_standings_by_their_deltas_and_by_their_last_totals():
    entries = ledger()
    lines = list(pipe_lines("Raid|Team", entries, void_entries(entries), home_realm="Garona"))
    assert lines[0] == HEADER + "\n"
    reading = read_file("".join(lines).encode(), home_realm="Garona")
    ours = {who: str(total) for who, total in standings(entries, home_realm="Garona").items()}
    assert held(reading, "Raid|Team", home_realm="Garona") == ours
    last = {draft.target: str(draft.claimed_total) for draft in reading.drafts}
    assert last == {"Thrall-Garona": ours["thrall-garona"], "Jaina": "-0.5", "=SUM(A1)-Garona": "5"}
    assert "exported for reading" in reading.notices[0]


def test_our_lines_have_the_same_ids_in_every_export():
    entries = ledger()
    first, second = (list(pipe_lines("A", part, set()))[1:] for part in (entries, entries[1:]))
    assert [text.split("|")[0] for text in second] == [text.split("|")[0] for text in first][1:]
