"""The addon's own file, written from a ledger."""

from dataclasses import replace
from decimal import Decimal

import pytest

from characters.domain.errors import Refused
from characters.domain.savedvariables import read_saved_variables
from lootlog.domain.exports.addon import addon_lines
from lootlog.domain.imports.files import read_file
from lootlog.domain.replay import standings, void_entries
from tests.factories.loot_files import held
from tests.lootlog.domain.ledgers import PROFILE, ledger, points


def written(entries, void=None, name="Raid-Team-A") -> bytes:
    return "".join(addon_lines(PROFILE, name, entries, void_entries(entries) if void is None else void)).encode()


def test_the_file_gives_our_standings_when_it_is_read_again():
    entries = [entry for entry in ledger() if entry.actor == "Leader-Garona"]
    reading = read_file(written(entries), home_realm="Garona")
    assert (reading.rejected, reading.notices) == ([], [])
    assert [profile.name for profile in reading.profiles] == ["Raid-Team-A"]
    ours = standings(entries, home_realm="Garona")
    assert held(reading, home_realm="Garona") == {who: str(total) for who, total in ours.items()}


def test_counts_of_every_writer_have_no_gap_and_nothing_void_travels():
    text = written([points(actor="a-Garona"), points(actor="B-Garona"), points(actor="A-Garona", timestamp=5)])
    profile = next(
        iter(read_saved_variables(text).variables["SpectrumFederationDB"]["lootHelper"]["profiles"].values())
    )
    assert profile["_authorCounters"] == {"A-Garona": 2, "B-Garona": 1}
    assert [log["_id"] for log in profile["_lootLogs"].values()] == ["A-Garona:1", "B-Garona:1", "A-Garona:2"]
    assert profile["_logIndex"] == {"A-Garona:1": True, "A-Garona:2": True, "B-Garona:1": True}
    assert profile["_adminUsers"] == {1: "A-Garona", 2: "B-Garona"}
    one = points()
    assert read_file(written([one, points(timestamp=5)], {one.hash})).drafts[0].timestamp == 5


def test_texts_are_written_so_that_they_can_be_read_as_nothing_else():
    reason, name = '"]] = os.exit() --\\\n\r\0x', 'A"\\\n|'
    reading = read_file(written([points(reason=reason.replace("\0", ""))], name=name))
    assert (reading.drafts[0].reason, reading.profiles[0].name) == (reason.replace("\0", ""), name)
    assert read_saved_variables(written([points(reason=reason)])).damaged_lines == ()


def test_an_empty_ledger_is_a_file_too():
    assert read_file(written([])).drafts == []


def test_points_that_the_addon_cannot_hold_are_refused():
    with pytest.raises(Refused, match="0.25 points does not fit"):
        written([replace(points(), delta=Decimal("0.25"))])
