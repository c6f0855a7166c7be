"""Files that a peer takes into its store."""

from decimal import Decimal

import pytest

from lootlog.domain.entries import Kind
from lootlog.domain.exchange.messages import Facts
from lootlog.domain.exchange.shelf import Holding
from lootlog.domain.exchange.taking import take_in
from lootlog.domain.exports.addon import addon_lines
from lootlog.domain.exports.pipe import pipe_lines
from lootlog.domain.imports.files import read_file
from lootlog.domain.replay import standings, void_entries
from tests.lootlog.domain.ledgers import OFFICER, PROFILE, THEN, ledger, points

HOME = "Garona"


@pytest.fixture
def held():
    entries = ledger()
    gone = points(OFFICER, delta=Decimal(0), kind=Kind.VOID, reference=entries[0].hash, timestamp=THEN + 20)
    return Holding(Facts(PROFILE, "Raid-Team-A", "Keepers", HOME), [*entries, gone])


def written(held, form):
    entries = list(held.entries.values())
    if form == "addon":
        lines = addon_lines(PROFILE, "Raid-Team-A", entries, held.entries, home_realm=HOME)
    else:
        entries = sorted(entries, key=lambda entry: entry.order)
        lines = pipe_lines("Raid-Team-A", entries, void_entries(entries), home_realm=HOME)
    return "".join(lines)


def taken(held, text):
    return take_in(held, read_file(text.encode(), home_realm=HOME), None, now=THEN + 100)


@pytest.mark.parametrize("form", ["addon", "pipe"])
def test_what_was_written_from_the_store_is_known_when_it_comes_back(held, form):
    before = standings(held.entries.values(), home_realm=HOME), held.root
    intake = taken(held, written(held, form))
    assert (intake.new, intake.rejected, intake.known > 0) == (0, [], True)
    assert (standings(held.entries.values(), home_realm=HOME), held.root) == before


def test_what_was_changed_on_its_way_is_told_and_not_taken(held):
    text = written(held, "addon")
    intake = taken(held, text.replace('["amount"] = 5', '["amount"] = 50', 1))
    assert (intake.new, len(intake.rejected)) == (0, 1)
    assert "was changed afterwards" in intake.rejected[0].reason


def test_a_store_that_holds_none_of_it_takes_it_as_a_file_of_a_stranger(held):
    other = Holding(Facts(PROFILE, "Raid-Team-A", "Keepers", HOME))
    assert taken(other, written(held, "pipe")).new > 0


def test_the_addon_s_file_of_a_copy_of_the_ledger_waits_for_the_entries_themselves(held):
    other = Holding(held.facts)
    intake = taken(other, written(held, "addon"))
    assert (intake.new, {"has not come here" in row.reason for row in intake.rejected}) == (0, {True})
