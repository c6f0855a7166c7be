"""Keystone runs of a week, united over the sources."""

from tests.vault.domain.story import PERIOD, WEEK, at, key_run, slot, vault, week_after
from vault.domain.coverage import Coverage
from vault.domain.derive import derive_week
from vault.domain.facts import Facts


def levels(week) -> list[int]:
    return [run.level for run in week.runs]


def test_lists_of_several_sources_are_united_and_a_shared_run_counts_once():
    """Raider.IO lists ten runs at most and Blizzard the best of each dungeon; neither alone has all."""
    raiderio = [key_run(12, at(1)), key_run(8, at(2), dungeon=587)]
    blizzard = [key_run(12, at(1, seconds=1), source="blizzard"), key_run(5, at(3), dungeon=586, source="blizzard")]
    week = vault(*raiderio, *blizzard)
    assert [(run.level, run.sources) for run in week.runs] == [
        (12, ("blizzard", "raiderio")),
        (8, ("raiderio",)),
        (5, ("blizzard",)),
    ]


def test_more_than_ten_runs_of_a_week_are_kept_when_lists_were_read_at_different_times():
    week = vault(*(key_run(level, at(1, hours=level)) for level in range(2, 16)))
    assert len(week.runs) == 14
    assert slot(week, "dungeon", 3).level == 8


def test_two_real_runs_of_one_dungeon_and_level_minutes_apart_are_two():
    assert levels(vault(key_run(10, at(1)), key_run(10, at(1, minutes=25)))) == [10, 10]
    assert levels(vault(key_run(10, at(1)), key_run(10, at(1, seconds=60)))) == [10]
    assert levels(vault(key_run(10, at(1)), key_run(10, at(1, seconds=61)))) == [10, 10]
    assert levels(vault(key_run(10, at(1)), key_run(11, at(1)), key_run(10, at(1), dungeon=587))) == [11, 10, 10]


def test_a_depleted_run_counts_like_a_timed_one():
    week = vault(key_run(10, at(1), timed=False))
    assert week.as_document()["m_plus_runs"][0]["timed"] is False
    assert slot(week, "dungeon", 1).item_level == 318


def test_the_completion_decides_the_week_whenever_the_run_began():
    late = key_run(10, at(minutes=5))
    assert levels(vault(late)) == [10]
    assert levels(vault(late, week=week_after(-1))) == []
    assert levels(vault(key_run(10, WEEK.start))) == [10]
    assert levels(vault(key_run(10, WEEK.end))) == []


def test_last_weeks_best_runs_that_blizzard_still_shows_after_the_reset_are_not_this_weeks():
    """Blizzard keeps the old list until the next logout; completion times tell."""
    week = vault(key_run(14, at(-2), source="blizzard"))
    assert levels(week) == []


def test_one_run_whose_time_moves_over_the_reset_by_a_second_is_in_one_week():
    facts = [key_run(10, at(seconds=-1), source="blizzard"), key_run(10, at(), source="raiderio")]
    assert levels(vault(*facts)) == [10]
    assert levels(vault(*facts, week=week_after(-1))) == []


def test_levels_below_two_are_no_keystones():
    assert levels(vault(key_run(0, at(1)), key_run(1, at(1)), key_run(2, at(1)))) == [2]


def test_the_document_tells_each_run():
    week = vault(key_run(12, at(1)), key_run(12, at(1), source="blizzard", timed=None), key_run(3, at(1), dungeon=1))
    assert week.as_document()["m_plus_runs"] == [
        {
            "dungeon": 588,
            "name": "Altar of Fangs",
            "level": 12,
            "completed_at": "2026-11-18T15:00:00Z",
            "timed": True,
            "sources": ["blizzard", "raiderio"],
            "url": "https://raider.io/run/588-12",
        },
        {
            "dungeon": 1,
            "name": "Dungeon 1",
            "level": 3,
            "completed_at": "2026-11-18T15:00:00Z",
            "timed": True,
            "sources": ["raiderio"],
            "url": "https://raider.io/run/1-3",
        },
    ]


def test_a_week_that_no_season_covers_lists_its_runs_and_knows_no_slot():
    week = derive_week(WEEK, None, Facts(runs=[key_run(9, at(1))]), Coverage(), at(2))
    assert levels(week) == [9]
    assert {(s.state.value, s.reason.value, s.threshold) for s in week.slots} == {("unknown", "no_season", None)}
    assert len(week.as_document()["slots"]) == 9
    assert (week.season, week.week_number, week.week.period_id) == (None, None, PERIOD)
