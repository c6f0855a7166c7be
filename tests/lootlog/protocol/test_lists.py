"""Lists of ids: small where little differs, and whole where each message is read for itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lootlog.domain.digests import digest_of
from lootlog.domain.protocol.escaping import BadFrame
from lootlog.domain.protocol.frames import frames_of
from lootlog.domain.protocol.lists import (
    Detail,
    bucket_set,
    joined_ids,
    read_bucket_set,
    read_bucket_table,
    split_ids,
)
from lootlog.domain.protocol.log import Log
from lootlog.domain.protocol.messages import KINDS, RequestLogList, message_text
from lootlog.domain.protocol.portions import batches, listing, requests
from tests.lootlog.protocol import drawn
from tests.lootlog.protocol.simulator import MAIN, entries_by

modest = settings(max_examples=25, deadline=None, database=None)
LOG = Log(MAIN, entries_by("Jaina-Garona", 300))


def frames(message):
    return frames_of(KINDS[type(message)], message.profile, "zz.zzzz", message_text(message))


@modest
@given(st.frozensets(st.integers(0, 4095)))
def test_sets_of_buckets_are_read_as_written(buckets):
    assert read_bucket_set(bucket_set(buckets), 12) == buckets


def test_sets_of_buckets_are_ranges():
    assert bucket_set([5, 0, 1, 2, 26]) == "0-2,5,1a"


@pytest.mark.parametrize("text", ["4", "0-4", "-1", "x", "1,,2", "0001", "A", "1-"])
def test_buckets_that_there_are_not_are_refused(text):
    with pytest.raises(BadFrame):
        read_bucket_set(text, 2)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("0:AAA", Detail.SUMS),
        ("3:AAAAAAAAAAA", Detail.SUMS),
        ("0:AAAA", Detail.IDS),
        ("0", Detail.IDS),
        ("9:", Detail.IDS),
    ],
)
def test_tables_that_are_none_are_refused(text, detail):
    with pytest.raises(BadFrame):
        read_bucket_table(text, detail, 2, 8) if text != "0" else read_bucket_table(":", detail, 2, 8)


@pytest.mark.parametrize("width", [0, 33, 5])
def test_ids_of_a_wrong_width_are_refused(width):
    with pytest.raises(BadFrame):
        split_ids(b"12345678", width)


def test_the_sums_of_a_log_are_told_in_messages_of_one_frame_each():
    replies = list(listing(LOG, RequestLogList(MAIN.uuid, Detail.SUMS)))
    assert [len(frames(reply)) for reply in replies] == [1] * len(replies)
    assert [bool(reply.digest) for reply in replies] == [True] + [False] * (len(replies) - 1)
    table = {bucket: data for reply in replies for bucket, data in reply.table.items()}
    assert [table[bucket] for bucket in sorted(table)] == LOG.sums(LOG.bits)
    assert len(replies) <= 3


@modest
@given(st.integers(0, 7), st.sampled_from([1, 8, 32]))
def test_the_ids_of_a_log_are_told_completely(bits, width):
    replies = list(listing(LOG, RequestLogList(MAIN.uuid, Detail.IDS, bits, width)))
    told = {name for reply in replies for data in reply.table.values() for name in split_ids(data, width)}
    assert told == {name[: 2 * width] for name in LOG.entries}
    assert {bucket for reply in replies for bucket in reply.table} == set(range(1 << bits))


def test_ids_of_small_buckets_are_told_in_messages_of_one_frame_each():
    assert {len(frames(reply)) for reply in listing(LOG, RequestLogList(MAIN.uuid, Detail.IDS, 6))} == {1}


def test_requests_hold_all_ids_in_messages_of_one_frame_each():
    ids = sorted(name[:16] for name in LOG.entries)
    messages = list(requests(ids, MAIN.uuid))
    assert [name for message in messages for name in message.ids] == ids
    assert {len(frames(message)) for message in messages} == {1}
    assert list(requests([], MAIN.uuid)) == []


def test_entries_are_sent_in_batches_of_three_to_five():
    messages = list(batches(list(LOG.entries.values()), MAIN.uuid))
    assert [entry for message in messages for entry in message.entries] == list(LOG.entries.values())
    assert {len(message.entries) for message in messages[:-1]} <= {3, 4, 5}
    assert max(len(frames(message)) for message in messages) == 2


@modest
@given(st.lists(drawn.entries, max_size=8))
def test_entries_of_any_size_are_all_sent_in_batches(entries):
    messages = list(batches(entries, MAIN.uuid))
    assert [entry for message in messages for entry in message.entries] == entries
    assert all(frames(message) for message in messages)


def test_a_log_finds_entries_by_the_beginning_of_their_hashes():
    names = sorted(LOG.entries)[:3]
    assert {entry.hash for entry in LOG.matching([name[:16] for name in names])} == set(names)
    assert LOG.matching([]) == []


@modest
@given(st.permutations(entries_by("Jaina-Garona", 12)), st.integers(0, 11))
def test_a_log_is_a_set_whatever_the_order_and_however_often(entries, again):
    log = Log(MAIN, [*entries, entries[again]])
    assert log.digest == digest_of(entry.hash for entry in entries)
    assert not log.add(entries[again])


def test_ids_are_bytes_one_behind_the_other():
    assert split_ids(joined_ids(["aa00", "bb11"]), 2) == ["aa00", "bb11"]
