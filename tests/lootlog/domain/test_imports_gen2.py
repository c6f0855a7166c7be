"""SavedVariables of the loot addon's second and third generation."""

import base64
from decimal import Decimal

import pytest

from lootlog.domain.entries import Kind
from lootlog.domain.imports.files import read_file
from lootlog.domain.imports.fingerprint import MODULUS, fingerprint
from lootlog.domain.imports.gen2 import read_gen2
from lootlog.domain.imports.harvest import Harvest
from lootlog.domain.imports.packed import Unpacker
from lootlog.domain.imports.spelling import spelled
from tests.factories.loot_files import (
    RAID,
    cbor,
    deflated,
    entries_of,
    event,
    gen2,
    held,
    recorded,
    snapshot,
    variables,
)


def awarded(**fields):
    return event(2, "MANUAL_AWARD", member="Jaina-Garona", itemLink="[Band]", itemString="item:1", **fields)


def test_a_file_as_the_client_writes_it():
    reading = recorded("gen2.lua")
    assert (reading.format, reading.rejected) == ("gen2", [])
    assert [(profile.key, profile.name) for profile in reading.profiles] == [(RAID, "Raid-Team-A")]
    assert held(reading) == {"thrall-garona": "1", "jaina-garona": "1"}
    assert reading.notices == ["Raid-Team-A: events without points are left out: 1 × PROFILE_CREATION."]
    first = reading.drafts[0]
    assert (first.source, first.sequence, first.origin) == ("gen2:leader-garona", 2, "Leader-Garona:2")
    assert (first.profile, first.claimed_total, first.reason) == (RAID, None, "")


@pytest.mark.parametrize(("amount", "points"), [(None, 1), (1, 1), (0.5, "0.5"), (2.5, "2.5"), (10, 10)])
def test_a_change_may_carry_an_amount_in_halves(amount, points):
    fields = {} if amount is None else {"amount": amount}
    (draft,) = read_file(gen2([event(1, change="DECREMENT", **fields)])).drafts
    assert draft.delta == -Decimal(points)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"amount": 0}, "“amount” must be more than 0 in steps of 0.5, not 0."),
        ({"amount": -1}, "“amount” must be more than 0"),
        ({"amount": 0.3}, "“amount” must be more than 0 in steps of 0.5, not 0.3."),
        ({"change": "SET"}, "“change” must be INCREMENT or DECREMENT, not “SET”."),
        ({"member": None}, "“member” must be a text, not nothing."),
        ({"_id": "Officer-Garona:1"}, "is not made of the author and the count 1."),
        ({"_id": "Leader-Garona:01"}, "is not made of the author and the count 1."),
        ({"_counter": 0}, "is not made of the author and the count 0."),
        ({"_counter": "one"}, "“_counter” must be a whole number"),
        ({"_timestamp": "now"}, "“_timestamp” must be a whole number"),
        ({"_data": 5}, "An entry was expected, not “5”."),
        ({"_externalId": "RCLootCouncil|x"}, "a foreign id and a count of its own"),
    ],
)
def test_a_bad_event_is_rejected_with_place_and_reason_and_spoils_no_other(changes, reason):
    reading = read_file(gen2([event(1, **changes), event(2)]))
    assert len(reading.drafts) == 1
    (rejected,) = reading.rejected
    assert rejected.place == f"lootHelper.profiles.{RAID}._lootLogs[1]"
    assert reason in rejected.reason


def test_an_award_is_an_entry_without_points_and_its_reversal_a_void():
    reversal = event(3, "MANUAL_AWARD_REVERSE", sourceLogId="Leader-Garona:2")
    reading = read_file(gen2([reversal, awarded(), event(1)]))
    void = next(draft for draft in reading.drafts if draft.kind is Kind.VOID)
    assert (void.refers_to, void.target, void.delta) == ("Leader-Garona:2", "Jaina-Garona", 0)
    award, entry = entries_of(reading)[0], entries_of(reading)[-1]
    assert (award.reason, award.delta, entry.reference) == ("[Band]", 0, award.hash)


def test_a_reversal_of_what_is_not_there_is_rejected():
    reading = read_file(gen2([event(3, "MANUAL_AWARD_REVERSE", sourceLogId="Leader-Garona:2")]))
    assert "It takes back “Leader-Garona:2”, which is not in the file." in reading.rejected[0].reason


def test_awards_of_rclootcouncil_are_known_by_their_own_id():
    name = "RCLootCouncil|Leader-Garona|1766000001-3|Jaina-Garona|item:1|"
    fields = {"member": "Jaina-Garona", "itemLink": "[Band]", "response": "Need"}
    row = event(0, "RC_LOOT_COUNCIL", _id=name, _externalId=name, **fields)
    reading = read_file(gen2([row, row]))
    (draft,) = reading.drafts
    assert (draft.sequence, draft.origin, draft.reason) == (0, name, "Need: [Band]")


def test_other_events_are_counted_and_take_no_place():
    rows = [event(1, "ROLE_CHANGE"), event(2, "ROLE_CHANGE"), event(3, "ARMOR_CHANGE"), event(4)]
    reading = read_file(gen2(rows))
    assert len(reading.drafts) == 1
    assert "2 × ROLE_CHANGE, 1 × ARMOR_CHANGE" in reading.notices[0]


def test_files_that_spell_an_author_differently_give_the_same_entries():
    lower = read_file(gen2([event(6, author="owner-Garona", member="thrall-Garona")]))
    upper = read_file(gen2([event(6, author="Owner-Garona", member="Thrall-Garona")]))
    assert [entry.hash for entry in entries_of(lower)] == [entry.hash for entry in entries_of(upper)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("thrall-Area 52", "Thrall-Area52"),
        ("THRALL-Garona", "Thrall-Garona"),
        ("ævar", "Ævar"),
        ("ßa-Garona", "ßa-Garona"),
        ("Тралл-Гордунни", "Тралл-Гордунни"),
    ],
)
def test_names_are_written_as_the_game_does(written, meant):
    assert spelled(written) == meant


def test_counts_that_are_missing_are_told_without_counting_to_a_thousand_million():
    rows = [event(1), event(3), event(1, author="Officer-Garona")]
    reading = read_file(gen2(rows, _authorCounters={"leader-Garona": 10**9, "Officer-Garona": 1}))
    assert "999999998 of leader-garona" in reading.notices[-1]
    assert "officer" not in reading.notices[-1]


def test_balances_of_members_are_compared_and_never_taken():
    members = [{"identifier": "Thrall-Garona", "pointBalance": 9}, {"identifier": "Jaina-Garona"}]
    reading = read_file(gen2([event(1)], _members=members))
    assert reading.profiles[0].claimed == {"Thrall-Garona": 9}
    assert "Thrall-Garona has 9 there, the entries make 1" in reading.notices[0]
    assert held(reading) == {"thrall-garona": "1"}


@pytest.mark.parametrize("bad", [{"identifier": "Jaina-Garona", "pointBalance": float("nan")}, 5, "x"])
def test_a_balance_that_cannot_be_read_is_told_and_spoils_no_entry(bad):
    members = [bad, {"identifier": "Thrall-Garona", "pointBalance": 1}]
    saved = {"_members": members, "_lootLogs": [event(1)]}
    harvest = Harvest()
    read_gen2({"profiles": {RAID: saved}}, harvest, "", Unpacker())
    reading = harvest.reading("gen2")
    assert (held(reading), reading.rejected) == ({"thrall-garona": "1"}, [])
    assert reading.profiles[0].claimed == {"Thrall-Garona": 1}
    assert f"{RAID}: the balance of member 1 cannot be read." in reading.notices[0]


def test_a_checksum_is_worked_out_as_lua_does_it():
    printed = (
        "timestampnumber1766000002authorstringLeader-Garonacounternumber2eventTypestringPOINT_CHANGE"
        "datatableamountnumber0.5changestringINCREMENTdonebooleantruelisttable1stringb2number7"
    )
    check = 5381
    for byte in printed.encode():
        check = (check * 33 + byte) % MODULUS
    data = {"list": {2: 7, 1: "b"}, "done": True, "change": "INCREMENT", "amount": 0.5}
    assert fingerprint(1766000002, "Leader-Garona", 2, "POINT_CHANGE", data) == check
    assert fingerprint(1766000002, "Leader-Garona", 2, "POINT_CHANGE", {**data, "list": ["b", 7]}) == check


def test_entries_that_were_changed_after_writing_are_named_and_count():
    row = event(2)
    made = fingerprint(row["_timestamp"], row["_author"], 2, row["_eventType"], row["_data"])
    reading = read_file(gen2([event(1, _fingerprint=1), {**row, "_fingerprint": made}]))
    assert len(reading.drafts) == 2
    assert "1 entries were changed after they were written" in reading.notices[0]
    assert "_lootLogs[1]" in reading.notices[0]


def test_a_packed_profile_in_the_file_is_unpacked_and_its_admins_are_not_taken_over():
    packed = base64.b64encode(deflated(cbor(snapshot([event(1)])))).decode()
    reading = read_file(variables(SpectrumFederationDB={"lootHelper": {"profiles": {"x": packed}}}))
    assert held(reading) == {"thrall-garona": "1"}
    assert "the snapshot's list of admins is not taken over" in reading.notices[0]


@pytest.mark.parametrize("profile", [5, "no base64 at all", {"_lootLogs": 5}])
def test_a_profile_that_cannot_be_read_is_rejected_and_the_others_are_read(profile):
    profiles = {"bad": profile, RAID: {"_lootLogs": [event(1)]}}
    reading = read_file(variables(SpectrumFederationDB={"lootHelper": {"profiles": profiles}}))
    assert [row.place for row in reading.rejected] == ["lootHelper.profiles.bad"]
    assert len(reading.drafts) == 1


def test_a_file_may_still_hold_the_first_generation_beside_the_second():
    helper = {"profiles": {RAID: {"_lootLogs": [event(1)]}}}
    old = {"Default": {"logs": {1: {"id": 1, "timestamp": 1, "actor": "A-B", "target": "C-D", "delta": 1}}}}
    reading = read_file(variables(SpectrumFederationDB={"profiles": old, "lootHelper": helper}))
    assert [profile.key for profile in reading.profiles] == ["Default", RAID]
    assert len(reading.drafts) == 2
