"""SavedVariables of MonolithDKP and CommunityDKP."""

import pytest

from lootlog.domain.amounts import plain
from lootlog.domain.entries import Kind
from lootlog.domain.imports.files import read_file
from lootlog.domain.rules import EARLIEST
from tests.factories.loot_files import entries_of, held, recorded, variables

MOMENT = 1621055942


def monolith(history=(), loot=(), table=()) -> bytes:
    return variables(MonDKP_DKPTable=list(table), MonDKP_DKPHistory=list(history), MonDKP_Loot=list(loot))


def row(**changes):
    written = {"players": "Thrall,Jaina,", "dkp": 10, "date": MOMENT, "reason": "Kill", "index": f"Hubs-{MOMENT}"}
    return {**written, **changes}


@pytest.mark.parametrize(
    ("name", "program"), [("monolithdkp.lua", "monolithdkp"), ("communitydkp.lua", "communitydkp")]
)
def test_the_standings_are_exactly_the_table_of_the_file(name, program):
    reading = recorded(name, home_realm="Ashkandi")
    assert (reading.format, reading.rejected) == (program, [])
    (profile,) = reading.profiles
    claimed = {f"{who.lower()}-ashkandi": plain(total) for who, total in profile.claimed.items()}
    assert {who: total for who, total in held(reading, home_realm="Ashkandi").items() if total != "0"} == {
        who: total for who, total in claimed.items() if total != "0"
    }


def test_an_old_file_without_names_of_entries_and_with_costs_without_minus():
    reading = recorded("monolithdkp.lua")
    loot = next(draft for draft in reading.drafts if "Core Hound Tooth" in draft.reason)
    assert (loot.target, loot.delta, loot.actor) == ("Timmy", -21, "Unknown")
    assert loot.reason.endswith("Ragnaros, Molten Core")
    opening = {draft.target: draft.delta for draft in reading.drafts if draft.reason == "Opening balance"}
    assert opening == {"Gone": 5}
    assert "1 characters begin with an opening balance" in reading.notices[0]


def test_openings_come_before_everything_and_balance_the_rest():
    table = [{"player": "Thrall", "dkp": 25}, {"player": "Jaina", "dkp": 10}]
    reading = read_file(monolith([row()], table=table))
    (opening,) = (draft for draft in reading.drafts if draft.reason == "Opening balance")
    assert (opening.target, opening.delta, opening.timestamp) == ("Thrall", 15, MOMENT - 1)
    assert (opening.source, opening.sequence) == ("monolithdkp:opening:thrall-", 1)


def test_two_openings_of_one_character_from_two_files_are_a_fork_and_not_added_up_unseen():
    table = [{"player": "Thrall", "dkp": 25}]
    whole = entries_of(read_file(monolith([row(players="Thrall,")], table=table)))
    cut_off = entries_of(read_file(monolith(table=table)))
    assert (whole[0].author, whole[0].sequence) == (cut_off[0].author, cut_off[0].sequence)
    assert whole[0].hash != cut_off[0].hash


def test_a_table_without_history_is_all_opening():
    (opening,) = read_file(monolith(table=[{"player": "Thrall", "dkp": 25}])).drafts
    assert (opening.delta, opening.timestamp) == (25, EARLIEST)


def test_a_deletion_takes_out_each_players_part():
    gone = row(index="Sithie-1621060000", date=1621060000, dkp=-10, deletes=f"Hubs-{MOMENT}", reason="")
    reading = read_file(monolith([gone, row(deletedby="Sithie-1621060000")]))
    voids = [draft for draft in reading.drafts if draft.kind is Kind.VOID]
    assert [draft.refers_to for draft in voids] == [f"Hubs-{MOMENT}|Thrall", f"Hubs-{MOMENT}|Jaina"]
    assert [(draft.actor, draft.source) for draft in voids] == [("Sithie", "monolithdkp:sithie-")] * 2
    assert held(reading) == {}


@pytest.mark.parametrize(
    ("dkp", "points"),
    [("-4,-2,-5%", ["-4", "-2"]), ("-4.5,-2.25,-5%", ["-4.5", "-2.25"]), ("7", ["7", "7"]), (2.5, ["2.5", "2.5"])],
)
def test_a_decay_gives_each_player_their_own_points(dkp, points):
    table = [{"player": "Thrall", "dkp": float(points[0])}, {"player": "Jaina", "dkp": float(points[1])}]
    reading = read_file(monolith([row(dkp=dkp)], table=table))
    assert [plain(draft.delta) for draft in reading.drafts] == points


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"dkp": "-10%"}, "“dkp” holds 0 amounts for 2 players"),
        ({"dkp": "-1,-2,-3,-10%"}, "“dkp” holds 3 amounts for 2 players"),
        ({"dkp": "-1,-10%"}, "“dkp” holds 1 amounts for 2 players"),
        ({"dkp": "a,b,5%"}, "“a” is no number of points"),
        ({"dkp": None}, "“dkp” must be a number, not nothing."),
        ({"players": None}, "“players” must be a text"),
        ({"date": "today"}, "“date” must be a whole number"),
        ({"index": 5}, "“index” must be a text"),
        ({"players": "a," * 1001}, "“players” names 1,001; a guild has at most 1,000."),
    ],
)
def test_a_bad_row_is_rejected_and_spoils_no_other(changes, reason):
    reading = read_file(monolith([row(**changes), row()], table=[{"player": "Thrall", "dkp": 10}, {"dkp": 5}]))
    assert [draft.delta for draft in reading.drafts if draft.target == "Thrall"] == [10]
    assert [rejected.place for rejected in reading.rejected] == ["DKPHistory[1]", "DKPTable[2]"]
    assert reason in reading.rejected[0].reason


def test_rows_whose_numbers_are_texts_are_read():
    history = {1: row(), "2": row(index="Hubs-5"), "seed": 1}
    data = variables(MonDKP_DKPTable=[], MonDKP_DKPHistory=history, MonDKP_Loot=[])
    assert len({draft.origin for draft in read_file(data).drafts if draft.delta > 0}) == 4


def test_every_team_is_a_profile_of_its_own_under_its_name():
    table = {"R-H": {"Guild": {"0": [{"player": "A", "dkp": 1}], "1": [{"player": "A", "dkp": 2}], "2": []}}}
    settings = {"R-H": {"Guild": {"teams": {"0": {"name": "Mains"}}}}}
    reading = read_file(variables(CommDKP_DKPTable=table, CommDKP_DB=settings))
    assert [(profile.key, profile.name) for profile in reading.profiles] == [
        ("R-H/Guild/0", "Mains"),
        ("R-H/Guild/1", "Guild 1"),
    ]
    assert [draft.delta for draft in reading.drafts] == [1, 2]
