"""One member's turn, step by step."""

from lootlog.domain.protocol.lists import Detail
from lootlog.domain.protocol.log import Log
from lootlog.domain.protocol.messages import LogListReply, RequestLogList, RequestMyMissing, SendMissingLogs
from lootlog.domain.protocol.outcomes import Outcome
from lootlog.domain.protocol.portions import listing
from lootlog.domain.protocol.turn import STALLED_ROUNDS, TRIES, Turn
from tests.lootlog.protocol.simulator import MAIN, entries_by

OURS, THEIRS = entries_by("Leader-Garona", 6), entries_by("Member-Garona", 4)
SHARED = entries_by("Officer-Garona", 5)


def turn(ours, **options):
    return Turn("member", Log(MAIN, ours), "1", 0.0, **options)


def answers(current, log, messages, now=0.0):
    """Answer all questions as a member with this log does, without its taking entries; return what is sent next."""
    sent = []
    for message in messages:
        if isinstance(message, RequestLogList):
            for reply in listing(log, message):
                sent += current.listed(reply, now)
        elif isinstance(message, SendMissingLogs) and message.done:
            sent += current.listed(LogListReply(MAIN.uuid, log.digest), now)
    return sent


def test_equal_digests_end_the_turn_at_once():
    current = turn(SHARED)
    assert current.begin(listing(Log(MAIN, SHARED), RequestLogList(MAIN.uuid, Detail.SUMS)), 0.0) == []
    assert current.outcome is Outcome.EQUAL


def test_each_side_is_given_exactly_what_it_lacks():
    current, member = turn(SHARED + OURS), Log(MAIN, SHARED + THEIRS)
    ids = answers(current, member, current.begin([], 0.0))
    exchange = answers(current, member, ids)
    sent = {entry for message in exchange if isinstance(message, SendMissingLogs) for entry in message.entries}
    asked = {name for message in exchange if isinstance(message, RequestMyMissing) for name in message.ids}
    assert sent == set(OURS)
    assert {entry.hash for entry in member.matching(asked)} == {entry.hash for entry in THEIRS}
    assert isinstance(exchange[-1], SendMissingLogs)
    assert exchange[-1].done == Log(MAIN, SHARED + OURS).digest
    assert (current.theirs.count, current.need) == (9, 6)


def test_a_member_that_holds_nothing_is_sent_all():
    current, member = turn(OURS), Log(MAIN)
    exchange = answers(current, member, answers(current, member, current.begin([], 0.0)))
    assert sum(len(message.entries) for message in exchange if isinstance(message, SendMissingLogs)) == len(OURS)


def test_what_does_not_come_is_asked_for_again_ever_more_patiently_and_given_up():
    current = turn(OURS)
    question = current.begin([], 0.0)
    asked = []
    for second in range(120):
        if again := current.waited(float(second)):
            assert again == question
            asked.append(second)
    assert asked == [3, 8, 15, 26, 42]
    assert len(asked) == TRIES
    assert current.outcome is Outcome.SILENT


def test_only_what_is_still_missing_is_asked_for_again():
    current, member = turn(entries_by("Leader-Garona", 300)), Log(MAIN, entries_by("Member-Garona", 300))
    first, *_ = list(listing(member, RequestLogList(MAIN.uuid, Detail.SUMS)))
    current.begin([first], 0.0)
    [again] = current.waited(4.0)
    assert again.detail is Detail.SUMS
    assert again.buckets == frozenset(range(1 << member.bits)) - first.table.keys()


def test_a_member_that_never_changes_is_left_alone_after_some_rounds():
    current, member = turn(OURS), Log(MAIN)
    messages = current.begin([], 0.0)
    rounds = 0
    while messages:
        messages = answers(current, member, messages)
        rounds += 1
    assert current.outcome is Outcome.DIFFERS
    assert rounds <= 3 * (STALLED_ROUNDS + 1)


def test_answers_to_other_questions_are_not_taken_for_the_one_that_was_asked():
    current = turn(OURS)
    current.begin([], 0.0)
    assert current.listed(LogListReply(MAIN.uuid, None, Detail.IDS, 0, 8, {0: b""}), 0.0) == []
    assert current.waited(3.0) == [RequestLogList(MAIN.uuid, Detail.SUMS)]


def test_entries_that_came_in_may_end_the_turn():
    log = Log(MAIN, SHARED)
    current = Turn("member", log, "1", 0.0)
    current.begin([LogListReply(MAIN.uuid, Log(MAIN, SHARED + THEIRS).digest)], 0.0)
    for entry in THEIRS:
        log.add(entry)
    current.merged([], 1.0)
    assert current.outcome is Outcome.EQUAL


def test_a_log_that_grew_while_the_sums_were_told_does_not_make_anybody_send_all_ids():
    log = Log(MAIN, SHARED)
    current, member = Turn("member", log, "1", 0.0), Log(MAIN, SHARED + THEIRS)
    replies = list(listing(member, RequestLogList(MAIN.uuid, Detail.SUMS)))
    current.begin([], 0.0)
    current.listed(LogListReply(MAIN.uuid, member.digest), 0.0)
    for entry in THEIRS:
        log.add(entry)
    [reply] = replies
    [message] = current.listed(LogListReply(MAIN.uuid, None, reply.detail, reply.bits, reply.width, reply.table), 0.0)
    assert isinstance(message, SendMissingLogs)
    assert message.entries == ()
    current.listed(LogListReply(MAIN.uuid, member.digest), 0.0)
    assert current.outcome is Outcome.EQUAL
