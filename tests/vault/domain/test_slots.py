"""The nine slots."""

import pytest

from characters.domain.regions import Region
from tests.vault.domain.story import (
    ALTAR,
    EXPLORERS,
    FANGS,
    HEROIC,
    LFR,
    MYTHIC,
    NEKZALI,
    NORMAL,
    SEASONS,
    SENTINELS,
    SSZORAK,
    ULATEK,
    VASHNIK,
    at,
    everything_read,
    key_run,
    logged,
    raids,
    slot,
    states,
    vault,
)
from vault.domain.derive import derive_week
from vault.domain.facts import Facts
from vault.domain.reasons import Reason
from vault.domain.rules import rules_for
from vault.domain.weeks import fallback_week_of_period


def raid_slots(week) -> list[tuple[str | None, int | None]]:
    found = [slot(week, "raid", index) for index in (1, 2, 3)]
    return [(s.difficulty.value if s.difficulty else None, s.item_level) for s in found]


def test_slots_are_no_counts_each_pays_for_the_nth_best_boss():
    """Two on Mythic and three others on Heroic: the second slot is the fourth-best boss."""
    mythic = [logged(boss, at(1), MYTHIC) for boss in (NEKZALI, SENTINELS)]
    heroic = [logged(boss, at(1), HEROIC) for boss in (EXPLORERS, VASHNIK, SSZORAK)]
    assert raid_slots(vault(*mythic, *heroic)) == [("mythic", 334), ("heroic", 318), (None, None)]


def test_a_boss_counts_once_at_its_best_difficulty_however_many_difficulties_were_done():
    every_difficulty = [logged(NEKZALI, at(1), d) for d in (LFR, NORMAL, HEROIC, MYTHIC)]
    assert slot(vault(*every_difficulty), "raid", 1).state.value == "locked"
    week = vault(*every_difficulty, logged(SENTINELS, at(1), LFR))
    assert raid_slots(week)[0] == ("lfr", 292)


def test_thresholds_of_raids_are_two_four_and_six():
    bosses = (NEKZALI, SENTINELS, EXPLORERS, VASHNIK, SSZORAK, FANGS, ALTAR, ULATEK)
    earned = [states(vault(*(logged(b, at(1)) for b in bosses[:n])), "raid").count("earned") for n in range(9)]
    assert earned == [0, 0, 1, 1, 2, 2, 3, 3, 3]


def test_thresholds_of_dungeons_are_one_four_and_eight():
    runs = [key_run(level, at(1, hours=level)) for level in range(2, 11)]
    earned = [states(vault(*runs[:n]), "dungeon").count("earned") for n in range(10)]
    assert earned == [0, 1, 1, 1, 2, 2, 2, 2, 3, 3]


def test_a_keystone_above_the_cap_keeps_its_level_and_pays_like_the_cap():
    first = slot(vault(key_run(17, at(1))), "dungeon", 1)
    assert (first.level, first.item_level, first.track) == (17, 318, "Myth")


def test_a_slot_names_the_facts_behind_it():
    week = vault(key_run(12, at(1)), logged(NEKZALI, at(1)), logged(SENTINELS, at(1), MYTHIC))
    assert slot(week, "raid", 1).facts == ("2874:mythic", "2888:heroic")
    assert slot(week, "dungeon", 1).facts == ("588:12@2026-11-18T15:00:00Z",)
    assert slot(week, "raid", 2).facts == ()


def test_a_slot_is_written_with_every_key():
    week = vault(logged(NEKZALI, at(1)), logged(SENTINELS, at(1)))
    assert week.as_document()["slots"][0] == {
        "row": "raid",
        "index": 1,
        "threshold": 2,
        "progress": 2,
        "state": "earned",
        "difficulty": "heroic",
        "level": None,
        "item_level": 318,
        "track": "Myth",
        "reason": None,
        "facts": ["2888:heroic", "2874:heroic"],
    }
    assert [(s["row"], s["index"], s["threshold"]) for s in week.as_document()["slots"]] == [
        (row, index, threshold)
        for row, thresholds in (("raid", (2, 4, 6)), ("dungeon", (1, 4, 8)), ("world", (2, 4, 8)))
        for index, threshold in enumerate(thresholds, start=1)
    ]


def test_an_unplaced_kill_makes_a_slot_unknown_only_where_it_could_open_it():
    spanning = [raids(at(-1), {NEKZALI: 1}), raids(at(1), {NEKZALI: 2})]
    assert states(vault(*spanning), "raid") == ["locked"] * 3
    week = vault(*spanning, logged(SENTINELS, at(1)))
    assert states(week, "raid") == ["unknown: unplaced", "locked", "locked"]
    same_boss = vault(*spanning, logged(NEKZALI, at(1, hours=2), NORMAL))
    assert states(same_boss, "raid") == ["locked"] * 3, "the boss counts already, on another difficulty"


@pytest.mark.parametrize("period", [975, 1000, 1053])
def test_in_a_week_without_a_vault_every_slot_is_locked_for_that_reason(period):
    week = fallback_week_of_period(Region.EU, period)
    vault_week = derive_week(week, rules_for(SEASONS, period), Facts(), everything_read(week.start), week.end)
    assert {(s.state.value, s.reason) for s in vault_week.slots} == {("locked", Reason.NO_VAULT)}


def test_a_raid_that_opens_in_mid_season_counts_from_then_on():
    beloren, opens = 2739, 1057
    for period, counted in ((opens - 1, 0), (opens, 1)):
        week = fallback_week_of_period(Region.US, period)
        facts = Facts([logged(beloren, week.start)])
        vault_week = derive_week(week, rules_for(SEASONS, period), facts, everything_read(week.start), week.start)
        assert vault_week.bosses_killed(HEROIC) == counted


def test_every_reason_has_a_sentence_for_people():
    assert all(reason.sentence.endswith(".") for reason in Reason)
