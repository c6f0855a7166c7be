"""Logged kills: who was there, when, and how well it went."""

import json
from datetime import UTC, datetime

import pytest

from characters.domain.difficulties import Difficulty
from characters.domain.errors import MalformedPayload
from characters.domain.log_points import PointBudget
from characters.domain.raid_logs import LoggedPlayer, parse_reports

START = 1787879036695


def fight(**more) -> dict:
    return {
        "id": 2,
        "encounterID": 3379,
        "difficulty": 4,
        "startTime": 577332,
        "endTime": 833019,
        "inProgress": False,
        "friendlyPlayers": [1, 2],
        **more,
    }


def actors(*more) -> list:
    return [
        {"id": 1, "name": "Ümbrânox", "server": "Area52", "subType": "Mage"},
        {"id": 2, "name": "Stranger", "server": None, "subType": "Unknown"},
        *more,
    ]


def report(*fights, **more) -> dict:
    return {
        "code": "aBc123",
        "startTime": START,
        "endTime": START + 21_104_141,
        "revision": 3,
        "segments": 4,
        "exportedSegments": 4,
        "zone": {"id": 53},
        "fights": list(fights),
        "masterData": {"actors": actors()},
        "rankings": {"data": []},
        **more,
    }


def page(*reports, **more) -> dict:
    return {"reportData": {"reports": {"has_more_pages": False, "data": list(reports)}}, **more}


def only(*fights, **more):
    (found,) = parse_reports(page(report(*fights, **more))).reports
    return found


def ranked(rank_percent, name="Ümbrânox", server="Area 52", fight_id=2) -> dict:
    character = {
        "id": 99,
        "name": name,
        "server": {"id": 1, "name": server, "region": "US"},
        "rankPercent": rank_percent,
    }
    return {"data": [{"fightID": fight_id, "roles": {"tanks": {"characters": []}, "dps": {"characters": [character]}}}]}


def parse_of(rankings, **more) -> float | None:
    return only(fight(), rankings=rankings, **more).kills[0].players[0].parse


def test_a_kill_happened_when_its_fight_ended():
    (kill,) = only(fight()).kills
    assert kill.killed_at == datetime(2026, 8, 28, 1, 17, 49, 714_000, tzinfo=UTC)
    assert (kill.warcraftlogs_encounter_id, kill.difficulty, kill.fight_id) == (3379, Difficulty.HEROIC, 2)
    assert kill.players == (LoggedPlayer("Ümbrânox", "area52", None), LoggedPlayer("Stranger", None, None))


@pytest.mark.parametrize(
    "other",
    [
        {"encounterID": 0, "kill": None, "difficulty": None},
        {"kill": False},
        {"inProgress": True},
        {"difficulty": 10, "encounterID": 61762},
        {"difficulty": None},
        {"difficulty": 2},
    ],
)
def test_trash_wipes_and_keystones_are_no_kills(other):
    assert [kill.fight_id for kill in only(fight(**other), fight(id=5), None).kills] == [5]


def test_players_are_looked_up_among_the_actors_of_their_own_report():
    strange = fight(friendlyPlayers=[1, 1, 77, None])
    assert [player.name for player in only(strange).kills[0].players] == ["Ümbrânox"]
    assert only(fight(), masterData=None).kills[0].players == ()
    nameless = actors(None, {"id": 3, "name": None})
    assert len(only(fight(friendlyPlayers=[3]), masterData={"actors": nameless}).kills) == 1


def test_a_parse_is_joined_by_fight_name_and_realm():
    assert parse_of(ranked(87.2)) == 87.2
    assert parse_of(ranked(87)) == 87.0
    assert parse_of(ranked(87.2, name="ümbrânox", server="area-52")) == 87.2
    assert parse_of(ranked(87.2, fight_id=3)) is None
    assert parse_of(ranked(87.2, server="Senjin")) is None
    assert parse_of(ranked(87.2, name="Umbranox")) is None


def test_a_realm_that_is_not_known_is_made_up_for_by_a_name_that_is_unique():
    rankings = ranked(40.0, name="Stranger", server="Senjin")
    assert only(fight(), rankings=rankings).kills[0].players[1].parse == 40.0
    rankings["data"] += ranked(50.0, name="Stranger", server="Area 52")["data"]
    assert only(fight(), rankings=rankings).kills[0].players[1].parse is None


@pytest.mark.parametrize("unranked", ["-", None, -1, 101, float("nan"), "87.2"])
def test_unranked_is_no_parse(unranked):
    assert parse_of(ranked(unranked)) is None


def test_rankings_may_come_as_text():
    assert parse_of(json.dumps(ranked(87.2))) == 87.2


@pytest.mark.parametrize(
    "rankings",
    [
        None,
        {},
        {"error": "Invalid fight id specified."},
        {"data": None},
        {"data": "text"},
        [],
        5,
        "no json",
        '{"data": [',
        '"\\ud800"',
        "[" * 5000,
        ranked([]),
        ranked({"a": 1}),
    ],
)
def test_rankings_that_cannot_be_read_leave_the_kills(rankings):
    (kill,) = only(fight(), rankings=rankings).kills
    assert [player.parse for player in kill.players] == [None, None]


@pytest.mark.parametrize(("segments", "exported", "done"), [(4, 4, True), (4, 3, False), (None, None, False)])
def test_a_log_is_done_when_all_of_it_is_exported(segments, exported, done):
    assert only(segments=segments, exportedSegments=exported).is_exported is done


def test_a_page_may_hold_reports_that_nobody_may_see():
    parsed = parse_reports(page(None, report(None, fights=None)))
    assert [(one.code, one.kills, one.zone_id, one.revision) for one in parsed.reports] == [("aBc123", (), 53, 3)]
    assert only(zone=None).zone_id is None


def test_points_come_with_the_page():
    points = {"limitPerHour": 3600, "pointsSpentThisHour": 2880.5, "pointsResetIn": 600}
    budget = parse_reports(page(rateLimitData=points)).points
    assert budget == PointBudget(3600, 2880.5, 600)
    assert (budget.background_allowed, budget.any_allowed) == (False, True)
    assert parse_reports(page(rateLimitData=None)).points is None


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "object missing required field reportData"),
        ({"reportData": None}, "expected object, got null at $.reportData"),
        ({"reportData": {"reports": None}}, "expected object, got null at $.reportData.reports"),
        (page(report(fight(encounterID="3379"))), "at $.reportData.reports.data[0].fights[0].encounterID"),
        (page(report(fight(endTime=float("nan")))), "at $.reportData.reports.data[0].fights[0].endTime"),
        (page(report(startTime=5)), "guild reports: the start of report aBc123: expected milliseconds"),
        (
            page(report(fight(endTime=1e15))),
            "guild reports: the end of fight 2 of report aBc123: expected milliseconds",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_place(body, place):
    with pytest.raises(MalformedPayload) as caught:
        parse_reports(body)
    assert place in str(caught.value)


def test_a_kill_has_the_fights_start_and_end():
    (kill,) = only(fight()).kills
    assert kill.started_at == datetime.fromtimestamp((START + 577332) / 1000, UTC)
    assert kill.killed_at == datetime.fromtimestamp((START + 833019) / 1000, UTC)


@pytest.mark.parametrize("start", [None, "577332", -1, 900000, float("nan"), []])
def test_a_strange_start_costs_no_kill(start):
    (kill,) = only(fight(startTime=start)).kills
    assert kill.started_at is None
