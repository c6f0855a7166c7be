"""First come, first served; who is stuck waits and is tried again."""

from lootlog.domain.protocol.queue import LONGEST_WAIT_S, Queue


def test_members_come_in_the_order_in_which_they_were_added_and_once():
    queue = Queue()
    for key in ("b", "a", "b", "c"):
        queue.add(key)
    assert [queue.next(0.0) for _ in range(4)] == ["b", "a", "c", None]


def test_a_stuck_member_lets_the_others_go_first_and_is_tried_again_later():
    queue = Queue()
    queue.add("stuck")
    assert queue.next(100.0) == "stuck"
    queue.failed("stuck", 100.0, again=True)
    queue.add("other")
    assert queue.next(101.0) == "other"
    assert queue.next(114.0) is None
    assert queue.next(115.0) == "stuck"


def test_each_failure_doubles_the_wait_up_to_five_minutes():
    queue = Queue()
    for _ in range(30):
        queue.failed("stuck", 0.0, again=True)
    assert queue.next(LONGEST_WAIT_S - 1) is None
    assert queue.next(LONGEST_WAIT_S) == "stuck"


def test_success_forgets_failures():
    queue = Queue()
    queue.failed("stuck", 0.0, again=True)
    queue.succeeded("stuck")
    assert queue.next(0.0) == "stuck"


def test_who_left_waits_no_more():
    queue = Queue()
    queue.add("gone")
    queue.drop("gone")
    queue.drop("never there")
    assert queue.next(0.0) is None


def test_who_failed_while_the_coordinator_steps_down_is_not_queued():
    queue = Queue()
    queue.failed("stuck", 0.0, again=False)
    assert queue.waiting == []
