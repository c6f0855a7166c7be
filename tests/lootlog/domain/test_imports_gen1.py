"""SavedVariables of the loot addon's first generation."""

from decimal import Decimal

import pytest

from lootlog.domain.drafts import Draft
from lootlog.domain.imports.files import read_file
from tests.factories.loot_files import entries_of, gen1, held, line, recorded, variables


def test_a_file_with_tiers_gives_what_its_addon_shows():
    reading = recorded("gen1_tiers.lua")
    assert (reading.format, reading.rejected, reading.notices) == ("gen1", [], [])
    assert reading.drafts[0] == Draft(
        place="tiers.0.0.0.logs[1]",
        profile="0.0.0",
        source="gen1:leader-garona",
        sequence=1,
        timestamp=1766000001,
        actor="Leader-Garona",
        target="Thrall-Garona",
        delta=Decimal(5),
        claimed_total=Decimal(5),
        reason="Boss kill",
        origin="1",
    )
    assert [draft.reason for draft in reading.drafts[1:]] == ["Loot: |Hitem:19019|h[Thunderfury]|h", "Pünktlich"]
    assert [profile.claimed for profile in reading.profiles] == [
        {"Jaina-Garona": Decimal(-3), "Thrall-Garona": Decimal(6)}
    ]
    assert held(reading) == {"thrall-garona": "6", "jaina-garona": "-3"}


def test_a_file_with_profiles_gives_the_sum_of_deltas_where_its_addon_lost_some():
    reading = recorded("gen1_profiles.lua")
    assert [(profile.key, profile.name) for profile in reading.profiles] == [
        ("Default", "Default"),
        ("Mythic-Plus", "Mythic-Plus"),
    ]
    assert held(reading) == {"thrall-area52": "8.5"}
    lost, elsewhere, holes = reading.notices[0], reading.notices[1], reading.notices[2]
    assert "Thrall-Area 52 has 3.5 there, the entries make 8.5" in lost
    assert "1 × 11.0.0" in elsewhere
    assert "5 of the 8 ids" in holes
    assert reading.drafts[1].reason == "C:\\pics"


def test_arrays_and_numbered_fields_are_the_same():
    rows = [line(id=1), line(id=2, actor="Officer-Garona")]
    array = gen1(rows).replace(b"[1] = {\n[", b"{\n[").replace(b"[2] = {\n[", b"{\n[")
    assert b"[1]" not in array
    assert entries_of(read_file(array)) == entries_of(read_file(gen1({2: rows[1], 1: rows[0]})))


def test_two_officers_files_of_one_history_give_the_same_entries():
    ours = read_file(gen1({1: line(id=1), 2: line(id=2, actor="Officer-Garona", delta=-3, newTotal=2)}))
    theirs = read_file(gen1({2: line(id=2, actor="Officer-Garona", delta=-3, newTotal=2), 9: line(id=9)}))
    shared = {entry.hash for entry in entries_of(ours)} & {entry.hash for entry in entries_of(theirs)}
    assert len(shared) == 1


def test_ids_of_two_officers_that_collide_stay_two_entries():
    ours = read_file(gen1({1: line(id=1, delta=5)}))
    theirs = read_file(gen1({1: line(id=1, actor="Officer-Garona", delta=3, newTotal=3)}))
    entries = entries_of(ours) + entries_of(theirs)
    assert len({(entry.author, entry.sequence) for entry in entries}) == 2
    assert sum(entry.delta for entry in entries) == 8


def test_one_author_on_two_computers_gives_a_fork():
    first, second = (entries_of(read_file(gen1({1: line(id=1, delta=delta)})))[0] for delta in (5, 7))
    assert (first.author, first.sequence) == (second.author, second.sequence)
    assert first.hash != second.hash


@pytest.mark.parametrize("spelling", ["Leader-Area 52", "leader-area52", "LEADER-Area-52"])
def test_spellings_of_an_author_are_one_stream(spelling):
    (draft,) = read_file(gen1({1: line(actor=spelling)})).drafts
    assert draft.source == "gen1:leader-area52"
    assert draft.actor == spelling


def test_the_home_realm_stands_in_for_names_without_one():
    (draft,) = read_file(gen1({1: line(actor="Leader")}), home_realm="Area 52").drafts
    assert draft.source == "gen1:leader-area52"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": None}, "“id” must be a whole number, not nothing."),
        ({"id": "x"}, "“id” must be a whole number, not “x”."),
        ({"id": 0}, "“id” must count from 1, not 0."),
        ({"id": 2**60}, "“id” is too large"),
        ({"timestamp": 1.5}, "“timestamp” must be a whole number, not “1.5”."),
        ({"timestamp": True}, "“timestamp” must be a whole number, not “True”."),
        ({"actor": 5}, "“actor” must be a text, not “5”."),
        ({"target": " "}, "“target” must be a text"),
        ({"target": {}}, "“target” must be a text, not a table."),
        ({"delta": "five"}, "“delta”: “five” is no number of points."),
        ({"delta": float("nan")}, "“delta”: “nan” is no number of points."),
        ({"delta": float("inf")}, "“delta”: “inf” is no number of points."),
        ({"delta": 1e30}, "more than a ledger takes"),
        ({"delta": 0.123456}, "more than 4 decimal places"),
        ({"newTotal": {}}, "“newTotal” must be a number, not a table."),
        ({"reason": 7}, "“reason” must be a text, not “7”."),
        ({"reason": "a\0b"}, "“reason” holds a zero byte."),
    ],
)
def test_a_bad_row_is_rejected_with_place_and_reason_and_spoils_no_other(changes, reason):
    reading = read_file(gen1({1: line(), 2: line(**{"id": 2, **changes})}))
    assert len(reading.drafts) == 1
    (rejected,) = reading.rejected
    assert rejected.place == "profiles.Default.logs[2]"
    assert reason in rejected.reason
    assert "actor" in rejected.raw


def test_rows_that_are_no_tables_are_rejected():
    reading = read_file(gen1({1: line(), 2: "row", "extra": line()}))
    assert {(row.place, row.reason) for row in reading.rejected} == {
        ("profiles.Default.logs[2]", "An entry was expected, not “row”."),
        ("profiles.Default.logs.extra", "Entries are numbered; this is none."),
    }


def test_a_profile_of_the_wrong_type_is_rejected_and_the_others_are_read():
    saved = {"profiles": {"Bad": 5, "Default": {"logs": {1: line()}}, "Odd": {"logs": "none"}}}
    reading = read_file(variables(SpectrumFederationDB=saved))
    assert [row.place for row in reading.rejected] == ["profiles.Bad", "profiles.Odd.logs"]
    assert len(reading.drafts) == 1


@pytest.mark.parametrize("timestamp", [0, 1, 4102444800])
def test_impossible_dates_stay_for_the_rules_to_judge(timestamp):
    (draft,) = read_file(gen1({1: line(timestamp=timestamp)})).drafts
    assert draft.timestamp == timestamp


def test_a_count_of_a_thousand_million_stays_for_the_rules_to_judge():
    (draft,) = read_file(gen1({1: line(id=10**9)})).drafts
    assert draft.sequence == 10**9


def test_totals_that_cannot_be_read_are_named():
    reading = read_file(gen1({1: line()}, points={"Thrall-Garona": "many"}))
    assert "the total of Thrall-Garona cannot be read" in reading.notices[0]
