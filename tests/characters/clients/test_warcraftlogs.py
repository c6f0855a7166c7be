"""Warcraft Logs: questions, answers beside errors, and the points of the hour."""

import json
from datetime import UTC, datetime

import pytest
import time_machine

from characters.clients import warcraftlogs
from characters.clients.warcraftlogs_queries import GUILD_REPORTS, KillQuestion, character_kills_query
from characters.domain.errors import ErrorKind, MalformedPayload, UpstreamError
from characters.domain.ranked_kills import parse_character_kills
from characters.domain.regions import Region

PATH = "/api/v2/client"
START = datetime(2026, 8, 25, 15, tzinfo=UTC)
END = datetime(2026, 9, 1, 15, tzinfo=UTC)


def points(spent: float, limit: int = 3600, reset: int = 600) -> dict:
    return {"rateLimitData": {"limitPerHour": limit, "pointsSpentThisHour": spent, "pointsResetIn": reset}}


def page(**more) -> dict:
    return {"reportData": {"reports": {"has_more_pages": False, "current_page": 1, "data": []}}, **more}


def refusal(world, body) -> UpstreamError:
    world.answers_with(PATH, body)
    with pytest.raises(UpstreamError) as caught:
        warcraftlogs.get_guild_reports(1, START, END)
    return caught.value


def test_the_reports_of_a_week_are_asked_for_in_milliseconds(world):
    world.answers_with(PATH, {"data": page()})
    assert warcraftlogs.get_guild_reports(655330, START, END, page=2) == page()
    sent = json.loads(world.asked(PATH)[0].body)
    assert sent["query"] == GUILD_REPORTS
    assert sent["variables"] == {"guild": 655330, "start": 1787670000000.0, "end": 1788274800000.0, "page": 2}
    assert world.asked(PATH)[0].headers["Authorization"] == "Bearer token-1"


def test_a_guild_is_found_by_name_and_realm(world):
    world.answers_with(PATH, {"data": {"guildData": {"guild": {"id": 655330}}}})
    assert warcraftlogs.find_guild(Region.US, "proudmoore", "Scrambled") == 655330
    assert json.loads(world.asked(PATH)[0].body)["variables"] == {
        "name": "Scrambled",
        "realm": "proudmoore",
        "region": "us",
    }


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"guildData": {"guild": None}}},
        {
            "data": {"guildData": {"guild": None}},
            "errors": [{"message": "No guild exists for this name/server/region."}],
        },
    ],
)
def test_an_unknown_guild_is_none(world, body):
    world.answers_with(PATH, body)
    assert warcraftlogs.find_guild(Region.US, "proudmoore", "Nobody") is None


def test_a_guild_of_the_wrong_shape_is_malformed(world):
    world.answers_with(PATH, {"data": {"guildData": {"guild": {"id": "655330"}}}})
    with pytest.raises(MalformedPayload):
        warcraftlogs.find_guild(Region.US, "proudmoore", "Scrambled")


def test_errors_beside_data_leave_the_data(world):
    world.answers_with(PATH, {"data": page(), "errors": [{"message": "Internal server error", "path": ["x"]}]})
    assert warcraftlogs.get_guild_reports(1, START, END) == page()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"errors": [{"message": "You do not have permission to view this report."}]}, ErrorKind.FORBIDDEN),
        (
            {"data": {"reportData": None}, "errors": [{"message": "Internal server error"}]},
            ErrorKind.UNAVAILABLE,
        ),
        (
            {"data": {"reportData": {"reports": None}}, "errors": [{"message": "Whatever"}]},
            ErrorKind.UNREADABLE,
        ),
        ({"data": None, "errors": [{"message": "Too many requests"}]}, ErrorKind.RATE_LIMITED),
        ({"data": {}}, ErrorKind.UNREADABLE),
        ({}, ErrorKind.UNREADABLE),
    ],
)
def test_errors_without_usable_data_are_raised_with_what_was_said(world, body, kind):
    error = refusal(world, body)
    assert error.kind is kind
    for fault in body.get("errors", []):
        assert fault["message"] in str(error)


@pytest.mark.parametrize("body", [[], "text", {"data": []}, {"data": page(), "errors": "no"}])
def test_an_answer_of_the_wrong_shape_is_malformed(world, body):
    assert isinstance(refusal(world, body), MalformedPayload)


def test_points_are_remembered_and_background_work_stops_at_four_fifths(world):
    assert warcraftlogs.background_allowed(), "nothing is known yet"
    world.answers_with(PATH, {"data": page(**points(2879))}, {"data": page(**points(2880))})
    warcraftlogs.get_guild_reports(1, START, END)
    assert warcraftlogs.background_allowed()
    warcraftlogs.get_guild_reports(1, START, END)
    assert not warcraftlogs.background_allowed()
    assert warcraftlogs.points().spent == 2880
    warcraftlogs.get_guild_reports(1, START, END)


def test_everything_stops_at_nineteen_twentieths_until_the_hour_is_over(world):
    world.answers_with(PATH, {"data": page(**points(3420, reset=600))}, {"data": page(**points(1))})
    with time_machine.travel("2026-08-28T01:00:00Z", tick=False) as traveller:
        warcraftlogs.get_guild_reports(1, START, END)
        traveller.shift(200)
        with pytest.raises(UpstreamError) as caught:
            warcraftlogs.get_guild_reports(1, START, END)
        assert caught.value.kind is ErrorKind.BUDGET_SPENT
        assert caught.value.retry_after == 400
        assert str(caught.value) == "Warcraft Logs: 3420 of 3600 points of this hour are spent"
        assert len(world.asked(PATH)) == 1
        traveller.shift(401)
        warcraftlogs.get_guild_reports(1, START, END)
        assert warcraftlogs.background_allowed()


def question(alias: str, name: str = "Ümbrânox") -> KillQuestion:
    return KillQuestion(alias, name, "area-52", Region.US, [(3470, 4), (3470, 5), (3470, 10)])


def test_each_character_and_boss_has_its_alias_and_names_travel_as_variables(world):
    world.answers_with(PATH, {"data": {"characterData": {"a": None, "b": {"hidden": True}}}})
    data = warcraftlogs.get_character_kills([question("a", 'Ro"bert'), question("b")])
    sent = json.loads(world.asked(PATH)[0].body)
    assert sent["variables"]["n0"] == 'Ro"bert'
    assert 'Ro"bert' not in sent["query"]
    assert (
        "a: character(name: $n0, serverSlug: $s0, serverRegion: $r0) { hidden e3470d4: encounterRankings("
        in sent["query"]
    )
    assert "e3470d5" in sent["query"]
    assert "d10" not in sent["query"]
    assert parse_character_kills(data) == {"a": None, "b": None}


def test_nobody_to_ask_about_asks_nothing(world):
    assert warcraftlogs.get_character_kills([]) == {"characterData": {}}
    assert not world.requests


@pytest.mark.parametrize("alias", ["", "1a", "a b", "a{", "a-b"])
def test_an_alias_that_is_no_word_is_a_defect(alias):
    with pytest.raises(ValueError, match="aliases"):
        character_kills_query([question(alias)])


def test_one_bad_alias_leaves_the_others_fine(world):
    rank = {
        "startTime": 1787880000000,
        "duration": 1000,
        "rankPercent": 50.5,
        "report": {"code": "x", "fightID": 2},
    }
    characters = {"a": None, "b": {"hidden": False, "e3470d4": {"difficulty": 4, "ranks": [rank]}}}
    body = {
        "data": {"characterData": characters},
        "errors": [{"message": "Internal server error", "path": ["a"]}],
    }
    world.answers_with(PATH, body)
    found = parse_character_kills(warcraftlogs.get_character_kills([question("a"), question("b")]))
    assert found["a"] is None
    assert [kill.parse for kill in found["b"]] == [50.5]
