"""Logs recorded from the real Warcraft Logs, through client and parser, with the figures one reads off them."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from characters.clients import warcraftlogs
from characters.clients.warcraftlogs_queries import KillQuestion
from characters.domain.errors import MalformedPayload
from characters.domain.raid_logs import parse_reports
from characters.domain.ranked_kills import parse_character_kills
from characters.domain.regions import Region
from tests.captures import at, captured

GRAPHQL = "/api/v2/client"
WEEK = (datetime(2026, 8, 25, 15, tzinfo=UTC), datetime(2026, 9, 1, 15, tzinfo=UTC))


def fetch_reports(world, *reports: Any):
    page = {"has_more_pages": False, "current_page": 1, "data": list(reports)}
    world.answers_with(GRAPHQL, {"data": {"reportData": {"reports": page}}})
    return parse_reports(warcraftlogs.get_guild_reports(655330, *WEEK)).reports


def test_the_midnight_raid_of_the_28th_of_august(world):
    (report,) = fetch_reports(world, json.loads(captured("warcraftlogs/wcl_report_midnight_2026-08-28_trimmed.json")))
    assert (report.zone_id, report.is_exported) == (53, False)
    assert [
        (kill.warcraftlogs_encounter_id, kill.difficulty.value, kill.killed_at, len(kill.players))
        for kill in report.kills
    ] == [
        (3379, "normal", at("2026-08-28T01:17:49.714"), 18),
        (3379, "heroic", at("2026-08-28T01:36:25.229"), 18),
        (3470, "heroic", at("2026-08-28T02:20:08.214"), 17),
        (3497, "heroic", at("2026-08-28T03:45:38.796"), 17),
    ]
    present = [{(player.name, player.realm_key) for player in kill.players} for kill in report.kills]
    assert ("Cinderwell", "emeralddream") in present[0]
    assert present[1] - present[2] == {("Emberlyn", "proudmoore")}
    assert present[1] - present[3] == {("Ironquill", "proudmoore")}
    assert not any(player.parse for kill in report.kills for player in kill.players)


def test_the_report_list_of_a_guild(world):
    body = json.loads(captured("warcraftlogs/wcl_reports_guild30714_zone53_p1.json"))
    rows = body["data"]["reportData"]["reports"]["data"]
    with pytest.raises(MalformedPayload, match=r"missing required field id at .*fights\[0\]"):
        fetch_reports(world, *rows)
    world.answers[GRAPHQL].clear()
    for row in rows:
        row["endTime"] = row["startTime"] + 4 * 3_600_000
        row["fights"] = [{"id": number, "difficulty": 4, **fight} for number, fight in enumerate(row["fights"], 1)]
    reports = fetch_reports(world, *rows)
    assert len(reports) == 23
    assert [(kill.warcraftlogs_encounter_id, kill.killed_at) for report in reports for kill in report.kills] == [
        (3470, at("2026-09-30T19:19:27.156")),
        (3497, at("2026-09-30T20:09:03.664")),
    ]


def test_a_report_of_2022_has_actors_without_a_realm(world):
    report = json.loads(captured("warcraftlogs/report_masterData_1.json"))["data"]["reportData"]["report"]
    for fight in report["fights"]:
        fight |= {"difficulty": 4, "friendlyPlayers": [1, 3]}
    (parsed,) = fetch_reports(world, {"code": "x", **report})
    assert [kill.warcraftlogs_encounter_id for kill in parsed.kills] == [2553, 2417, 2407]
    assert {(player.name, player.realm_key) for kill in parsed.kills for player in kill.players} == {
        ("Arrgmage", None),
        ("Frenogmonk", None),
    }


def ranked(world, value):
    asked = KillQuestion("c1", "Somebody", "area-52", Region.US, [(3470, 4)])
    body = {"data": {"characterData": {"c1": {"hidden": False, "e3470d4": value}}}}
    world.answers_with(GRAPHQL, body)
    return parse_character_kills(warcraftlogs.get_character_kills([asked]))["c1"]


def test_rankings_of_a_dungeon_are_no_raid_kills(world):
    body = json.loads(captured("warcraftlogs/wcl_encounterRankings_mplus_zone32_2023.json"))
    value = body["data"]["characterData"]["character"]["encounterRankings"]
    assert len(value["ranks"]) == 7
    assert ranked(world, value) == ()


def test_rankings_of_a_boss_have_the_shape_of_those_of_a_dungeon(world):
    body = json.loads(captured("warcraftlogs/wcl_encounterRankings_mplus_zone32_2023.json"))
    kills = ranked(world, body["data"]["characterData"]["character"]["encounterRankings"] | {"difficulty": 4})
    assert len(kills) == 7
    assert (kills[0].report_code, kills[0].fight_id) == ("1Rv9BrKgHAGTQ4Wp", 3)
    assert kills[0].killed_at == at("2023-03-03T13:12:43.197")
    assert kills[0].parse == pytest.approx(81.168, abs=0.001)


def test_a_character_without_kills_and_points_of_the_hour(world):
    data = json.loads(captured("warcraftlogs/fflogs_zoneRankings_no_kills.json"))["data"]
    value = data["characterData"]["character"]["zoneRankings"]
    assert ranked(world, value) == ()
    world.answers[GRAPHQL].clear()
    world.answers_with(GRAPHQL, {"data": data})
    asked = KillQuestion("character", "Somebody", "area-52", Region.US, [])
    warcraftlogs.get_character_kills([asked])
    points = warcraftlogs.points()
    assert (points.limit_per_hour, points.spent) == (48000, 26.62)
    assert warcraftlogs.background_allowed()
