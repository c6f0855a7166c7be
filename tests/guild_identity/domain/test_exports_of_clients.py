"""Exports as clients of all years and countries write them, whole and cut off."""

import pytest

from characters.domain.file_kinds import UnreadableFile
from guild_identity.domain.exports import read_export
from tests.factories.exports import EXPORTED, companion, exported, lua_file

TROG = exported("Trogmoon", rank=0, rankName="Guild Leader", note="GM / Mikel", officerNote="Discord: Trogo")
# As the client of today writes it: an empty line first, no indentation, no comments, a comma after everything.
RETAIL = """
GuildSyncDB = {
["lastExportTime"] = 1790000000,
["totalExports"] = 5,
["settings"] = {
["minimap"] = true,
["scale"] = -0.5,
["skin"] = nil,
},
["lastExport"] = {
["exportTime"] = 1790000000,
["exportTimeISO"] = "2026-09-21T14:13:20Z",
["addonVersion"] = "1.0.0",
["guildName"] = "The Example Guild",
["memberCount"] = 2,
["characters"] = {
{
["name"] = "Trogomoon",
["realm"] = "Sen'jin",
["class"] = "Druid",
["classFile"] = "DRUID",
["level"] = 90,
["rank"] = 0,
["rankName"] = "Guild Leader",
["zone"] = "Silvermoon City",
["note"] = "GM / \\"Mikel\\" \\\\o/",
["officerNote"] = "Discord: Trogo",
["isOnline"] = true,
["lastOnline"] = "Online",
["achievementPoints"] = 12500,
},
nil,
{
["name"] = "Óvarion-Area52",
["rank"] = 99,
["note"] = "заметка",
},
},
},
}
OtherDB = nil
"""
# As clients of former years did: tabs, CRLF, and the index behind each item.
CLASSIC = RETAIL.replace("\n[", "\n\t[").replace("},\nnil,", "}, -- [1]\nnil, -- [2]").replace("\n", "\r\n")
EDITED = "-- sent by hand\n" + RETAIL.replace('["name"]', "name").replace(",\n}", "\n}").replace(
    '"Sen\'jin"', "[[Sen'jin]]"
)


@pytest.mark.parametrize(
    "text", [RETAIL, CLASSIC, EDITED, "\ufeff" + RETAIL], ids=["retail", "classic", "edited", "mark"]
)
def test_files_as_clients_have_written_them_through_the_years(text):
    export = read_export(text.encode())
    assert (export.exported_at, export.guild_name, export.version) == (EXPORTED, "The Example Guild", "1.0.0")
    first, second = export.rows
    assert (first.row, first.name, first.realm) == (1, "Trogomoon", "Sen'jin")
    assert (first.note, first.officer_note, first.last_online) == ('GM / "Mikel" \\o/', "Discord: Trogo", "Online")
    assert (second.row, second.name, second.realm, second.rank_index) == (3, "Óvarion", "Area52", None)
    assert (second.note, second.officer_note, export.rejected) == ("заметка", None, ())


def test_a_file_that_is_cut_off_is_never_taken_for_a_smaller_guild():
    data = lua_file(TROG, exported("Zulvexa"))
    begun, end = data.index(b"=") + 1, data.rindex(b"}")
    assert {"cut off" in refusal(data[:length]) for length in range(begun, end, 3)} == {True}
    data = companion(TROG, exported("Zulvexa"))
    assert {"cannot be read" in refusal(data[:length]) for length in range(1, len(data), 5)} == {True}


def test_the_same_name_on_two_realms_is_two_people():
    rows = [exported("Twin", note="a"), exported("Twin", realm="Area52", note="b"), exported("Twin", realm="???")]
    export = read_export(lua_file(*rows, exported("Twin", realm=None)))
    assert [(row.row, row.realm) for row in export.rows] == [(1, "Sen'jin"), (2, "Area52"), (3, "???"), (4, "")]
    assert export.rejected == ()


def test_the_words_of_a_guild_may_be_of_any_script_and_length_the_game_allows():
    rows = [
        exported("Ümbrânox", note="é" * 31),
        exported("Тролль", rankName="Старшина"),
        exported("아즈샤라", note="메모"),
    ]
    for data in (lua_file(*rows), companion(*rows)):
        export = read_export(data)
        assert [row.name for row in export.rows] == ["Ümbrânox", "Тролль", "아즈샤라"]
        assert (export.rows[0].note, export.rows[1].rank_name, export.rows[2].note) == ("é" * 31, "Старшина", "메모")


def test_what_is_wrong_with_a_row_never_quotes_its_notes():
    bad = exported("Bad", rank="three", note="Discord: secret", officerNote="a secret")
    assert "secret" not in str(read_export(lua_file(TROG, bad)).rejected)


def refusal(data):
    with pytest.raises(UnreadableFile) as refused:
        read_export(data)
    return str(refused.value)
