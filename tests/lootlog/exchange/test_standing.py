"""The server's answers to peers of the documented protocol, without a server."""

from dataclasses import dataclass
from hashlib import sha256

import pytest

from lootlog.domain.digests import digest_of
from lootlog.domain.exchange.shelf import HashTable
from lootlog.domain.exchange.standing import ALL, Ledger, answers, framed, read_frames, told_digest
from lootlog.domain.protocol.lists import Detail
from lootlog.domain.protocol.log import Log
from lootlog.domain.protocol.messages import LogListReply, RequestLogList, RequestMyMissing
from lootlog.domain.protocol.portions import listing
from tests.lootlog.protocol.simulator import MAIN

HISTORY = [sha256(str(number).encode()).hexdigest() for number in range(200_000)]


@dataclass
class Member:
    """A member by its hashes only: it lists, and takes what it is sent."""

    names: list[str]

    def __post_init__(self):
        self.log = Log(MAIN)
        self.log.entries = dict.fromkeys(self.names)
        self.log.digest = digest_of(self.names)

    def told(self, requests):
        """Answer the requests for lists through frames, as they would travel; return what arrives."""
        replies = [reply for request in requests for reply in listing(self.log, request)]
        messages, faults, _ = read_frames(framed(replies, 0))
        assert not faults
        return messages


def server(names, **more):
    table = HashTable()
    for name in names:
        table.add(ALL, name)
    return Ledger(MAIN, digest_of(names), 1, table, **more)


def reconciled(member, ledger, rounds=5):
    """Ask and answer until the server knows what each lacks; return that, and in how many rounds."""
    requests = [RequestLogList(MAIN.uuid, Detail.SUMS)]
    for number in range(1, rounds + 1):
        found = answers(member.told(requests), ledger)
        requests = [message for message in found.messages if isinstance(message, RequestLogList)]
        if not requests:
            wanted = [
                name for message in found.messages if isinstance(message, RequestMyMissing) for name in message.ids
            ]
            return found, wanted, number
    raise AssertionError("It goes on and on.")


@pytest.mark.parametrize("length", [300, 5_000, 200_000])
def test_logs_of_any_length_are_compared_in_messages_that_the_protocol_can_carry(length):
    history = HISTORY[:length]
    found, wanted, rounds = reconciled(Member(history[:-2]), server(history[2:]))
    assert sorted(found.send) == sorted(history[-2:])
    assert wanted == sorted(name[:16] for name in history[:2])
    assert rounds <= 3


def test_a_member_that_holds_nothing_is_asked_for_no_finer_sums():
    found, _, rounds = reconciled(Member([]), server(HISTORY[:5_000]))
    assert (len(found.send) > 0, rounds) == (True, 2)


def test_where_everything_differs_only_a_part_is_listed_at_once():
    requests = [RequestLogList(MAIN.uuid, Detail.SUMS)]
    member, ledger = Member(HISTORY[:40_000]), server(HISTORY[40_000:80_000])
    for _ in range(3):
        messages = member.told(requests)
        assert len(list(framed(messages, 0))) < 1_000
        requests = [message for message in answers(messages, ledger).messages if isinstance(message, RequestLogList)]


def test_equal_digests_are_known_without_a_hash():
    ledger = Ledger(MAIN, digest_of(HISTORY[:500]), 1, HashTable())
    found = answers(Member(HISTORY[:500]).told([RequestLogList(MAIN.uuid, Detail.SUMS)]), ledger)
    assert (found.is_over, found.messages, found.send) == (True, [], [])


def test_the_digest_told_last_counts():
    old, new = digest_of(HISTORY[:1]), digest_of(HISTORY[:2])
    assert told_digest([LogListReply(MAIN.uuid, old), LogListReply(MAIN.uuid), LogListReply(MAIN.uuid, new)]) == new
    assert told_digest([]) is None


def test_what_is_asked_about_a_list_is_asked_in_one_message():
    found = answers(Member(HISTORY[:1_000]).told([RequestLogList(MAIN.uuid, Detail.SUMS)]), server(HISTORY[500:1_500]))
    assert [type(message) for message in found.messages] == [RequestLogList]


@pytest.mark.parametrize("more", [{"takes": False}, {"set_aside": HISTORY[:2]}])
def test_entries_that_are_not_taken_are_not_asked_for_and_end_the_turn(more):
    found, wanted, _ = reconciled(Member(HISTORY[:10]), server(HISTORY[2:10], **more))
    assert (found.differs, found.is_over, wanted) == (True, False, [])


def test_a_member_whose_entries_are_not_taken_is_sent_what_it_lacks_first():
    found, wanted, _ = reconciled(Member(HISTORY[:10]), server(HISTORY[2:12], takes=False))
    assert (found.differs, sorted(found.send), wanted) == (False, sorted(HISTORY[10:12]), [])
