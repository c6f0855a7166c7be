"""Seasons as data."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from characters.domain.difficulties import Difficulty
from characters.domain.errors import Refused
from vault.domain.packs import load_pack, load_seasons, read_packs, with_overlay
from vault.domain.rules import rules_for
from vault.domain.seasons import journal_ids, season_of_period, tracked_statistics

SEASONS = load_seasons()
CAPTURED = Path(__file__).resolve().parents[4] / "shared" / "data" / "seasons"


def test_five_seasons_cover_the_periods_without_gap_or_overlap():
    assert [season.key for season in SEASONS] == ["tww-1", "tww-2", "tww-3", "mn-1", "mn-2"]
    assert all(earlier.last_period + 1 == later.first_period for earlier, later in pairwise(SEASONS))
    assert SEASONS[-1].last_period is None


@pytest.mark.parametrize(
    ("period", "season", "week"),
    [
        (974, "tww-1", -1),
        (976, "tww-1", 1),
        (1001, "tww-2", 1),
        (1055, "mn-1", 1),
        (1076, "mn-2", 0),
        (1090, "mn-2", 14),
    ],
)
def test_a_period_has_a_season_and_a_week_number_from_one_source(period, season, week):
    rules = rules_for(SEASONS, period)
    assert (rules.season.key, rules.week_number) == (season, week)


def test_a_period_before_all_packs_has_no_rules():
    assert season_of_period(SEASONS, 973) is None
    assert rules_for(SEASONS, 973) is None


@pytest.mark.parametrize("period", [974, 975, 1000, 1052, 1053, 1054])
def test_weeks_without_a_vault_are_known(period):
    assert not rules_for(SEASONS, period).has_vault


@pytest.mark.parametrize(
    ("period", "bosses"), [(976, 8), (1024, 8), (1055, 7), (1056, 7), (1057, 9), (1068, 10), (1077, 9)]
)
def test_a_season_has_several_raids_and_some_open_later(period, bosses):
    """No raid is found by its name, so several instances of one season count together."""
    assert len(rules_for(SEASONS, period).bosses) == bosses


def test_in_the_preseason_only_the_lowest_difficulty_of_the_lair_is_open():
    rules = rules_for(SEASONS, 1076)
    assert set(rules.open_bosses.values()) == {(2849, Difficulty.LFR)}
    assert rules.dungeon_row_uses == ("mythic0", "heroic")
    assert rules.world_reward(11).item_level == rules.world_reward(6).item_level == 298


def test_mythic_without_a_keystone_counts_only_before_keystones_exist():
    assert rules_for(SEASONS, 1055).dungeon_row_uses == ("mythic0", "heroic")
    assert rules_for(SEASONS, 1056).dungeon_row_uses == ("keystone", "heroic")


def test_rewards_follow_the_season_and_stop_at_its_caps():
    rules = rules_for(SEASONS, 1090)
    assert (rules.raid_reward(Difficulty.HEROIC).item_level, rules.raid_reward(Difficulty.HEROIC).track) == (
        318,
        "Myth",
    )
    assert rules.dungeon_reward(17) == rules.dungeon_reward(10)
    assert (rules.dungeon_reward(9).item_level, rules.dungeon_reward(9).track) == (315, "Hero")
    assert (rules.dungeon_reward(0).item_level, rules.dungeon_reward(None).item_level) == (302, 289)
    assert rules.world_reward(11).item_level == 305
    squished = rules_for(SEASONS, 1030).raid_reward(Difficulty.MYTHIC)
    assert (squished.item_level, squished.item_level_before_squish) == (147, 707)


def test_logs_are_joined_by_ids_of_all_seasons():
    ids = journal_ids(SEASONS)
    assert (ids[3470], ids[3379], ids[3135]) == (2888, 2849, 2691)
    assert len(set(ids.values())) == len(ids)


def test_the_statistics_to_keep_are_those_the_rules_read():
    kept = tracked_statistics(SEASONS[-1])
    assert {63535, 61274, 62287, 40773} <= kept
    assert len(kept) == 9 * 4 + 8 + 4 + 11


def test_an_overlay_changes_only_what_it_names():
    pack = read_packs()["mn-2"]
    changed = load_seasons({"mn-2": {"rewards": {"dungeon": {"9": {"item_level": 316}}}}})[-1]
    assert changed.rewards.dungeon["9"].item_level == 316
    assert changed.rewards.dungeon["9"].track == "Hero"
    assert changed.rewards.dungeon["8"] == SEASONS[-1].rewards.dungeon["8"]
    assert pack == read_packs()["mn-2"]


def test_an_overlay_can_add_and_remove():
    merged = with_overlay({"a": {"b": 1, "c": 2}, "d": [1, 2]}, {"a": {"c": None, "e": {"f": 3}}, "d": [3]})
    assert merged == {"a": {"b": 1, "e": {"f": 3}}, "d": [3]}
    without_lair = load_seasons({"mn-2": {"raids": {"1317": None}}})
    assert len(rules_for(without_lair, 1090).bosses) == 8


@pytest.mark.parametrize(
    ("overlay", "message"),
    [
        ({"mn-2": {"caps": {"delve_tier": "8"}}}, r"“mn-2”: expected int, got str at \$\.caps\.delve_tier"),
        ({"mn-2": {"cap": 8}}, "“mn-2”: object contains unknown field cap"),
        ({"mn-2": {"thresholds": {"raid": [2, 2, 6]}}}, "thresholds of the raid row must rise"),
        ({"mn-2": {"thresholds": {"raid": [2, 4]}}}, "expected array of length 3"),
        ({"mn-2": {"rewards": {"dungeon": {"7": None}}}}, "rewards of the dungeon row have no entry for 7"),
        ({"mn-2": {"live_first_period": 1}}, "live_first_period lies before first_period"),
        ({"mn-2": {"delve_statistics": {"2": 40766}}}, "a statistic id is given twice"),
        ({"tww-1": {"last_period": 900}}, "last_period lies before first_period"),
        ({"mn-1": {"last_period": 1080}}, "“mn-1” and “mn-2” both claim period 1076"),
        ({"mn-2": [1]}, "must be a JSON object"),
        ({"df-4": {}}, "no season “df-4” to change"),
    ],
)
def test_a_wrong_overlay_is_refused_with_its_place(overlay, message):
    with pytest.raises(Refused, match=message):
        load_seasons(overlay)


def test_a_pack_that_is_no_pack_is_refused():
    with pytest.raises(Refused, match="missing required field"):
        load_pack({"key": "x"})


@pytest.mark.skipif(not CAPTURED.is_dir(), reason="the captured season tables are not here")
@pytest.mark.parametrize("season", SEASONS, ids=lambda season: season.key)
def test_the_packs_carry_the_captured_facts(season):
    facts = json.loads((CAPTURED / f"{season.key}.json").read_text(encoding="utf-8"))
    bosses = {
        row["journal_encounter_id"]: (row["warcraftlogs_encounter_id"], row["order"], row["name"], row["statistic_ids"])
        for raid in facts["raids"]
        for row in raid["encounters"]
    }
    assert bosses == {
        number: (boss.warcraftlogs, boss.order, boss.name, {d.value: s for d, s in boss.statistics.items()})
        for raid in season.raids.values()
        for number, boss in raid.bosses.items()
    }
    assert {row["challenge_mode_id"]: row["keystone_timer_seconds"] for row in facts["dungeons"]} == {
        number: dungeon.timer_seconds for number, dungeon in season.dungeons.items()
    }
    for row, rewards in (
        ("raid", season.rewards.raid),
        ("dungeon", season.rewards.dungeon),
        ("delve", season.rewards.world),
    ):
        told = {
            key: (row["item_level"], row["track"], row["rank"]) for key, row in facts["vault"][f"{row}_reward"].items()
        }
        assert told == {str(key): (r.item_level, r.track, r.rank) for key, r in rewards.items()}
    assert tuple(facts["season"]["periods_without_vault"]) == season.periods_without_vault
