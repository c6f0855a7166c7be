"""Long messages are put together whatever the network does, and cost no more than is allowed."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lootlog.domain.protocol.escaping import BadFrame
from lootlog.domain.protocol.frames import frames_of, read_frame
from lootlog.domain.protocol.reassembly import MOST_BYTES, MOST_OPEN, PATIENCE_S, Reassembly
from tests.lootlog.protocol.simulator import ALTS, MAIN


def parts(text, request="1.a"):
    return [read_frame(raw) for raw in frames_of("LOG_ENTRY", MAIN.uuid, request, text)]


def test_parts_arrive_in_any_order():
    whole = "하나 둘 셋 " * 30
    frames = parts(whole)
    assert len(frames) == 3
    for order in permutations(frames):
        reassembly = Reassembly()
        assert [reassembly.add("Jaina", frame, 0.0) for frame in order] == [None, None, whole]


@settings(max_examples=40, deadline=None, database=None)
@given(st.text("aя한🐉", min_size=300, max_size=900), st.randoms(use_true_random=False))
def test_doubled_and_shuffled_parts_make_the_message(text, chance):
    frames = parts(text) * 2
    chance.shuffle(frames)
    reassembly = Reassembly()
    assert text in [reassembly.add("Jaina", frame, 0.0) for frame in frames]


def test_a_lost_part_leaves_the_message_open_until_it_is_given_up():
    reassembly = Reassembly()
    first, second, third = parts("x" * 600)
    reassembly.add("Jaina", first, 0.0)
    assert reassembly.add("Jaina", second, 50.0) is None
    assert reassembly.expire(50.0 + PATIENCE_S) == 0
    assert reassembly.expire(51.0 + PATIENCE_S) == 1
    assert reassembly.add("Jaina", third, 200.0) is None


def test_messages_of_different_senders_and_of_one_do_not_mix():
    reassembly = Reassembly()
    a, b = parts("a" * 300, "1.a"), parts("b" * 300, "1.b")
    reassembly.add("Jaina", a[0], 0.0)
    reassembly.add("Jaina", b[0], 0.0)
    assert reassembly.add("Thrall", a[1], 0.0) is None
    assert reassembly.add("Jaina", b[1], 0.0) == "b" * 300


def test_parts_that_contradict_one_another_drop_the_message():
    reassembly = Reassembly()
    frames = parts("a" * 300)
    reassembly.add("Jaina", frames[0], 0.0)
    with pytest.raises(BadFrame):
        reassembly.add("Jaina", parts("b" * 300)[0], 0.0)
    assert reassembly.add("Jaina", frames[1], 0.0) is None


def test_parts_of_another_profile_drop_the_message():
    reassembly = Reassembly()
    reassembly.add("Jaina", parts("a" * 300)[0], 0.0)
    foreign = read_frame(frames_of("LOG_ENTRY", ALTS.uuid, "1.a", "a" * 300)[1])
    with pytest.raises(BadFrame):
        reassembly.add("Jaina", foreign, 0.0)


def test_a_sender_who_opens_too_many_messages_loses_the_oldest():
    reassembly = Reassembly()
    opened = [parts("a" * 300, f"1.{number}") for number in range(MOST_OPEN + 1)]
    for message in opened:
        reassembly.add("Jaina", message[0], 0.0)
    assert reassembly.add("Jaina", opened[0][1], 0.0) is None
    assert reassembly.add("Jaina", opened[-1][1], 0.0) == "a" * 300


def test_a_message_that_grows_too_large_is_dropped():
    reassembly = Reassembly()
    frames = parts("a" * (MOST_BYTES + 300))
    with pytest.raises(BadFrame, match="more than"):
        for frame in frames:
            reassembly.add("Jaina", frame, 0.0)


def test_what_a_member_left_unfinished_is_forgotten_with_it():
    reassembly = Reassembly()
    reassembly.add("Jaina", parts("a" * 300)[0], 0.0)
    reassembly.forget("Jaina")
    assert reassembly.expire(10**6) == 0
