"""The throttle: ten at once, one a second, nothing lost."""

from lootlog.domain.protocol.outbox import Channel, Outbox, Send


def frames(*texts):
    return [Send(Channel.GROUP, "", text) for text in texts]


def texts(sends):
    return [send.frame for send in sends]


def test_ten_frames_leave_at_once_and_one_a_second_after_that():
    box = Outbox()
    box.put(frames(*map(str, range(13))))
    assert [len(box.take(at)) for at in (100.0, 100.5, 101.0, 102.0, 102.9, 103.0, 110.0)] == [10, 0, 1, 1, 0, 1, 0]


def test_a_quiet_time_allows_ten_again_and_not_more():
    box = Outbox()
    box.put(frames(*"abcdefghijklmnopqrstuvwxyz"))
    box.take(0.0)
    assert len(box.take(1000.0)) == 10


def test_urgent_frames_overtake_the_others_and_keep_their_order():
    box = Outbox(burst=4)
    box.put(frames("a", "b"))
    box.put(frames("x", "y"), urgent=True)
    assert texts(box.take(0.0)) == ["x", "y", "a", "b"]


def test_a_frame_that_the_game_did_not_take_goes_first_after_a_second():
    box = Outbox(burst=1)
    box.put(frames("a", "b"))
    [first] = box.take(0.0)
    box.put_back(first, 0.2)
    assert texts(box.take(1.1)) == []
    assert texts(box.take(1.2)) == ["a"]
    assert texts(box.take(2.2)) == ["b"]


def test_nothing_leaves_while_the_box_is_held():
    box = Outbox()
    box.put(frames("a"))
    box.held = True
    assert box.take(5.0) == []
    box.held = False
    assert texts(box.take(5.0)) == ["a"]


def test_frames_that_make_no_sense_any_more_are_dropped():
    box = Outbox()
    box.put([*frames("a"), Send(Channel.WHISPER, "Jaina", "b")])
    box.put([Send(Channel.WHISPER, "Jaina", "c")], urgent=True)
    box.drop(lambda send: send.target == "Jaina")
    assert texts(box.take(0.0)) == ["a"]
    assert len(box) == 0


def test_a_clock_that_runs_backwards_does_no_harm():
    box = Outbox(burst=1)
    box.put(frames("a", "b"))
    box.take(100.0)
    assert box.take(50.0) == []
    assert texts(box.take(51.0)) == ["b"]
