"""Roster exports in every form they come in, and what is wrong with single rows."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from characters.domain.file_kinds import UnreadableFile
from guild_identity.domain.exports import MOST_ROWS, read_export
from tests.factories.exports import EXPORTED, companion, exported, lua, lua_file, saved

TROG = exported("Trogmoon", rank=0, rankName="Guild Leader", note="GM / Mikel", officerNote="Discord: Trogo")


def refusal(data):
    with pytest.raises(UnreadableFile) as refused:
        read_export(data)
    return str(refused.value)


@pytest.mark.parametrize("variable", ["GuildSyncDB", "PATTSyncDB"])
def test_the_addons_file_under_both_of_its_names(variable):
    export = read_export(lua_file(TROG, exported("Ümbrânox", realm="Mal'Ganis"), variable=variable))
    assert (export.addon + "DB", export.exported_at, export.guild_name) == (variable, EXPORTED, "Keepers")
    first, second = export.rows
    assert (first.row, first.name, first.realm, first.class_token) == (1, "Trogmoon", "Sen'jin", "DRUID")
    assert (first.level, first.rank_index, first.rank_name) == (90, 0, "Guild Leader")
    assert (first.note, first.officer_note, first.last_online) == ("GM / Mikel", "Discord: Trogo", "2d 4h")
    assert (second.row, second.name, second.realm) == (2, "Ümbrânox", "Mal'Ganis")
    assert export.rejected == () and export.has_officer_notes


def test_the_newer_of_two_exports_counts_where_both_names_are_in_one_file():
    old = lua_file(exported("Old"), variable="PATTSyncDB", at=EXPORTED - timedelta(days=1))
    assert read_export(lua_file(TROG) + old).addon == "GuildSync"
    assert read_export(old + lua_file(TROG)).rows[0].name == "Trogmoon"


@pytest.mark.parametrize(
    "document",
    [
        {"GuildSyncDB": saved(TROG)},
        saved(TROG),
        saved(TROG)["lastExport"],
        [TROG],
        {"characters": [TROG]},
    ],
    ids=["variable", "saved", "export", "list", "characters"],
)
def test_json_of_the_same_shape(document):
    (row,) = read_export(json.dumps(document).encode()).rows
    assert (row.name, row.rank_index, row.note, row.officer_note) == ("Trogmoon", 0, "GM / Mikel", "Discord: Trogo")


def test_what_the_companion_sends():
    export = read_export(companion(TROG))
    (row,) = export.rows
    assert (export.addon, export.version, export.exported_at, export.guild_name) == ("companion", "1.0.0", None, "")
    assert (row.note, row.officer_note, row.rank_name, row.last_online) == (
        "GM / Mikel", "Discord: Trogo", "Guild Leader", "2d 4h",
    )  # fmt: skip
    assert row.class_token == "DRUID"


@pytest.mark.parametrize(
    ("written", "realm", "meant"),
    [
        ("Trogmoon", "Area52", ("Trogmoon", "Area52")),
        ("Trogmoon", None, ("Trogmoon", "")),
        ("Trogmoon-Azjol-Nerub", None, ("Trogmoon", "Azjol-Nerub")),
        ("Trogmoon-Area52", "Sen'jin", ("Trogmoon", "Area52")),
        (" Trogmoon - Area 52 ", None, ("Trogmoon", "Area 52")),
        ("Trogmoon-", "Sen'jin", ("Trogmoon", "Sen'jin")),
    ],
)
def test_a_name_ends_at_its_first_hyphen(written, realm, meant):
    (row,) = read_export(lua_file(exported(written, realm=realm))).rows
    assert (row.name, row.realm) == meant


@pytest.mark.parametrize(
    ("fields", "token"),
    [
        ({"class": "Druide"}, "DRUID"),
        ({"classFile": None, "class": "Death Knight"}, "DEATHKNIGHT"),
        ({"classFile": None, "class": None}, ""),
        ({"classFile": None, "class": None, "class_name": "demon hunter"}, "DEMONHUNTER"),
    ],
)
def test_classes_are_spelled_as_the_client_does(fields, token):
    assert read_export(lua_file(exported("Trogmoon", **fields))).rows[0].class_token == token


@pytest.mark.parametrize(("rank", "index"), [(0, 0), (9, 9), (3.0, 3), (99, None), (None, None)])
def test_a_rank_of_99_is_unknown(rank, index):
    assert read_export(lua_file(exported("Trogmoon", rank=rank))).rows[0].rank_index == index


def test_an_empty_note_is_not_a_missing_one():
    empty, missing = read_export(lua_file(exported("One"), exported("Two", note=None, officerNote=None))).rows
    assert (empty.note, empty.officer_note, missing.note, missing.officer_note) == ("", "", None, None)


def test_an_export_by_somebody_without_the_right_has_no_officer_notes():
    assert not read_export(lua_file(exported("One", note="x"), exported("Two"))).has_officer_notes


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (exported("Bad", rank="three"), "“rank” is text and must be a whole number"),
        (exported("Bad", rank=True), "“rank” is true or false"),
        (exported("Bad", rank=1.5), "“rank” is a number and must be a whole number"),
        (exported("Bad", rank=12), "The rank is 12"),
        (exported("Bad", rank=-1), "not between 0 and 99"),
        (exported("Bad", level=10**9), "“level” is not between"),
        (exported("Bad", note=5), "“note” is a number and must be text"),
        (exported("Bad", officerNote={"secret": 1}), "“officerNote” is a table"),
        (exported("Bad", officerNote="secret" * 50), "“officerNote” has 300 letters"),
        (exported("Bad", realm=["x"]), "“realm” is"),
        (exported(""), "name is missing"),
        (exported("-Sen'jin"), "name is missing"),
        (exported("x", name=None), "name is missing"),
        (exported("B" * 50), "longer than 40"),
        (exported("x", name=5), "“name” is a number"),
        ("Bad", "not a character"),
    ],
)
def test_a_row_with_a_fault_is_left_out_with_its_number_and_the_reason(row, reason):
    for data in (lua_file(exported("Good"), row, exported("Fine")), json.dumps([exported("Good"), row]).encode()):
        export = read_export(data)
        (rejected,) = export.rejected
        assert (rejected.row, export.rows[0].name) == (2, "Good")
        assert reason in rejected.reason and "secret" not in rejected.reason


def test_the_first_of_two_rows_for_one_character_stays():
    rows = [exported("Twin", note="a"), exported("Twin", realm="Area52"), exported("twin", realm="senjin", note="b")]
    export = read_export(lua_file(*rows))
    assert [(row.row, row.note) for row in export.rows] == [(1, "a"), (2, "")]
    assert [(row.row, row.reason) for row in export.rejected] == [(3, "Listed twice: row 1 is the same character.")]


def test_bytes_that_are_no_text_mark_their_row():
    data = lua_file(exported("Good"), exported("Hurt", note="a?b")).replace(b"a?b", b"a\xffb")
    assert [row.is_damaged for row in read_export(data).rows] == [False, True]


def test_what_no_database_stores_is_taken_out_of_texts():
    rows = json.dumps([exported("Trog\0moon", note="a\0b")]).encode()
    assert [(row.name, row.note) for row in read_export(rows).rows] == [("Trogmoon", "ab")]


@pytest.mark.parametrize(
    ("fields", "moment"),
    [
        ({"exportTime": 1790000000}, EXPORTED),
        ({"exportTime": 1790000000000}, EXPORTED),
        ({"exportTimeISO": "2026-09-21T14:13:20Z"}, EXPORTED),
        ({"exported_at": "2026-09-21T16:13:20+02:00"}, EXPORTED),
        ({"exportTime": "soon", "exportTimeISO": "2026-09-21T14:13:20Z"}, EXPORTED),
        ({"exportTime": 0}, None),
        ({"exportTime": True}, None),
        ({"exportTime": 10**30}, None),
        ({"exportTimeISO": "yesterday"}, None),
        ({}, None),
    ],
)
def test_the_time_of_an_export(fields, moment):
    assert read_export(json.dumps({"characters": [TROG], **fields}).encode()).exported_at == moment


def test_the_time_of_the_last_export_stands_in_where_the_export_has_none():
    data = f"GuildSyncDB = {lua({**saved(TROG, at=None), 'lastExportTime': 1790000000})}".encode()
    assert read_export(data).exported_at == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"[]", "lists nobody"),
        (b"{}", "no list of characters"),
        (b'{"characters": "all"}', "no list of characters"),
        (b'{"characters": {"Trogmoon": {}}}', "no list of characters"),
        (b"[5, 6]", "No row could be read. The first: This is not a character."),
        (b'{"characters": [', "looks like JSON and cannot be read"),
        (b"[" * 100_000, "looks like JSON and cannot be read"),
        (b'{"x": ' * 100_000, "looks like JSON and cannot be read"),
        (b'{"a": "\xff"}', "looks like JSON and cannot be read"),
        (b"[" + b"1," * MOST_ROWS + b"1]", "more than 5,000 characters"),
        (b"OtherAddonDB = {}", "It has the variables OtherAddonDB; wanted is GuildSyncDB or PATTSyncDB"),
        (b"GuildSyncDB = 5", "no roster export"),
        (b"GuildSyncDB = {}", "has not exported yet"),
        (b'GuildSyncDB = {["lastExport"] = {}}', "no list of characters"),
        (b'GuildSyncDB = {["lastExport"] = {["characters"] = {}}}', "lists nobody"),
        (b"GuildSyncDB = " + b"{" * 10_000, "more than 64 deep"),
        (b'GuildSyncDB = os.execute("true")', "never run"),
        (b"PK\x03\x04", "a ZIP archive"),
        (lua_file(TROG)[:200], "cut off"),
    ],
)
def test_a_file_without_a_roster_says_what_is_missing(data, said):
    assert said in refusal(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*TROG, "characters"]), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(list(TROG)), JSON), JSON)
def test_whatever_a_row_holds_it_is_read_or_left_out(fields, other):
    data = json.dumps({"characters": [exported("Good"), fields, other], "exportTime": other}).encode()
    try:
        export = read_export(data)
    except UnreadableFile:
        return
    numbers = sorted(row.row for row in (*export.rows, *export.rejected))
    assert numbers == [1, 2, 3]


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_comes_the_only_error_is_that_it_cannot_be_read(data):
    try:
        assert read_export(data).rows
    except UnreadableFile as error:
        assert str(error)
