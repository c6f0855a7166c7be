"""The line of those who wait for their turn."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from lootlog.domain.turns import LONGEST_TURN, SILENCE, lined_up, moved_up

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def keys(line):
    return [peer.key for peer in line]


def heard(*steps):
    """Let peers speak, as (key, seconds after the start), and return the line after each."""
    line, lines = [], []
    for key, second in steps:
        line = lined_up(line, key, NOW + timedelta(seconds=second))
        lines.append(keys(line))
    return lines


def test_who_comes_first_is_served_first_and_newcomers_stand_at_the_end():
    assert heard((1, 0), (2, 1), (3, 2), (2, 3), (1, 4))[-1] == [1, 2, 3]


def test_who_is_done_makes_room_for_the_next():
    line = lined_up(lined_up([], 1, NOW), 2, NOW)
    line = moved_up(line, 1, NOW)
    assert keys(line) == [2] and line[0].turn_since == NOW


def test_who_vanishes_during_the_turn_blocks_nobody():
    silence = SILENCE.total_seconds()
    assert heard((1, 0), (2, 1), (2, silence), (2, silence + 0.5))[-2:] == [[1, 2], [2]]


def test_who_vanishes_while_waiting_loses_the_place():
    assert heard((1, 0), (2, 1), (3, 2), (1, 10), (3, 12), (1, 17))[-1] == [1, 3]


def test_whose_turn_is_too_long_goes_to_the_end_when_others_wait():
    turn = int(LONGEST_TURN.total_seconds())
    alone = [(1, second) for second in range(0, turn * 2, 5)]
    assert heard(*alone)[-1] == [1]
    both = [(key, second) for second in range(0, turn + 6, 5) for key in (1, 2)]
    assert heard(*both)[-1] == [2, 1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.floats(0, 20)), max_size=40))
def test_there_is_always_exactly_one_served_and_nobody_stands_twice(steps):
    line, now = [], NOW
    for key, pause in steps:
        now += timedelta(seconds=pause)
        line = lined_up(line, key, now)
        assert key in keys(line) and len(set(keys(line))) == len(line)
        assert [peer.turn_since is not None for peer in line] == [True] + [False] * (len(line) - 1)
