"""Being in two places at once: what is certain, what only looks like it, and how much may be asked at once."""

from datetime import UTC, datetime, timedelta
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guild_identity.domain.overlaps import (
    CHANGING_CHARACTERS,
    CLOCKS_DIFFER,
    Overlap,
    Presence,
    impossible_pairs,
)
from tests.growth import growth

NIGHT = datetime(2026, 11, 18, 20, tzinfo=UTC)
MAIN, ALT, FRIEND = 1, 2, 3
PLAYERS = {10: (MAIN, ALT)}


def at(minutes, seconds=0):
    return NIGHT + timedelta(minutes=minutes, seconds=seconds)


def key(character, start, end, place=588):
    return Presence(character, "key", place, f"Dungeon {place} +12", start, end)


def fight(character, start, end, place=2888):
    return Presence(character, "kill", place, f"Boss {place}, heroic", start, end)


def kill(character, moment, place=2888):
    return fight(character, moment, moment, place)


def found(*presences, groups=PLAYERS):
    by_character = {}
    for presence in presences:
        by_character.setdefault(presence.character_id, []).append(presence)
    return impossible_pairs(by_character, groups)


def test_a_key_during_a_fight_is_impossible():
    assert found(key(MAIN, at(0), at(30)), fight(ALT, at(10), at(15))) == (
        Overlap(10, MAIN, ALT, "Dungeon 588 +12", "Boss 2888, heroic", at(10) + CHANGING_CHARACTERS, is_same=False),
    )


def test_a_kill_of_which_only_the_moment_is_known_counts_inside_a_key():
    (overlap,) = found(key(MAIN, at(0), at(30)), kill(ALT, at(10)))
    assert (overlap.since, overlap.is_same) == (at(10), False)


def test_two_characters_in_the_same_kill_are_impossible():
    (overlap,) = found(kill(MAIN, at(10)), kill(ALT, at(10)))
    assert overlap.is_same


def test_a_fights_end_and_blizzards_moment_a_few_seconds_later_are_the_same_kill():
    (overlap,) = found(fight(MAIN, at(5), at(10)), kill(ALT, at(10, 3)))
    assert overlap.is_same


def test_characters_of_two_players_may_be_anywhere():
    assert found(kill(MAIN, at(10)), kill(FRIEND, at(10)), groups={10: (MAIN, ALT), 11: (FRIEND,)}) == ()


def test_one_character_is_never_compared_with_itself():
    assert found(key(MAIN, at(0), at(30)), kill(MAIN, at(10))) == ()


def test_changing_characters_right_after_a_kill_is_possible():
    assert found(fight(MAIN, at(0), at(10)), fight(ALT, at(10, 2), at(15), place=2874)) == ()


def test_clocks_that_differ_by_seconds_make_no_overlap():
    # The log's clock runs two seconds ahead: by it the fight began before the key was over.
    assert found(key(MAIN, at(0), at(30)), fight(ALT, at(29, 58), at(35))) == ()


def test_two_kills_half_a_minute_apart_are_not_certain():
    assert found(kill(MAIN, at(10)), kill(ALT, at(10, 30), place=2874)) == ()


def test_two_kills_within_the_same_seconds_are_certain():
    assert len(found(kill(MAIN, at(10)), kill(ALT, at(10, 4), place=2874))) == 1


def test_several_sources_of_one_fight_make_one_overlap():
    sources = fight(ALT, at(10), at(15)), kill(ALT, at(15, 2)), kill(ALT, at(15, 40))
    assert len(found(key(MAIN, at(0), at(30)), *sources)) == 1


def test_two_runs_of_one_dungeon_in_a_row_stay_two():
    runs = [key(ALT, at(start), at(start + 20), place=500) for start in (0, 21)]
    assert len(found(fight(MAIN, at(5), at(6)), fight(MAIN, at(30), at(31), place=2874), *runs)) == 2


@pytest.mark.parametrize("presence", [key(MAIN, None, at(10)), key(MAIN, at(10), None)])
def test_an_unknown_start_or_end_leaves_the_moment_that_is_known(presence):
    assert len(found(presence, kill(ALT, at(10)))) == 1
    assert found(presence, kill(ALT, at(12))) == ()


def test_a_presence_without_any_moment_says_nothing():
    assert found(key(MAIN, None, None), key(MAIN, at(20), at(30)), kill(ALT, at(10))) == ()


def test_an_end_before_the_start_is_taken_as_a_moment():
    assert found(key(MAIN, at(30), at(10)), kill(ALT, at(20))) == ()


def naive(stays):
    """Compare all pairs."""
    count = 0
    for one, other in combinations(stays, 2):
        since = max(one.started_at + CHANGING_CHARACTERS, other.started_at + CHANGING_CHARACTERS)
        if one.character_id != other.character_id and since <= min(one.ended_at, other.ended_at) + CLOCKS_DIFFER:
            count += 1
    return count


long_stays = st.builds(
    lambda character, place, start, length: key(character, at(start), at(start + length), place=place),
    st.sampled_from([MAIN, ALT, FRIEND]),
    st.integers(1, 10_000),
    st.integers(0, 300),
    st.integers(1, 40),
)


@given(st.lists(long_stays, max_size=25, unique_by=lambda stay: stay.place))
def test_the_sweep_finds_what_comparing_all_pairs_finds(stays):
    assert len(found(*stays, groups={10: (MAIN, ALT, FRIEND)})) == naive(stays)


@given(st.lists(long_stays, max_size=15), st.randoms())
def test_the_order_of_arrival_does_not_matter(stays, chance):
    shuffled = list(stays)
    chance.shuffle(shuffled)
    groups = {10: (MAIN, ALT, FRIEND)}
    assert found(*stays, groups=groups) == found(*shuffled, groups=groups)


def test_ten_times_the_nights_cost_ten_times_as_much():
    chance = Random(7)
    stays = [
        fight(character, at(25 * n + chance.random()), at(25 * n + 8), place=n)
        for n in range(10_000)
        for character in [MAIN if n % 2 else ALT]
    ]
    assert growth(lambda size: found(*stays[:size]), 1_000, 10_000) < 25
    assert found(*stays) == ()
