"""Raid kills as Blizzard counts them."""

from datetime import UTC, datetime

import pytest

from characters.domain.difficulties import Difficulty
from characters.domain.errors import ErrorKind, MalformedPayload
from characters.domain.raids import BossRecord, parse_raids

KILL = 1787879869000
AT = datetime(2026, 8, 28, 1, 17, 49, tzinfo=UTC)


def boss(encounter=2888, count=1, **more) -> dict:
    return {"encounter": {"id": encounter, "name": "x"}, "completed_count": count, **more}


def mode(*bosses, difficulty="HEROIC", **more) -> dict:
    return {"difficulty": {"type": difficulty}, "progress": {"encounters": list(bosses)}, **more}


def raids(*modes, instance=1400, expansion=516) -> dict:
    instances = [{"instance": {"id": instance}, "modes": list(modes)}]
    return {"expansion": {"id": expansion}, "instances": instances}


def test_the_current_season_listed_twice_counts_once():
    body = {
        "expansions": [
            raids(mode(boss(count=3, last_kill_timestamp=KILL)), expansion=505),
            raids(mode(boss(count=2, last_kill_timestamp=KILL - 5000), boss(2889, 1))),
        ]
    }
    assert parse_raids(body) == (
        BossRecord(1400, 2888, Difficulty.HEROIC, 3, AT),
        BossRecord(1400, 2889, Difficulty.HEROIC, 1, None),
    )


def test_the_order_of_the_document_does_not_matter():
    one = raids(mode(boss(count=3, last_kill_timestamp=KILL)), mode(boss(7), difficulty="LFR"), expansion=505)
    other = raids(mode(boss(count=5)), mode(boss(9), difficulty="MYTHIC"))
    assert parse_raids({"expansions": [one, other]}) == parse_raids({"expansions": [other, one]})


def test_encounters_are_found_in_progress_and_beside_it():
    body = {"expansions": [raids({"difficulty": {"type": "NORMAL"}, "encounters": [boss(1)]}, mode(boss(2)))]}
    assert [(record.encounter_id, record.difficulty) for record in parse_raids(body)] == [
        (1, Difficulty.NORMAL),
        (2, Difficulty.HEROIC),
    ]


@pytest.mark.parametrize("difficulty", ["LEGACY_10_MAN", "LEGACY_25_MAN_HEROIC", "SOMETHING_NEW", "heroic"])
def test_old_and_unknown_difficulties_are_skipped(difficulty):
    assert parse_raids({"expansions": [raids(mode(boss(), difficulty=difficulty))]}) == ()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"expansions": None},
        {"expansions": []},
        {"expansions": [{}]},
        {"expansions": [{"instances": [{"instance": {"id": 1}}]}]},
        {"expansions": [raids({})]},
        {"expansions": [raids({"difficulty": {"type": "LFR"}, "progress": {}})]},
    ],
)
def test_a_character_who_never_raided_has_no_records(body):
    assert parse_raids(body) == ()


def test_a_timestamp_of_zero_means_that_no_time_is_known():
    (record,) = parse_raids({"expansions": [raids(mode(boss(last_kill_timestamp=0)))]})
    assert record.last_kill_at is None


MODE = "$.expansions[0].instances[0].modes[0]"


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (boss(encounter="1"), f"expected int, got str at {MODE}.progress.encounters[0].encounter.id"),
        (boss(count=-1), f"expected int >= 0 at {MODE}.progress.encounters[0].completed_count"),
        (boss(count=1.5), f"expected int, got float at {MODE}.progress.encounters[0].completed_count"),
        ({"encounter": {"id": 1}}, "object missing required field completed_count at "),
        (
            boss(last_kill_timestamp=5),
            "the last kill of encounter 2888 on heroic: expected milliseconds between",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_place(spoil, message):
    with pytest.raises(MalformedPayload) as caught:
        parse_raids({"expansions": [raids(mode(spoil))]})
    assert str(caught.value).startswith(f"raids: {message}")
    assert caught.value.kind is ErrorKind.UNREADABLE
