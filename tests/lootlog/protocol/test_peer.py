"""One peer by itself: what it shows, holds back, hands over and refuses."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from characters.domain.errors import Refused
from lootlog.domain.protocol.frames import frames_of
from lootlog.domain.protocol.journal import KEPT, Category
from lootlog.domain.protocol.lists import Detail
from lootlog.domain.protocol.log import Profile
from lootlog.domain.protocol.messages import (
    LogEntry,
    RequestLogList,
    RequestMyMissing,
    SendMissingLogs,
    message_text,
)
from lootlog.domain.protocol.outbox import Channel, Outbox
from lootlog.domain.protocol.peer import SendFault
from lootlog.domain.protocol.status import Role, status_of
from tests.lootlog.protocol import drawn
from tests.lootlog.protocol.alone import (
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
from tests.lootlog.protocol.simulator import ALTS, GUILD, MAIN, START, entries_by


def test_another_version_is_answered_with_a_refusal_but_not_each_time():
    found = in_group()
    answers = [found.receive(LEADER, "2\tLOG_ENTRY\tof the future", START + second) for second in (0, 1, 9, 11)]
    assert [[send.frame for send in sends] for sends in answers] == [["NACK\t2\t1"], [], [], ["NACK\t2\t1"]]
    assert answers[0][0].target == LEADER
    assert "Version 2" in refusals(found)[0]


def test_a_refusal_is_noted_and_not_answered():
    found = in_group()
    assert found.receive(LEADER, "NACK\t1\t2", START) == []
    assert "speaks version 2" in refusals(found)[0]


@settings(max_examples=40, deadline=None, database=None)
@given(st.lists(st.one_of(st.text(max_size=60), drawn.messages), max_size=6))
def test_nothing_that_arrives_raises_anything(arriving):
    found = in_group(entries_by(ME, 2), leader=ME)
    for place, thing in enumerate(arriving):
        if isinstance(thing, str):
            found.receive(LEADER, thing, START)
        else:
            tell(found, thing, request=f"{place % 2}.{place}")
        found.tick(START + place)
    assert len(found.books.log.entries) >= 2


def test_a_doubled_request_is_answered_once():
    found = in_group(entries_by(ME, 3))
    tell(found, announced())
    ids = tuple(name[:16] for name in found.books.log.entries)
    answers = [kinds(tell(found, RequestMyMissing(MAIN.uuid, ids), request="1.5")) for _ in range(2)]
    assert answers == [["SEND_MISSING_LOGS"] * 2, []]


def test_entries_of_a_profile_that_is_not_held_are_refused():
    found = in_group()
    [entry] = entries_by(LEADER, 1, profile=ALTS)
    tell(found, LogEntry(ALTS.uuid, entry))
    assert "not held here" in refusals(found)[0]
    tell(found, LogEntry(MAIN.uuid, entry), request="0.2")
    assert "another profile" in refusals(found)[1]


def test_an_entry_is_written_alone_and_told_in_a_group():
    alone, grouped = peer(), in_group()
    [entry] = entries_by(ME, 1)
    assert alone.append(entry, START) == []
    [send] = grouped.append(entry, START)
    assert (send.channel, kinds([send])) == (Channel.GROUP, ["LOG_ENTRY"])
    assert grouped.append(entry, START) == []
    with pytest.raises(Refused):
        alone.append(entries_by(ME, 1, profile=ALTS)[0], START)


def test_a_live_entry_is_taken_from_any_spelling_of_the_senders_name():
    found = in_group()
    spellings = ("LEADER-AREA52", "leader", "Leader-area-52")
    for place, (sender, entry) in enumerate(zip(spellings, entries_by(LEADER, 3), strict=True)):
        tell(found, LogEntry(MAIN.uuid, entry), sender, request=f"0.{place}")
    assert len(found.books.log.entries) == 3


def test_ones_own_broadcast_comes_back_and_is_ignored():
    found = in_group()
    [send] = found.append(entries_by(ME, 1)[0], START)
    assert found.receive("Jaina-Area52", send.frame, START) == []
    assert refusals(found) == []


def test_combat_lockdown_queues_until_it_clears():
    found = in_group()
    found.lockdown(True, START)
    [entry] = entries_by(ME, 1)
    assert found.append(entry, START + 1) == []
    assert found.tick(START + 300) == []
    assert status_of(found).unsent == 1
    assert kinds(found.lockdown(False, START + 301)) == ["LOG_ENTRY"]
    assert status_of(found).role is Role.UNLED


def test_frames_that_were_not_sent_wait_and_go_first():
    found = in_group()
    first, second = entries_by(ME, 2)
    [send] = found.append(first, START)
    assert found.unsent(send, SendFault.THROTTLED, START) == []
    assert found.append(second, START + 0.1) == []
    assert found.tick(START + 1.1) == [send]


def test_a_member_that_is_offline_gets_no_more_and_is_tried_again_later():
    found = in_group(entries_by(ME, 40), leader=ME)
    tell(found, announced_list(), request="0.7")
    sends = [send for second in range(2, 5) for send in found.tick(START + second) if send.target]
    assert status_of(found).current == LEADER
    found.unsent(sends[0], SendFault.OFFLINE, START + 5)
    assert status_of(found).current == ""
    assert status_of(found).members[LEADER].state == "no answer"
    assert status_of(found).queue == [LEADER]


def test_without_a_group_nothing_is_sent_or_taken():
    found = in_group()
    found.group_changed([ME], ME, START)
    assert tell(found, LogEntry(MAIN.uuid, entries_by(LEADER, 1)[0])) == []
    assert found.tick(START + 50) == []
    assert status_of(found).role is Role.ALONE
    assert len(found.books.log.entries) == 0


def test_sync_that_is_off_cannot_be_started_by_hand():
    found = in_group()
    found.sync_off()
    found.group_changed([ME, LEADER], ME, START)
    assert found.tick(START + 1) == []
    with pytest.raises(Refused, match="off"):
        found.manual_sync(START)


def test_only_profiles_that_are_held_can_be_used():
    found = in_group()
    with pytest.raises(Refused):
        found.use_profile(ALTS.uuid, START)
    with pytest.raises(Refused):
        found.accept_proposal(ALTS.uuid, START)


def test_a_profile_with_a_name_that_is_too_long_is_only_proposed():
    found = in_group()
    tell(found, announced(profile=Profile(ALTS.uuid, "x" * 65, GUILD)))
    [proposal] = status_of(found).proposals
    assert "64" in proposal.why
    assert found.books.active == MAIN.uuid


def test_strangers_cannot_fill_the_memory_with_proposals():
    found = in_group()
    for number in range(70):
        profile = Profile(UUID(int=100 + number), "Default", "strangers")
        tell(found, announced(int(START) + number, profile), request=f"0.{number}")
    assert len(found.books.proposals) == 50


def test_the_journal_keeps_the_last_notes_and_counts_all():
    found = in_group()
    for number in range(KEPT + 5):
        found.receive(LEADER, f"garbage {number}", START)
    assert len(found.journal.notes) == KEPT
    assert found.journal.counts[Category.REFUSED] == KEPT + 5


def test_the_status_tells_profile_switches():
    found = in_group()
    tell(found, announced(profile=Profile(ALTS.uuid, ALTS.name, GUILD)))
    assert [note.text for note in found.journal.of(Category.PROFILE)] == [f"Using Mythic-Plus, as {LEADER} announced"]
    assert status_of(found).profile == "Mythic-Plus"


def test_a_member_that_is_still_talking_is_not_asked_again():
    found = in_group(entries_by(ME, 40), leader=ME)
    tell(found, announced_list())
    found.tick(START + 1)
    asked = [send for second in range(2, 8) for send in found.tick(START + second) if send.target == LEADER]
    assert len(asked) >= 1
    long = SendMissingLogs(MAIN.uuid, tuple(entries_by(LEADER, 12)))
    parts = frames_of("SEND_MISSING_LOGS", MAIN.uuid, "1.zz", message_text(long))
    for place, raw in enumerate(parts):
        found.receive(LEADER, raw, START + 9 + 2 * place)
        assert [send for send in found.tick(START + 10 + 2 * place) if send.target == LEADER] == []


def test_what_arrived_is_handed_over_once_with_who_brought_it():
    found = in_group(may_write=lambda entry, sender: "Not three." if entry.sequence == 3 else "")
    for place, entry in enumerate(entries_by(OTHER, 3)):
        tell(found, LogEntry(MAIN.uuid, entry), OTHER, request=f"0.{place}")
    arrivals = found.books.arrivals()
    assert [(arrival.brought_by, arrival.entry.sequence, arrival.refused) for arrival in arrivals] == [
        (OTHER, 1, ""), (OTHER, 2, ""), (OTHER, 3, "Not three."),
    ]  # fmt: skip
    assert found.books.arrivals() == []


def test_another_carrier_may_have_no_throttle():
    found = in_group(outbox=Outbox(burst=1000, per_second=1000))
    sends = [send for entry in entries_by(ME, 50) for send in found.append(entry, START)]
    assert len(sends) == 50


def test_a_list_that_is_asked_for_again_is_not_told_twice():
    found = in_group(entries_by(ME, 900))
    tell(found, announced())
    ask = RequestLogList(MAIN.uuid, Detail.IDS, 7)
    tell(found, ask, request="1.1")
    waiting = status_of(found).unsent
    tell(found, ask, request="1.2")
    assert waiting > 30
    assert status_of(found).unsent <= waiting + 10
