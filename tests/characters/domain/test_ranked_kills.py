"""Kills outside the guild's own logs."""

import json
from datetime import UTC, datetime

import pytest

from characters.domain.difficulties import Difficulty
from characters.domain.errors import MalformedPayload
from characters.domain.ranked_kills import RankedKill, pair_alias, parse_character_kills

START = 1787879036695


def rank(**more) -> dict:
    return {
        "startTime": START,
        "duration": 1000,
        "rankPercent": 81.5,
        "report": {"code": "aBc123", "startTime": START - 5000, "fightID": 3},
        **more,
    }


def rankings(*ranks, **more) -> dict:
    return {"difficulty": 4, "totalKills": len(ranks), "ranks": list(ranks), **more}


def found(value, alias="e3470d4", **more):
    return parse_character_kills({"characterData": {"c1": {"hidden": False, alias: value, **more}}})["c1"]


def test_a_ranked_kill_ends_when_its_fight_does():
    assert found(rankings(rank())) == (
        RankedKill(3470, Difficulty.HEROIC, datetime(2026, 8, 28, 1, 3, 57, 695_000, tzinfo=UTC), "aBc123", 3, 81.5),
    )


def test_the_alias_tells_boss_and_difficulty():
    assert pair_alias(3470, Difficulty.HEROIC) == "e3470d4"
    (kill,) = found(rankings(rank(), difficulty=5), alias="e3445d5")
    assert (kill.warcraftlogs_encounter_id, kill.difficulty) == (3445, Difficulty.MYTHIC)


def test_an_answer_about_another_difficulty_is_not_believed():
    assert found(rankings(rank(), difficulty=5)) == ()
    assert len(found(rankings(rank(), difficulty=None))) == 1


def test_values_may_come_as_text_and_reports_may_be_hidden():
    assert len(found(json.dumps(rankings(rank())))) == 1
    (kill,) = found(rankings(rank(report=None, rankPercent="-")))
    assert (kill.report_code, kill.fight_id, kill.parse) == (None, None, None)


@pytest.mark.parametrize("character", [None, {"hidden": True}, {"hidden": True, "e3470d4": rankings(rank())}])
def test_the_unknown_and_the_hidden_are_none(character):
    assert parse_character_kills({"characterData": {"c1": character}}) == {"c1": None}


@pytest.mark.parametrize("bad", [None, {"error": "Invalid encounter id specified."}, {}, {"ranks": None}, "null"])
def test_a_boss_without_an_answer_has_no_kills(bad):
    assert found(bad) == ()


@pytest.mark.parametrize("bad", [5, [], "text", {"ranks": [{}]}, {"ranks": 5}, rankings(rank(startTime=5))])
def test_a_boss_that_cannot_be_read_leaves_the_others(bad):
    assert [kill.warcraftlogs_encounter_id for kill in found(bad, e3445d4=rankings(rank()))] == [3445]
    with pytest.raises(MalformedPayload):
        found(bad)


def test_other_fields_are_not_bosses():
    assert found(rankings(rank()), alias="name") == ()
    assert found(rankings(rank()), alias="e3470d7") == ()


@pytest.mark.parametrize("body", [{}, None, {"characterData": None}, {"characterData": {"c1": []}}])
def test_an_answer_of_the_wrong_shape_is_malformed(body):
    with pytest.raises(MalformedPayload):
        parse_character_kills(body)
