"""One peer by itself: whom it follows, and what it answers to whom."""

from lootlog.domain.protocol.frames import read_frame
from lootlog.domain.protocol.journal import Category
from lootlog.domain.protocol.leadership import AHEAD_S
from lootlog.domain.protocol.lists import Detail
from lootlog.domain.protocol.log import Log
from lootlog.domain.protocol.messages import (
    LogEntry,
    LogListReply,
    ManualSyncStart,
    RequestLogList,
    RequestMyMissing,
    SendMissingLogs,
)
from lootlog.domain.protocol.outbox import Channel
from lootlog.domain.protocol.status import Role, status_of
from tests.lootlog.protocol.alone import (
    EMPTY,
    LEADER,
    ME,
    OTHER,
    announced,
    announced_list,
    in_group,
    kinds,
    peer,
    refusals,
    tell,
)
from tests.lootlog.protocol.simulator import MAIN, START, entries_by


def test_an_announcement_is_answered_with_the_list_within_seconds():
    found = in_group(entries_by(ME, 3))
    tell(found, announced())
    sends = found.tick(START + 2)
    assert kinds(sends) == ["LOG_LIST_REPLY"]
    assert (sends[0].channel, sends[0].target) == (Channel.WHISPER, LEADER)


def test_an_announcement_from_who_does_not_lead_is_refused():
    found = in_group()
    tell(found, announced(), OTHER)
    assert found.tick(START + 2) == []
    assert "does not lead" in refusals(found)[0]


def test_an_announcement_from_outside_the_group_is_refused():
    found = in_group()
    tell(found, announced(manual=True), "Stranger-Garona")
    assert "not in the group" in refusals(found)[0]
    assert status_of(found).role is Role.UNLED


def test_an_epoch_from_the_future_shuts_nobody_out():
    found = in_group()
    tell(found, announced(int(START) + AHEAD_S + 1))
    tell(found, announced(int(START)), request="0.2")
    assert status_of(found).epoch == int(START)
    assert "in the future" in refusals(found)[0]


def test_of_two_coordinators_the_newest_epoch_is_followed_and_then_the_greater_name():
    for order in ((LEADER, OTHER), (OTHER, LEADER)):
        found = in_group()
        for place, sender in enumerate(order):
            tell(found, announced(manual=True), sender, request=f"0.{place}")
        assert status_of(found).coordinator == OTHER
        tell(found, announced(int(START) + 1, manual=True), LEADER, request="0.9")
        assert status_of(found).coordinator == LEADER


def test_a_coordinator_that_is_outdone_steps_down_and_one_that_is_not_says_so():
    found = in_group(leader=ME)
    tell(found, ManualSyncStart(MAIN.uuid, int(START) - 5), OTHER)
    assert status_of(found).role is Role.COORDINATOR
    assert kinds(found.tick(START + 6)) == ["PROFILE_ANNOUNCE"]
    tell(found, ManualSyncStart(MAIN.uuid, int(START) + 5), OTHER, request="0.2")
    assert status_of(found).coordinator == OTHER


def test_who_does_not_coordinate_gets_no_entries():
    found = in_group(entries_by(ME, 3))
    ids = tuple(name[:16] for name in found.books.log.entries)
    assert tell(found, RequestMyMissing(MAIN.uuid, ids), OTHER) == []
    assert tell(found, RequestLogList(MAIN.uuid, Detail.SUMS), OTHER, request="0.2") == []
    assert len(refusals(found)) == 2


def test_the_end_of_a_transfer_is_answered_with_ones_digest():
    found = in_group()
    entries = entries_by(LEADER, 2)
    tell(found, announced())
    [reply] = tell(found, SendMissingLogs(MAIN.uuid, tuple(entries), Log(MAIN, entries).digest), request="1.5")
    assert read_frame(reply.frame).text.endswith("|digest|0|8|")
    assert read_frame(reply.frame).request.startswith("1.")
    assert found.books.log.digest == Log(MAIN, entries).digest


def test_answers_to_an_earlier_turn_are_not_taken_for_those_of_this_one():
    found = in_group(entries_by(ME, 4), leader=ME)
    tell(found, announced_list())
    asked = [send for second in range(1, 4) for send in found.tick(START + second) if send.target == LEADER]
    assert kinds(asked) == ["REQUEST_LOG_LIST"]
    empty = LogListReply(MAIN.uuid, EMPTY, Detail.SUMS, 0, 8, {0: bytes(4)})
    assert tell(found, empty, request="7.1", now=START + 4) == []
    assert kinds(tell(found, empty, request="1.1", now=START + 4)) == ["REQUEST_LOG_LIST"]


def test_the_new_leader_is_followed_even_in_the_same_second():
    found = in_group(leader=OTHER)
    tell(found, announced(), OTHER)
    found.group_changed([ME, LEADER, OTHER], LEADER, START)
    tell(found, announced(), LEADER)
    assert status_of(found).coordinator == LEADER


def test_a_coordinator_that_is_not_heard_is_asked_for_a_sign_of_life_and_gives_one():
    found, leader = in_group(), peer(name=LEADER)
    leader.group_changed([ME, LEADER, OTHER], LEADER, START)
    tell(found, announced())
    found.tick(START + 2)
    assert found.tick(START + 59) == []
    [probe] = found.tick(START + 61)
    assert (probe.target, kinds([probe])) == (LEADER, ["LOG_LIST_REPLY"])
    leader.tick(START + 40)
    leader.receive(ME, probe.frame, START + 61)
    assert kinds(leader.tick(START + 62)) == ["PROFILE_ANNOUNCE"]


def test_the_end_of_a_transfer_is_answered_to_the_coordinator_only():
    found = in_group()
    tell(found, announced())
    assert tell(found, SendMissingLogs(MAIN.uuid, (), EMPTY), OTHER) == []


def test_whoever_took_over_while_the_one_before_finishes_does_not_watch_themselves():
    found = in_group()
    tell(found, announced())
    found.group_changed([ME, LEADER, OTHER], ME, START + 1)
    tell(found, SendMissingLogs(MAIN.uuid, (), EMPTY), request="1.5", now=START + 2)
    for second in range(3, 300):
        found.tick(START + second)
    assert status_of(found).role is Role.COORDINATOR


def test_a_turn_of_who_talks_about_other_things_ends_all_the_same():
    found = in_group(entries_by(ME, 4), leader=ME)
    tell(found, announced_list())
    for second in range(1, 120):
        found.tick(START + second)
        tell(found, LogEntry(MAIN.uuid, entries_by(LEADER, 1)[0]), request=f"0.{second}", now=START + second)
    assert any(note.text == f"{LEADER}: no answer" for note in found.journal.of(Category.SYNC))


def test_entries_that_the_coordinator_has_by_now_are_not_sent_any_more():
    found = in_group(entries_by(ME, 100))
    tell(found, announced())
    ids = tuple(name[:16] for name in found.books.log.entries)
    tell(found, RequestMyMissing(MAIN.uuid, ids), request="1.1")
    assert status_of(found).unsent > 20
    tell(found, announced(digest=found.books.log.digest), request="0.2")
    assert status_of(found).unsent == 0
