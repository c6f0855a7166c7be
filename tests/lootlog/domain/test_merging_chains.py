"""What arrives of an author's chain, whole or in parts, never makes a ledger whose export does not hold."""

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lootlog.domain.bundle import bundle_lines
from lootlog.domain.entries import GENESIS, Entry, chained
from lootlog.domain.merging import Held, Incoming, MergePlan, place_of, plan_merge
from lootlog.domain.verifying import verify
from tests.lootlog.domain.ledgers import ABOUT, THEN, points

NOW = THEN + 3600


def merged(ledger: list[Entry], *arriving: Entry, is_looked_at=False) -> MergePlan:
    """Let entries join a ledger in memory, and return what became of them."""
    places, links = defaultdict(set), defaultdict(set)
    for entry in ledger:
        places[place_of(entry)].add(entry.hash)
        if entry.previous:
            links[entry.author, entry.sequence].add(entry.previous)
    held = Held({entry.hash for entry in ledger}, places, links, {}, {})
    plan = plan_merge([Incoming("here", one) for one in arriving], held, now=NOW, is_looked_at=is_looked_at)
    ledger += [item.entry for item in plan.new]
    return plan


def histories() -> list[Entry]:
    """Write two histories of one author, which part after the second entry, and a forged end of each."""
    one = chained([points(timestamp=THEN + number) for number in range(5)])
    other = chained([points(timestamp=THEN + 100 + number) for number in range(3)], sequence=2, previous=one[1].hash)
    forged = [replace(one[4], previous="ab" * 32), replace(one[0], previous="cd" * 32)]
    return [*one, *other, *forged]


@pytest.mark.parametrize("is_looked_at", [False, True])
def test_an_entry_that_does_not_go_on_from_what_is_here_is_set_aside(is_looked_at):
    one, two, *_ = histories()
    ledger = [one]
    [aside] = merged(ledger, replace(two, previous="ab" * 32), is_looked_at=is_looked_at).set_aside
    assert aside.reason.startswith("It does not go on from its author's entry 1 that is here")
    assert merged(ledger, two, is_looked_at=is_looked_at).set_aside == []


@pytest.mark.parametrize("is_looked_at", [False, True])
@pytest.mark.parametrize(("sequence", "previous"), [(1, "ab" * 32), (2, GENESIS)])
def test_a_place_that_contradicts_itself_is_never_taken(sequence, previous, is_looked_at):
    entry = points(sequence=sequence, previous=previous)
    assert len(merged([], entry, is_looked_at=is_looked_at).set_aside) == 1


def test_another_entry_than_the_one_that_is_named_as_missing_is_set_aside():
    one, two, *_ = histories()
    ledger: list[Entry] = []
    merged(ledger, two)
    [aside] = merged(ledger, replace(one, reason="forged")).set_aside
    assert "Its author's entry 2, which is here, names another one" in aside.reason
    assert len(merged(ledger, one).new) == 1


def test_a_second_history_is_taken_in_any_order_beside_the_first():
    *one, two, three, four = histories()[:8]
    ledger: list[Entry] = []
    merged(ledger, *one)
    for entry in (four, three, two):
        assert len(merged(ledger, entry).new) == 1


@settings(max_examples=200, deadline=None)
@given(st.permutations(histories()), st.integers(1, 4), st.integers(0, 10), st.booleans())
def test_whatever_comes_of_it_and_in_any_order_the_export_holds(entries, portion, lost, is_looked_at):
    ledger: list[Entry] = []
    for start in range(lost, len(entries), portion):
        merged(ledger, *entries[start : start + portion], is_looked_at=is_looked_at)
        verdict = verify(list(bundle_lines(ABOUT, ledger)))
        assert verdict.holds, verdict.faults


@settings(max_examples=100, deadline=None)
@given(st.permutations(histories()[:5]), st.integers(1, 5))
def test_one_honest_history_is_taken_whole_in_any_order(entries, portion):
    ledger: list[Entry] = []
    for start in range(0, len(entries), portion):
        assert not merged(ledger, *entries[start : start + portion]).set_aside
    assert sorted(ledger, key=lambda entry: entry.sequence) == histories()[:5]
