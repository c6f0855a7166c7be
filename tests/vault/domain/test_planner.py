"""What to do next."""

from dataclasses import replace

import pytest

from characters.domain.errors import Refused
from tests.vault.domain.story import (
    EXPLORERS,
    HEROIC,
    NEKZALI,
    NORMAL,
    RULES,
    SENTINELS,
    VASHNIK,
    Coverage,
    at,
    key_run,
    logged,
    vault,
)
from vault.domain.planner import cheapest_route, next_steps

THREE_HEROIC = [logged(boss, at(1)) for boss in (NEKZALI, SENTINELS, EXPLORERS)]


def sentences(week, row: str) -> list[str]:
    return [step.sentence for step in next_steps(week, RULES) if step.effort.row == row]


def test_one_more_boss_opens_the_second_slot_and_a_harder_one_is_named_where_it_brings_more():
    assert sentences(vault(*THREE_HEROIC), "raid") == [
        "One more boss on LFR: slot 2 from locked to 292 Champion.",
        "One more boss on Normal: slot 2 from locked to 305 Hero.",
        "One more boss on Heroic: slot 2 from locked to 318 Myth.",
        "2 more bosses on Mythic: slot 1 from 318 Myth to 334 Myth, slot 2 from locked to 318 Myth.",
    ]


def test_a_higher_key_raises_the_first_slot_and_keys_that_pay_alike_are_named_once():
    steps = sentences(vault(key_run(7, at(1))), "dungeon")
    assert "One more +10 keystone: slot 1 from 315 Hero to 318 Myth." in steps
    assert "3 more +2 keystones: slot 2 from locked to 305 Hero." in steps
    assert not any("+8" in step or "+3 " in step for step in steps)


def test_a_boss_already_killed_can_only_be_killed_on_a_better_difficulty():
    every_heroic = [logged(boss, at(1)) for boss in RULES.bosses]
    steps = [step for step in next_steps(vault(*every_heroic), RULES) if step.effort.row == "raid"]
    assert [(step.effort.difficulty.value, step.count) for step in steps] == [("mythic", 2)]
    assert steps[0].as_document() == {
        "row": "raid",
        "count": 2,
        "difficulty": "mythic",
        "level": None,
        "bosses": [],
        "changes": [
            {
                "index": 1,
                "from_state": "earned",
                "from_item_level": 318,
                "from_track": "Myth",
                "item_level": 334,
                "track": "Myth",
            }
        ],
        "sentence": "2 more bosses on Mythic: slot 1 from 318 Myth to 334 Myth.",
    }


def test_a_step_names_the_bosses_that_are_left():
    step = next(s for s in next_steps(vault(*THREE_HEROIC), RULES) if s.effort.difficulty is HEROIC)
    assert step.effort.bosses[0] == "Vashnik the Malignant"
    assert len(step.effort.bosses) == 6


def test_the_cheapest_way_to_a_track_compares_the_rows():
    week = vault(logged(NEKZALI, at(1)), logged(VASHNIK, at(1), NORMAL), key_run(7, at(1)))
    route = cheapest_route(week, RULES, "Myth")
    assert [(o.effort.row, o.count, o.effort.difficulty, o.effort.level) for o in route.options] == [
        ("raid", 1, HEROIC, None),
        ("dungeon", 1, None, 10),
    ]
    assert cheapest_route(vault(), RULES, "Myth").sentence == "One +10 keystone: 318 Myth."
    assert cheapest_route(vault(), RULES, "myth").options[1].sentence == "2 bosses on Heroic: 318 Myth."


def test_a_track_that_is_paid_already_needs_nothing():
    route = cheapest_route(vault(key_run(9, at(1))), RULES, "Champion")
    assert (route.options[0].count, route.sentence) == (0, "The dungeon row pays Hero or better already.")
    assert route.as_document()["options"][0]["count"] == 0


def test_an_unknown_track_is_refused_with_the_known_ones():
    with pytest.raises(Refused, match="no track “Mythic”. Its tracks are Veteran, Champion, Hero, Myth"):
        cheapest_route(vault(), RULES, "Mythic")


def test_what_is_unknown_is_planned_from_what_is_proven():
    steps = sentences(vault(*THREE_HEROIC, coverage=Coverage()), "raid")
    assert "One more boss on Heroic: slot 2 from unknown to 318 Myth." in steps


def test_a_week_without_a_vault_has_no_plan():
    without = replace(RULES, has_vault=False)
    assert next_steps(vault(), without) == []
    assert cheapest_route(vault(), without, "Hero") is None
