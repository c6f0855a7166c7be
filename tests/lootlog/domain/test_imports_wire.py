"""Recorded messages of the loot addon."""

import base64
import json
import struct
import time
import tracemalloc

import pytest

from characters.domain.file_kinds import UnreadableFile
from lootlog.domain.imports.cbor import BadCbor, read_cbor
from lootlog.domain.imports.files import read_file
from lootlog.domain.imports.packed import BadPayload, Unpacker, inflated
from tests.factories.loot_files import (
    RAID,
    cbor,
    deflated,
    entries_of,
    envelope,
    event,
    frames,
    gen2,
    held,
    parts,
    recorded,
    recording,
    snapshot,
)


def new_log(row, profile=RAID):
    return envelope("NEW_LOG", {"sessionId": "SES:1", "profileId": profile, "log": {**row, "version": 2}})


def sent(rows, **options):
    return envelope("PROFILE_SNAPSHOT", {"requestId": "REQ:1", "snapshot": snapshot(rows)}, **options)


def test_the_first_generations_messages_give_the_same_entries_as_its_file():
    wire = recorded("wire_gen1.jsonl")
    assert entries_of(wire) == entries_of(recorded("gen1_tiers.lua"))
    assert wire.notices == ["Messages without entries are left out: 1 × SYNC_REQ."]
    assert held(wire) == {"thrall-garona": "6", "jaina-garona": "-3"}


def test_plain_text_a_message_a_line_is_a_recording_too():
    dump = (
        "SYNC_RESP\tDefault\t1|1766000001|Leader-Garona|Thrall-Garona|5|5|Kill|Default\n"
        "2|1766000002|Leader-Garona|Thrall-Garona|1|6||Default\n"
        "LOG\t3|1766000003|Leader-Garona|Thrall-Garona|1|7|Late|Default\n"
    )
    assert held(read_file(dump.encode())) == {"thrall-garona": "7"}


def test_the_second_generations_messages_give_the_same_entries_as_its_file():
    rows = [event(number) for number in range(1, 40)]
    live, missing = event(40), event(1, author="Officer-Garona", change="DECREMENT")
    answer = {"profileId": RAID, "author": "Officer-Garona", "logs": [missing]}
    lines = frames([sent(rows, encoding="B64CBORZ"), new_log(live)])
    lines += frames([envelope("AUTH_LOGS", answer, encoding="B64CBORZ")], sender="Officer-Garona")
    wire = recording(lines)
    assert len(lines) > 3
    assert (wire.rejected, wire.format) == ([], "wire")
    assert [(profile.key, profile.name) for profile in wire.profiles] == [(RAID, "Raid-Team-A")]
    assert set(entries_of(wire)) == set(entries_of(read_file(gen2([*rows, live, missing]))))
    assert held(wire) == {"thrall-garona": "39"}


def test_what_comes_by_two_messages_is_one_draft():
    assert len(recording(frames([new_log(event(1)), new_log(event(1)), sent([event(1)])])).drafts) == 1


def test_two_histories_of_one_author_are_both_kept():
    reading = recording(frames([new_log(event(1)), new_log(event(1, change="DECREMENT"))]))
    assert [draft.delta for draft in reading.drafts] == [1, -1]


def test_a_live_entry_sent_in_anothers_name_is_told():
    reading = recording(frames([new_log(event(1))], sender="Officer-Garona"))
    assert "Live entries were sent in another's name: 1 × Officer-Garona as Leader-Garona." in reading.notices
    assert not any("another" in notice for notice in recording(frames([new_log(event(1))])).notices)


def test_a_snapshots_admins_are_never_taken_over():
    assert "the snapshot's list of admins is not taken over" in recording(frames([sent([event(1)])])).notices[0]


def test_messages_of_two_senders_are_put_together_apart():
    first, second = (frames([new_log(event(1, author=name))], sender=name) for name in ("A-Garona", "B-Garona"))
    assert min(len(first), len(second)) > 1
    mixed = [line for pair in zip(first, second, strict=True) for line in pair]
    assert len(recording(mixed).drafts) == 2


def test_a_message_that_lost_a_part_is_told_and_a_new_beginning_starts_anew():
    lines = frames([new_log(event(1))])
    reading = recording([lines[0], *lines])
    assert len(reading.drafts) == 1
    assert "1 messages are incomplete: parts of them were not recorded." in reading.notices
    assert recording(lines[:1]).drafts == []
    assert recording(lines[1:]).drafts == []


def test_a_text_that_begins_with_a_mark_is_escaped():
    assert len(read_file(b"\x04" + new_log(event(1))).drafts) == 1


@pytest.mark.parametrize("window", [-15, 15, 31])
def test_other_wrappings_of_the_same_compression_are_read(window):
    assert len(recording(frames([sent([event(1)], encoding="B64CBORZ", window=window)])).drafts) == 1


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (b"NEW_LOG\t1\tB64CBOR\t!!!", "The payload is no Base64"),
        (b"NEW_LOG\t1\tB64CBORZ\t" + base64.b64encode(b"plain"), "not compressed as its encoding says"),
        (b"NEW_LOG\t1\tB64CBORZ\t" + base64.b64encode(deflated(cbor({"a": "b" * 99}))[:-4]), "is cut off"),
        (b"NEW_LOG\t1\tB85\tabc", "The encoding “B85” is unknown."),
        (b"NEW_LOG\t1\tNONE", "An entry was expected, not nothing."),
        (envelope("NEW_LOG", [1, 2]), "An entry was expected, not a table."),
        (envelope("NEW_LOG", {"log": event(1)}), "“profileId” must be a text"),
        (envelope("PROFILE_SNAPSHOT", {"snapshot": {}}), "An entry was expected"),
        (b"hello", "no message of the loot addon"),
    ],
)
def test_a_message_that_cannot_be_read_is_rejected_and_spoils_no_other(message, reason):
    reading = recording(frames([message, new_log(event(1))]))
    assert len(reading.drafts) == 1
    assert reason in reading.rejected[0].reason
    assert reading.rejected[0].place == "line 1"


@pytest.mark.parametrize(
    "line",
    ['{"prefix": "SF_LH"}', '{"prefix": "SF_LH", "text_b64": "!"}', '{"prefix": 5, "text": "x"}', '{"prefix": "x"'],
)
def test_a_frame_that_cannot_be_read_is_rejected(line):
    reading = recording([*frames([new_log(event(1))]), line])
    assert (len(reading.drafts), len(reading.rejected)) == (1, 1)


def test_a_newer_protocol_is_read_and_told():
    message = envelope("NEW_LOG", {"profileId": RAID, "log": event(1)}, protocol=9)
    assert "Some messages are of a newer protocol" in recording(frames([message])).notices[-1]


def test_recorders_may_call_the_sender_and_channel_differently():
    line = json.dumps(
        {"prefix": "SpecFed", "sender": "L-G", "distribution": "RAID", "text": "LOG\t1|1|L-G|T-G|1|1|x|D"}
    )
    assert held(read_file(line.encode())) == {"t-g": "1"}


def test_a_message_without_end_is_bounded(monkeypatch):
    monkeypatch.setattr("lootlog.domain.imports.frames.LONGEST_MESSAGE", 600)
    message = b"NEW_LOG\t1\tB64CBOR\t" + b"A" * 2000
    assert "grows beyond 600 bytes" in recording(frames([message])).rejected[0].reason


def test_a_message_of_many_small_parts_costs_no_more_than_its_size():
    begin = time.perf_counter()
    wire = recording(["\x01L", *["\x02" for _ in range(100_000)], "\x03OG\t1|1766000003|L-G|T-G|1|1|x|D"])
    assert held(wire) == {"t-g": "1"}
    assert time.perf_counter() - begin < 3


def test_a_decompression_bomb_is_refused_before_it_unfolds():
    with pytest.raises(BadPayload, match="grows beyond 1,000,000 bytes"):
        inflated(deflated(bytes(50_000_000)), 1_000_000)


def test_many_payloads_together_are_bounded_too():
    unpacker = Unpacker(1_000)
    payload = base64.b64encode(deflated(cbor(["x" * 600]))).decode()
    assert unpacker.unpacked(payload, "B64CBORZ") == ["x" * 600]
    with pytest.raises(BadPayload, match="grows beyond"):
        unpacker.unpacked(payload, "B64CBORZ")


def test_payloads_that_are_refused_count_as_well():
    unpacker = Unpacker(1_000)
    bomb = base64.b64encode(deflated(bytes(5_000))).decode()
    with pytest.raises(BadPayload, match="grows beyond 1,000 bytes"):
        unpacker.unpacked(bomb, "B64CBORZ")
    with pytest.raises(BadPayload, match="grows beyond 0 bytes"):
        unpacker.unpacked(bomb, "B64CBORZ")


def test_broken_payloads_cost_no_more_than_what_was_made_of_them():
    unpacker = Unpacker(1_000)
    for broken in (b"no deflate", deflated(cbor("y" * 300))[:-3]):
        with pytest.raises(BadPayload, match="compressed"):
            unpacker.unpacked(base64.b64encode(broken).decode(), "B64CBORZ")
    payload = base64.b64encode(deflated(cbor(["x" * 600]))).decode()
    assert unpacker.unpacked(payload, "B64CBORZ") == ["x" * 600]


@pytest.mark.parametrize(
    "value",
    [
        0, 23, 24, 255, 256, 65536, 2**53, -1, -2**40, 0.5, True, False, None, "", "Pünktlich", [1, [2, "x"]],
        {"a": {"b": [1.25, None]}, 5: "five"},
    ],
)  # fmt: skip
def test_values_of_the_client_are_read(value):
    assert read_cbor(cbor(value))[0] == value


@pytest.mark.parametrize(
    ("data", "meant"),
    [(b"\x65text!", "text!"), (b"\xf9\x3c\x00", 1.0), (b"\xfa\x3f\xc0\x00\x00", 1.5), (b"\x80", []), (b"\xf7", None)],
)
def test_texts_short_floats_and_empty_tables_are_read(data, meant):
    assert read_cbor(data) == (meant, 1)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "cut off"),
        (b"\x42a", "cut off"),
        (b"\x5b" + b"\xff" * 8, "cut off"),
        (b"\x9b" + b"\xff" * 8, "cut off"),
        (b"\xbb" + b"\xff" * 8, "cut off"),
        (b"\x81" * 5000 + b"\x01", "more than 100 deep"),
        (b"\xc0\x01", "a tag"),
        (b"\x9f\x01\xff", "no length"),
        (b"\xf8\x20", "a constant"),
        (b"\xa1\x80\x01", "the key of another"),
        (b"\x01\x01", "1 bytes follow"),
    ],
)
def test_what_the_client_never_writes_is_refused(data, reason):
    with pytest.raises(BadCbor, match=reason):
        read_cbor(data)


def test_an_empty_payload_is_an_empty_table():
    assert Unpacker().unpacked("", "NONE") == {}


def test_frames_are_as_long_as_the_game_allows():
    assert max(map(len, parts(sent([event(number) for number in range(50)])))) <= 255


# ---- what a small file may cost


def packed(value):
    return base64.b64encode(deflated(cbor(value))).decode()


def folded(rows):
    """Write a message whose answer holds so many values of a byte each."""
    zeros = b"\x9a" + struct.pack(">I", rows) + bytes(rows)
    data = b"\xa2" + cbor("profileId") + cbor(RAID) + cbor("logs") + zeros
    return b"AUTH_LOGS\t1\tB64CBORZ\t" + base64.b64encode(deflated(data))


@pytest.mark.parametrize("rows", [200_000, 7_900_000])
def test_a_small_file_that_unfolds_to_millions_of_values_costs_little(rows):
    bomb = folded(rows)
    tracemalloc.start()
    begin = time.process_time()
    reading = read_file(bomb)
    assert (len(reading.drafts), len(reading.rejected)) == (0, 1)
    assert "values" in reading.rejected[0].reason or "grows beyond" in reading.rejected[0].reason
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()
    assert time.process_time() - begin < 2


def test_values_of_all_payloads_count_together():
    unpacker = Unpacker(values=1_000)
    assert unpacker.unpacked(packed([0] * 600), "B64CBORZ") == [0] * 600
    with pytest.raises(BadPayload, match="more than 399 values"):
        unpacker.unpacked(packed([0] * 600), "B64CBORZ")
    with pytest.raises(BadPayload, match="more than 0 values"):
        unpacker.unpacked(packed([0]), "B64CBORZ")


def test_rows_that_are_none_end_the_reading_before_all_of_them_are_noted():
    with pytest.raises(UnreadableFile, match="More than 10,000 rows cannot be read"):
        read_file(folded(40_000))


def test_a_log_that_packs_as_well_as_logs_can_is_within_what_a_file_may_unfold_to():
    rows = [event(number) for number in range(1, 4_001)]
    reading = recording(frames([sent(rows, encoding="B64CBORZ")]))
    assert (len(reading.drafts), reading.rejected) == (4_000, [])
