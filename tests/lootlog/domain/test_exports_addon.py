"""The addon's own file, written from a ledger."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from characters.domain.savedvariables import read_saved_variables
from lootlog.domain.entries import Kind, imported_author
from lootlog.domain.exports.addon import addon_lines
from lootlog.domain.imports.files import read_file
from lootlog.domain.replay import standings
from tests.factories.loot_files import held
from tests.lootlog.domain.ledgers import OFFICER, PROFILE, THEN, ledger, points


def written(entries, name="Raid-Team-A") -> bytes:
    about = {entry.reference for entry in entries}
    named = {entry.hash: entry for entry in entries if entry.hash in about}
    return "".join(addon_lines(PROFILE, name, entries, named, home_realm="Garona")).encode()


def saved(entries):
    profiles = read_saved_variables(written(entries)).variables["SpectrumFederationDB"]["lootHelper"]["profiles"]
    return next(iter(profiles.values()))


def marked(entries):
    return [(log["_id"], log["_data"]["ledgerHash"]) for log in saved(entries)["_lootLogs"].values()]


@pytest.mark.parametrize("order", [1, -1])
def test_the_file_gives_our_standings_when_it_is_read_again(order):
    entries = ledger()[::order]
    reading = read_file(written(entries), home_realm="Garona")
    assert (reading.rejected, reading.notices) == ([], [])
    assert [profile.name for profile in reading.profiles] == ["Raid-Team-A"]
    ours = standings(entries, home_realm="Garona")
    assert held(reading, home_realm="Garona") == {who: str(total) for who, total in ours.items()}


@given(st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_file_gives_our_standings_whatever_is_about_what_and_in_whatever_order_it_came(random):
    """Amended and then taken out, taken out and then amended, brought back: also what only undo or a peer can write."""
    entries = [points()]
    for number in range(1, random.randint(2, 8)):
        kind = random.choice(list(Kind))
        reference = "" if kind is Kind.POINTS else random.choice(entries).hash
        delta = Decimal(0 if kind is Kind.VOID else random.choice([1, 2, 4, -8]))
        entries.append(points(kind=kind, reference=reference, delta=delta, timestamp=THEN + number))
    ours = {who: str(total) for who, total in standings(entries).items() if total}
    random.shuffle(entries)
    came = held(read_file(written(entries), home_realm="Garona"), home_realm="Garona")
    assert {who: total for who, total in came.items() if total != "0"} == ours
    assert marked(entries)[: len(marked(entries[:-1]))] == marked(entries[:-1])


def test_counts_of_every_writer_have_no_gap_and_no_name_of_the_game():
    profile = saved([points(actor="a-Garona"), points(actor="B-Garona"), points(actor="A-Garona", timestamp=5)])
    assert profile["_authorCounters"] == {"A0-Garona": 2, "B0-Garona": 1}
    assert [log["_id"] for log in profile["_lootLogs"].values()] == ["A0-Garona:1", "B0-Garona:1", "A0-Garona:2"]
    assert profile["_logIndex"] == {"A0-Garona:1": True, "A0-Garona:2": True, "B0-Garona:1": True}
    assert set(profile["_adminUsers"].values()) == {"A-Garona", "B-Garona", "A0-Garona", "B0-Garona"}


def test_a_later_file_begins_like_the_earlier_one_whatever_came_meanwhile():
    """Backdated, voided, amended: the order of arrival never changes."""
    entries = [points(timestamp=THEN + number) for number in range(3)]
    entries.append(points(OFFICER, delta=Decimal(0), kind=Kind.VOID, reference=entries[0].hash, timestamp=THEN))
    entries.append(points(OFFICER, delta=Decimal(2), kind=Kind.AMEND, reference=entries[1].hash))
    entries.append(points(OFFICER, delta=Decimal(0), kind=Kind.VOID, reference=entries[3].hash))
    entries.append(points(timestamp=1_700_000_000))
    files = [marked(entries[:count]) for count in range(len(entries) + 1)]
    assert all(later[: len(earlier)] == earlier for earlier, later in pairwise(files))
    reading = read_file(written(entries), home_realm="Garona")
    assert held(reading, home_realm="Garona") == {"thrall-garona": "17"}


def test_what_came_from_the_addon_keeps_its_name_and_needs_no_mark():
    author = imported_author(PROFILE, "gen2:leader-garona")
    came = points(author, sequence=6, origin="Leader-Garona:6")
    other = points(author, sequence=6, origin="Leader-Garona:6", delta=Decimal(7))
    logs = list(saved([points(), came, other])["_lootLogs"].values())
    assert [log["_id"] for log in logs] == ["Leader0-Garona:1", "Leader-Garona:6", "Leader0-Garona:2"]
    assert ["ledgerHash" in log["_data"] for log in logs] == [True, False, True]


def test_texts_are_written_so_that_they_can_be_read_as_nothing_else():
    reason, name = '"]] = os.exit() --\\\n\r\0x', 'A"\\\n|'
    reading = read_file(written([points(reason=reason.replace("\0", ""))], name=name))
    assert (reading.drafts[0].reason, reading.profiles[0].name) == (reason.replace("\0", ""), name)
    assert read_saved_variables(written([points(reason=reason)])).damaged_lines == ()


def test_an_empty_ledger_is_a_file_too():
    assert read_file(written([])).drafts == []


def test_points_that_the_addon_cannot_hold_are_left_out_with_what_takes_them_out():
    odd = replace(points(), delta=Decimal("0.25"))
    void = points(OFFICER, delta=Decimal(0), kind=Kind.VOID, reference=odd.hash)
    assert read_file(written([odd, void])).drafts == []
