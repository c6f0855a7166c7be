"""Warcraft Logs' GraphQL: a true part of the real schema, really executed."""

from typing import Any

import pytest
from graphql import build_schema, is_enum_type, is_object_type, parse, validate

from sandbox.warcraftlogs.queries import schema
from tests.sandbox.asking import CAPTURED, Asker

REAL = CAPTURED / "warcraftlogs" / "schema.graphql"
FIND = '{ guildData { guild(name: "Keepers of the Vault", serverSlug: "senjin", serverRegion: "us") { id } } }'
REPORTS = """
query($g: Int!, $s: Float!, $e: Float!, $p: Int!) {
  reportData { reports(guildID: $g, startTime: $s, endTime: $e, limit: 10, page: $p) {
    has_more_pages current_page total
    data { code startTime endTime revision segments exportedSegments visibility zone { id }
      fights(killType: Kills, translate: false) {
        id encounterID difficulty kill startTime endTime inProgress friendlyPlayers friendlySpecs friendlyItemLevels }
      masterData(translate: false) { actors(type: "Player") { id name server subType } }
      rankings(timeframe: Historical) } } }
  rateLimitData { limitPerHour pointsSpentThisHour pointsResetIn } }"""
END = 1_795_237_200_000.0
START = END - 8 * 86_400_000


def character(name: str, fields: str) -> str:
    return f'character(name: "{name}", serverSlug: "senjin", serverRegion: "us") {{ {fields} }}'


def ask_character(asker: Asker, name: str, fields: str) -> Any:
    return asker.data(f"{{ characterData {{ {character(name, fields)} }} }}")["characterData"]["character"]


def reports(asker: Asker, page: int = 1) -> Any:
    guild = asker.data(FIND)["guildData"]["guild"]["id"]
    return asker.data(REPORTS, g=guild, s=START, e=END, p=page)["reportData"]["reports"]


@pytest.mark.skipif(not REAL.is_file(), reason="no real schema here")
def test_the_schema_is_a_part_of_the_real_one() -> None:
    real, ours = build_schema(REAL.read_text(encoding="utf-8")), schema()
    assert not validate(real, parse(REPORTS))
    for name, kind in ours.type_map.items():
        if is_object_type(kind) and not name.startswith("__"):
            theirs = real.type_map[name]
            assert is_object_type(theirs)
            for field, definition in kind.fields.items():
                assert str(definition.type) == str(theirs.fields[field].type), f"{name}.{field}"
                wanted = {arg: str(of.type) for arg, of in theirs.fields[field].args.items()}
                assert {arg: str(of.type) for arg, of in definition.args.items()} == wanted, f"{name}.{field}"
        if is_enum_type(kind) and not name.startswith("__"):
            assert set(kind.values) <= set(real.type_map[name].values)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        (character("A", "encounterRankings(difficulty: 4, timeRange: {start: 1, end: 2})"), "timeRange"),
        (character("A", "encounterRankings(difficulty: 4) { totalKills }"), "must not have a selection"),
    ],
)
def test_queries_that_the_real_schema_refuses_are_refused(living: Asker, query: str, complaint: str) -> None:
    answer = living.graphql(f"{{ characterData {{ {query} }} }}")
    assert answer.status_code == 200
    assert complaint in answer.json()["errors"][0]["message"]


def test_a_guild_s_reports_of_the_week(living: Asker) -> None:
    page = reports(living)
    assert not page["has_more_pages"]
    assert len(page["data"]) == page["total"] >= 2
    for report in page["data"]:
        ids = {actor["id"] for actor in report["masterData"]["actors"]}
        assert all(fight["kill"] for fight in report["fights"])
        assert all(set(fight["friendlyPlayers"]) <= ids for fight in report["fights"])
        # Times of fights count from the start of the report.
        assert all(0 <= fight["startTime"] < fight["endTime"] < 6 * 3_600_000 for fight in report["fights"])
    names = {actor["name"] for report in page["data"] for actor in report["masterData"]["actors"]}
    assert {"Trogmoon", "Thornwëave"} <= names


def test_rankings_follow_the_export_and_leave_hidden_characters_out(living: Asker) -> None:
    ranked = [report for report in reports(living)["data"] if report["exportedSegments"] == report["segments"]]
    assert ranked
    for report in ranked:
        rows = {row["fightID"]: row for row in report["rankings"]["data"]}
        assert set(rows) == {fight["id"] for fight in report["fights"]}
        names = {who["name"] for row in rows.values() for role in row["roles"].values() for who in role["characters"]}
        assert names
        assert "Zulvexa" not in names


def test_the_second_page_is_empty(living: Asker) -> None:
    assert reports(living, 2)["data"] == []


def test_encounter_rankings(living: Asker) -> None:
    fields = "hidden h: encounterRankings(encounterID: 3470, difficulty: 4) none: encounterRankings(difficulty: 4)"
    found = ask_character(living, "Trogmoon", fields)
    assert found["none"] == {"error": "Invalid encounter id specified."}
    assert found["h"]["difficulty"] == 4
    assert found["h"]["totalKills"] == len(found["h"]["ranks"]) > 3
    rank = found["h"]["ranks"][0]
    truth = {kill["at"] for period in range(1080, 1091) for kill in living.truth("trogmoon", period)["kills"]}
    assert len(truth) > 20
    assert 0 < rank["rankPercent"] < 100
    assert rank["report"]["startTime"] < rank["startTime"]


def test_hidden_and_unknown_characters(living: Asker) -> None:
    assert ask_character(living, "Nobodyhere", "id") is None
    fields = "hidden encounterRankings(encounterID: 3470, difficulty: 4) recentReports { data { code } }"
    hidden = ask_character(living, "Zulvexa", fields)
    assert hidden == {"hidden": True, "encounterRankings": None, "recentReports": {"data": []}}


def test_recent_reports_and_single_reports(living: Asker) -> None:
    recent = ask_character(living, "Ведьмара", "recentReports(limit: 20) { data { code startTime guild { name } } }")
    rows = recent["recentReports"]["data"]
    # Logs of strangers stand among them.
    assert {row["guild"] is None for row in rows} == {True, False}
    assert [row["startTime"] for row in rows] == sorted((row["startTime"] for row in rows), reverse=True)
    query = "query($c: String!) { reportData { report(code: $c) { code title fights { id } } } }"
    assert living.data(query, c=rows[0]["code"])["reportData"]["report"]["fights"]


def test_reports_that_do_not_exist_come_as_errors_beside_data(living: Asker) -> None:
    query = '{ reportData { report(code: "nothing") { code } } rateLimitData { limitPerHour } }'
    body = living.graphql(query).json()
    assert body["errors"][0]["message"] == "This report does not exist."
    assert body["data"] == {"reportData": {"report": None}, "rateLimitData": {"limitPerHour": 3600}}


def test_private_reports_are_not_listed_and_cannot_be_read(empty: Asker) -> None:
    empty.post(
        {"type": "report", "code": "secret", "guild": 0, "start": "2026-11-20T01:00:00Z", "visibility": "private"}
    )
    assert reports(empty)["data"] == []
    body = empty.graphql('{ reportData { report(code: "secret") { code } } }').json()
    assert body["errors"][0]["message"] == "You do not have permission to view this report."


def test_points_run_out(empty: Asker) -> None:
    empty.control("PUT", "settings", {"points_limit": 3, "points_spent": 0})
    assert [empty.graphql(FIND).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert int(empty.graphql(FIND).headers["Retry-After"]) > 3000


def test_world_data(living: Asker) -> None:
    zone = living.data("{ worldData { zone(id: 53) { name difficulties { id } encounters { id journalID } } } }")
    encounters = zone["worldData"]["zone"]["encounters"]
    assert {"id": 3470, "journalID": 2888} in encounters
    assert [row["id"] for row in zone["worldData"]["zone"]["difficulties"]] == [1, 3, 4, 5]
