"""RCLootCouncil's history."""

from decimal import Decimal

import pytest

from characters.domain.file_kinds import UnreadableFile
from lootlog.domain.imports.files import read_file
from tests.factories.loot_files import FILES, entries_of, held, recorded

HEADER = "player,date,time,id,item,itemID,itemString,response,votes,class,instance,boss,note,owner"
ROW = "Mowzi-Ravencrest,09/12/18,19:15:14,1544382914-7,[Codex],1,item:1::2,Minor,1,MAGE,Uldir-Mythic,MOTHER,,Unknown"


def test_the_table_as_the_addon_writes_it():
    reading = recorded("rclootcouncil.csv")
    assert (reading.format, reading.rejected) == ("rclootcouncil", [])
    first, second = reading.drafts
    assert (first.target, first.timestamp, first.delta) == ("Mowzi-Ravencrest", 1544382914, 0)
    assert first.reason == "[Uldir Subject Manifest] (Minor), MOTHER, Uldir-Mythic"
    assert first.origin == "1544382914-7|Mowzi-Ravencrest|item:160695::::::::120:258::6:3:4800:1507:4786"
    assert second.reason == '[Band, Rot-Scoured] (Major, really), MOTHER, Uldir-Mythic, a 5" ring from C:\\pics'
    assert reading.notices == ["RCLootCouncil keeps no points: every award is an entry of 0 points."]


def test_the_json_gives_the_same_entries_though_its_backslashes_are_not_escaped():
    assert entries_of(recorded("rclootcouncil.json")) == entries_of(recorded("rclootcouncil.csv"))


def test_the_table_with_tabs_gives_the_same_entries_where_it_has_ids():
    rows = [HEADER, ROW]
    tabs = "\r\n".join(rows).replace(",", "\t").replace("[Codex]", '=HYPERLINK("https://x.example/item=1";"[Codex]")')
    assert entries_of(read_file(tabs.encode())) == entries_of(read_file("\n".join(rows).encode()))


def test_a_table_of_prices_gives_points_by_response_whatever_its_letter_case():
    prices = {"MINOR": Decimal("-2.5"), "Major, really": Decimal(-10)}
    reading = recorded("rclootcouncil.csv", prices=prices)
    assert held(reading) == {"mowzi-ravencrest": "-2.5", "soonkyu-ravencrest": "-10"}
    assert reading.notices == []


def test_the_columns_of_older_and_newer_versions_are_read():
    older = HEADER.replace("instance,boss,", "instance,boss,gear1,gear2,responseID,isAwardReason,rollType,")
    row = ROW.replace("MOTHER,", "MOTHER,nil,nil,2,false,normal,")
    assert entries_of(read_file(f"{older}\n{row}".encode())) == entries_of(read_file(f"{HEADER}\n{ROW}".encode()))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (ROW.replace("1544382914-7", ""), "It has no id"),
        (ROW.replace("1544382914-7", "yesterday"), "“id” must be the second of the award"),
        (ROW.replace("Mowzi-Ravencrest", ""), "“player” must be a text"),
        (ROW + ",more", "15 cells instead of 14"),
        ("Mowzi", "1 cells instead of 14"),
    ],
)
def test_a_bad_row_is_rejected_and_spoils_no_other(row, reason):
    reading = read_file("\n".join([HEADER, ROW, row]).encode())
    assert len(reading.drafts) == 1
    (rejected,) = reading.rejected
    assert rejected.place == "line 3"
    assert reason in rejected.reason


def test_awards_without_ids_are_told_as_a_whole():
    rows = [HEADER.replace("time,id", "time"), ROW.replace("1544382914-7,", "")]
    reading = read_file("\n".join(rows).encode())
    assert reading.drafts == []
    assert "1 awards have no id" in reading.notices[0]
    assert "time zone" in reading.rejected[0].reason


def test_rows_of_json_that_are_none_are_rejected():
    reading = read_file(b'[5, {"player": "A-B", "id": "1544382914-7", "response": null, "itemString": 7}]')
    assert [row.place for row in reading.rejected] == ["entry 1", "entry 2"]


@pytest.mark.parametrize("cut", [-1, -40])
def test_json_that_is_cut_off_is_refused(cut):
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read_file((FILES / "rclootcouncil.json").read_bytes().strip()[:cut])
