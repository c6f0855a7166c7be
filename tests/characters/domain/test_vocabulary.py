"""Regions and difficulties, by all their names."""

import pytest

from characters.domain.difficulties import Difficulty, from_blizzard, from_warcraftlogs, to_warcraftlogs
from characters.domain.errors import Refused
from characters.domain.regions import Region, region_named


@pytest.mark.parametrize(("text", "region"), [("us", Region.US), (" EU ", Region.EU), ("Kr", Region.KR)])
def test_a_region_is_found_as_people_write_it(text, region):
    assert region_named(text) is region


@pytest.mark.parametrize("text", ["", "cn", "europe", "us-west"])
def test_an_unknown_region_is_refused_with_the_known_ones(text):
    with pytest.raises(Refused, match="The known regions are us, eu, kr, tw"):
        region_named(text)


def test_difficulties_are_ordered_by_reward():
    assert sorted(Difficulty, key=lambda difficulty: difficulty.order) == [
        "lfr",
        "normal",
        "heroic",
        "mythic",
    ]


@pytest.mark.parametrize(
    ("blizzard", "logs", "difficulty"),
    [
        ("LFR", 1, Difficulty.LFR),
        ("NORMAL", 3, Difficulty.NORMAL),
        ("HEROIC", 4, Difficulty.HEROIC),
        ("MYTHIC", 5, Difficulty.MYTHIC),
    ],
)
def test_every_upstream_has_its_own_name_for_a_difficulty(blizzard, logs, difficulty):
    assert from_blizzard(blizzard) is from_warcraftlogs(logs) is difficulty
    assert to_warcraftlogs(difficulty) == logs


@pytest.mark.parametrize("name", ["LEGACY_10_MAN", "LEGACY_25_MAN_HEROIC", "MYTHIC_KEYSTONE", "heroic", ""])
def test_other_difficulties_of_blizzard_are_none(name):
    assert from_blizzard(name) is None


@pytest.mark.parametrize("number", [0, 2, 6, 10, -1])
def test_other_difficulties_of_the_logs_are_none(number):
    assert from_warcraftlogs(number) is None
