"""Keystone runs as Blizzard and Raider.IO list them."""

from datetime import UTC, datetime

import pytest

from characters.domain.errors import MalformedPayload
from characters.domain.keystones import parse_keystone_profile, parse_keystone_season
from characters.domain.raiderio_profiles import parse_raiderio_profile

AT = datetime(2026, 8, 28, 1, 17, 49, tzinfo=UTC)


def run(**more) -> dict:
    return {
        "dungeon": {"id": 588, "name": "x"},
        "keystone_level": 12,
        "completed_timestamp": 1787879869000,
        "duration": 1800000,
        "is_completed_within_time": True,
        "keystone_affixes": [{"id": 9, "name": None}],
        "members": [{"character": {"id": 1, "realm": {"id": 5, "slug": "senjin"}}}],
        **more,
    }


def week_of(*runs: dict) -> dict:
    return {"current_period": {"period": {"id": 1087}, "best_runs": list(runs)}}


def rio(**more) -> dict:
    return {
        "mythic_level": 12,
        "completed_at": "2026-08-28T01:17:49.000Z",
        "map_challenge_mode_id": 588,
        "num_keystone_upgrades": 2,
        "clear_time_ms": 1800000,
        "keystone_run_id": 4711,
        "score": 195,
        **more,
    }


def test_a_character_without_keystones_has_an_empty_profile():
    profile = parse_keystone_profile({"current_period": {"period": {"id": 1087}}})
    assert (profile.period_id, profile.runs, profile.rating, profile.season_ids) == (1087, (), None, ())
    assert parse_keystone_profile({}).period_id is None


def test_a_run_listed_twice_is_one_run():
    profile = parse_keystone_profile(week_of(run(), run(), run(keystone_level=10)))
    assert [(one.level, one.dungeon, one.completed_at) for one in profile.runs] == [
        (12, 588, AT),
        (10, 588, AT),
    ]
    assert (profile.runs[0].source, profile.runs[0].timed, profile.runs[0].duration_ms) == (
        "blizzard",
        True,
        1800000,
    )


def test_ratings_are_read_where_they_are_there():
    assert parse_keystone_profile({"current_mythic_rating": {"rating": 2323.952}}).rating == 2323.952
    season = parse_keystone_season({"season": {"id": 18}, "best_runs": [run()], "mythic_rating": {"rating": 3000}})
    assert (season.season_id, len(season.runs), season.rating) == (18, 1, 3000.0)
    assert parse_keystone_season({"season": {"id": 18}}).runs == ()


@pytest.mark.parametrize(
    "spoil",
    [
        {"completed_timestamp": 0},
        {"completed_timestamp": 5},
        {"keystone_level": "12"},
        {"keystone_level": -1},
        {"dungeon": None},
        {"is_completed_within_time": "yes"},
    ],
)
def test_a_run_with_a_wrong_value_is_malformed(spoil):
    with pytest.raises(MalformedPayload):
        parse_keystone_profile(week_of(run(**spoil)))


def test_the_lists_of_raiderio_are_united_and_each_run_named_once():
    lists = {
        "mythic_plus_recent_runs": [rio(), rio(keystone_run_id=4712, mythic_level=11)],
        "mythic_plus_weekly_highest_level_runs": [rio()],
        "mythic_plus_previous_weekly_highest_level_runs": [rio(keystone_run_id=4713, num_keystone_upgrades=0)],
        "mythic_plus_highest_level_runs": [rio()],
    }
    profile = parse_raiderio_profile({"name": "x", **lists})
    assert [(one.run_id, one.timed) for one in profile.runs] == [
        ("4712", True),
        ("4711", True),
        ("4713", False),
    ]
    assert profile.runs[0].completed_at == AT
    assert profile.score is profile.last_crawled_at is None


def test_a_missing_run_id_is_taken_from_the_address():
    url = "https://raider.io/mythic-plus-runs/season-mn-2/4711-12-some-dungeon"
    nameless = rio(url=url)
    del nameless["keystone_run_id"]
    lists = {"mythic_plus_recent_runs": [rio()], "mythic_plus_highest_level_runs": [nameless]}
    (one,) = parse_raiderio_profile({"name": "x", **lists}).runs
    assert (one.run_id, one.url) == ("4711", url)


def test_a_run_without_any_id_is_known_by_what_it_was():
    nameless = rio()
    del nameless["keystone_run_id"]
    (one,) = parse_raiderio_profile({"name": "x", "mythic_plus_recent_runs": [nameless, nameless]}).runs
    assert (one.run_id, one.timed) == (None, True)


def test_scores_may_be_whole_numbers_and_seasons_may_be_missing():
    scores = [{"season": "season-mn-2", "scores": {"all": 2700}}, {"scores": {"all": 5.5}}]
    assert parse_raiderio_profile({"name": "x", "mythic_plus_scores_by_season": scores}).score == 2700.0
    assert parse_raiderio_profile({"name": "x", "mythic_plus_scores_by_season": []}).score is None


@pytest.mark.parametrize("spoil", [{"completed_at": "2026-08-28"}, {"mythic_level": None}, {"keystone_run_id": "4711"}])
def test_a_run_of_raiderio_with_a_wrong_value_is_malformed(spoil):
    with pytest.raises(MalformedPayload):
        parse_raiderio_profile({"name": "x", "mythic_plus_recent_runs": [rio(**spoil)]})


def test_a_run_without_a_dungeon_id_is_skipped():
    assert (
        parse_raiderio_profile({"name": "x", "mythic_plus_recent_runs": [rio(map_challenge_mode_id=None)]}).runs == ()
    )
