"""Messages survive the wire: any text, in frames that the game carries."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lootlog.domain.entries import Kind, chained
from lootlog.domain.protocol.compact import number, packed, unpacked
from lootlog.domain.protocol.escaping import BadFrame, escape, unescape
from lootlog.domain.protocol.frames import (
    MOST_PARTS,
    ROOM,
    UnknownVersion,
    frames_of,
    read_frame,
    refusal_of,
    refused_version,
)
from lootlog.domain.protocol.lines import entry_line, entry_lines, read_lines
from lootlog.domain.protocol.messages import KINDS, message_text, read_message
from lootlog.domain.protocol.reassembly import Reassembly
from tests.lootlog.protocol import drawn
from tests.lootlog.protocol.simulator import ALTS, MAIN, entries_by

modest = settings(max_examples=50, deadline=None, database=None)


def carried(message):
    """Send a message as frames, and put it together again."""
    reassembly = Reassembly()
    text = None
    for raw in frames_of(KINDS[type(message)], message.profile, "1.a", message_text(message)):
        assert len(raw.encode()) <= 255
        assert "\0" not in raw
        frame = read_frame(raw)
        text = reassembly.add("somebody", frame, 0.0)
    return read_message(frame.kind, frame.profile, text)


def test_there_are_exactly_the_seven_messages_of_the_document():
    assert set(KINDS.values()) == {
        "PROFILE_ANNOUNCE", "REQUEST_LOG_LIST", "SEND_MISSING_LOGS", "REQUEST_MY_MISSING", "LOG_LIST_REPLY",
        "LOG_ENTRY", "MANUAL_SYNC_START",
    }  # fmt: skip


@modest
@given(drawn.messages)
def test_every_message_survives_its_frames(message):
    assert carried(message) == message


@modest
@given(drawn.long_texts)
def test_any_text_survives_escaping_and_separates_nothing(text):
    written = escape(text)
    assert unescape(written) == text
    assert set(written).isdisjoint("|,\t\n\r\0")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a|b", r"a\pb"),
        ("a,b", r"a\cb"),
        ("a\tb", r"a\tb"),
        ("a\nb", r"a\nb"),
        ("\r", r"\r"),
        (r"C:\pics", r"C:\\pics"),
    ],
)
def test_separators_are_written_as_documented(text, written):
    assert escape(text) == written


@pytest.mark.parametrize("text", ["\\", "\\x", "a\\", "\\|", "\\P"])
def test_a_backslash_before_anything_else_is_refused(text):
    with pytest.raises(BadFrame):
        unescape(text)


@modest
@given(
    st.one_of(st.text(max_size=300), st.binary(max_size=200).map(lambda data: data.decode(errors="surrogateescape")))
)
def test_garbage_is_refused_and_nothing_else_happens(raw):
    with pytest.raises(BadFrame):
        read_frame(raw)


@modest
@given(st.sampled_from([*KINDS.values(), "NONSENSE"]), st.text(max_size=120))
def test_garbage_in_a_good_envelope_is_refused_or_a_message(kind, text):
    try:
        message = read_message(kind, MAIN.uuid, text)
    except BadFrame:
        return
    assert read_message(kind, MAIN.uuid, message_text(message)) == message


@modest
@given(drawn.messages, st.data())
def test_a_damaged_frame_is_refused_or_says_what_it_said(message, data):
    [raw, *_] = frames_of(KINDS[type(message)], message.profile, "1.a", message_text(message))
    place = data.draw(st.integers(0, len(raw) - 1))
    damaged = raw[:place] + data.draw(st.sampled_from("|,\t\n\\^0A🐉")) + raw[place + 1 :]
    try:
        frame = read_frame(damaged)
        read_message(frame.kind, frame.profile, frame.text)
    except BadFrame:
        pass


def test_the_entry_shows_the_eight_fields_of_the_document_first():
    line = entry_line(drawn.sample_entry(reason="Loot: |Hitem:19019|h"), MAIN.uuid)
    assert line.split("|")[1:8] == [
        "1766000000", "Jaina-Garona", "Thrall-Garona", "5", "12", r"Loot: \pHitem:19019\ph", "",
    ]  # fmt: skip


def test_an_entry_of_every_evening_fits_into_one_frame():
    entry = drawn.sample_entry(previous="ab" * 32, reason="Attendance, first and second boss")
    assert len(frames_of("SEND_MISSING_LOGS", MAIN.uuid, "zz.zzzz", entry_line(entry, MAIN.uuid))) == 1


def test_entries_of_one_chain_are_shorter_below_one_another():
    chain = entries_by("Jaina-Garona", 3)
    assert len(entry_lines(chain, MAIN.uuid)) < sum(len(entry_line(entry, MAIN.uuid)) for entry in chain) - 100
    assert read_lines(entry_lines(chain, MAIN.uuid), MAIN.uuid) == chain


@pytest.mark.parametrize("kind", [Kind.VOID, Kind.AMEND])
def test_voids_and_amends_keep_what_they_are_about(kind):
    entry = drawn.sample_entry(kind=kind, reference="cd" * 32, origin="leader-garona:6", delta=Decimal("-0.5"))
    assert read_lines(entry_line(entry, MAIN.uuid), MAIN.uuid) == [entry]


def test_an_entry_of_another_profile_says_so():
    [entry] = entries_by("Jaina-Garona", 1, profile=ALTS)
    assert read_lines(entry_line(entry, MAIN.uuid), MAIN.uuid) == [entry]


def test_an_entry_that_was_changed_on_the_way_is_refused():
    line = entry_line(drawn.sample_entry(), MAIN.uuid)
    with pytest.raises(BadFrame, match="not what its id says"):
        read_lines(line.replace("|5|12|", "|500|12|"), MAIN.uuid)


@pytest.mark.parametrize("points", ["1" * 41, "NaN", "Infinity", "1e99", "ten"])
def test_what_are_no_points_is_refused(points):
    line = entry_line(drawn.sample_entry(), MAIN.uuid).replace("|5|12|", f"|{points}|12|")
    with pytest.raises(BadFrame):
        read_lines(line, MAIN.uuid)


def test_fractions_arrive_exactly():
    [entry] = read_lines(entry_line(drawn.sample_entry(delta=Decimal("0.5")), MAIN.uuid), MAIN.uuid)
    assert entry.delta == Decimal("0.5")


def test_one_line_above_the_first_there_is_none():
    chain = chained([drawn.sample_entry(), drawn.sample_entry()])
    second = entry_lines(chain, MAIN.uuid).split("\n")[1]
    with pytest.raises(BadFrame):
        read_lines(second, MAIN.uuid)


@pytest.mark.parametrize("letter", ["я", "한", "🐉", "a"])
def test_no_frame_ends_inside_a_character(letter):
    frames = frames_of("LOG_ENTRY", MAIN.uuid, "0.1", letter * 700)
    assert "".join(read_frame(raw).text for raw in frames) == letter * 700
    assert max(len(raw.encode()) for raw in frames) > 255 - 8


def test_a_message_that_needs_too_many_frames_is_refused():
    with pytest.raises(BadFrame):
        frames_of("LOG_ENTRY", MAIN.uuid, "0.1", "a" * 255 * MOST_PARTS)


def test_half_a_character_is_refused():
    with pytest.raises(BadFrame):
        frames_of("LOG_ENTRY", MAIN.uuid, "0.1", "\ud800")


def test_text_of_the_stated_room_needs_one_frame():
    assert all(len(frames_of(kind, MAIN.uuid, "zzzzz.zzzzz", "a" * ROOM)) == 1 for kind in KINDS.values())


def test_another_version_is_told_apart_and_can_be_refused():
    with pytest.raises(UnknownVersion, match="Version 7") as caught:
        read_frame("7\tWHATEVER\tof the future")
    assert refusal_of(caught.value.seen) == "NACK\t7\t1"
    assert refused_version("NACK\t1\t7") == "7"
    assert refused_version("1\tLOG_ENTRY") == ""


@pytest.mark.parametrize("text", ["", "-1", "01x", "1" * 16, "٣", " 1", "+1", "1_0"])
def test_numbers_are_written_in_one_way(text):
    with pytest.raises(BadFrame):
        number(text)


@pytest.mark.parametrize("text", ["A", "AB=", "A A", "AAAAB", "é", "ABCD\n"])
def test_bytes_are_written_in_one_way(text):
    with pytest.raises(BadFrame):
        unpacked(text)
    assert unpacked(packed(b"\xff\xfe")) == b"\xff\xfe"
