"""What entries amount to."""

import random
from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lootlog.domain.entries import GENESIS, Entry, Kind, chained
from lootlog.domain.replay import explanation, standings, void_entries, void_hashes

PROFILE, AUTHOR, OTHER = (UUID(int=number) for number in (1, 2, 3))


def points(sequence=1, **changes) -> Entry:
    values = {"timestamp": 1_766_000_000, "actor": "Leader-Garona", "target": "Thrall-Garona", "delta": Decimal(5)}
    return Entry(**{"profile": PROFILE, "author": AUTHOR, "sequence": sequence, "previous": "", **values, **changes})


def void(entry: Entry, sequence=100) -> Entry:
    return points(sequence, kind=Kind.VOID, delta=Decimal(0), reference=entry.hash, target=entry.target)


def test_points_are_the_sum_of_deltas_and_never_the_last_total():
    entries = [points(1, claimed_total=Decimal(5)), points(2, author=OTHER, delta=Decimal(3), claimed_total=Decimal(3))]
    assert standings(entries) == {"thrall-garona": Decimal(8)}


def test_tenths_add_up_exactly():
    assert standings(points(number, delta=Decimal("0.1")) for number in range(1, 11)) == {"thrall-garona": Decimal(1)}


def test_a_void_of_a_void_restores_and_so_on():
    entry = points()
    first = void(entry)
    second = void(first, 101)
    third = void(second, 102)
    assert void_entries([entry, first]) == {entry.hash}
    assert void_entries([entry, first, second]) == {first.hash}
    assert void_entries([entry, first, second, third]) == {entry.hash, second.hash}


def test_two_voids_of_one_entry_take_it_out_until_both_are_gone():
    entry = points()
    one, two = void(entry, 101), void(entry, 102)
    assert entry.hash in void_entries([entry, one, two, void(one, 103)])
    assert entry.hash not in void_entries([entry, one, two, void(one, 103), void(two, 104)])


def test_an_amendment_counts_in_place_of_its_entry():
    entry = points()
    amended = replace(entry, sequence=2, kind=Kind.AMEND, delta=Decimal(7), reference=entry.hash)
    assert standings([amended, entry]) == {"thrall-garona": Decimal(7)}
    assert standings([amended, entry, void(amended)]) == {"thrall-garona": Decimal(5)}


def amend(entry: Entry, delta, sequence=200) -> Entry:
    return points(sequence, kind=Kind.AMEND, delta=Decimal(delta), reference=entry.hash, target=entry.target)


def totals(*entries: Entry) -> set[Decimal]:
    """Return what Thrall holds, in whatever order the entries come."""
    return {standings(order).get("thrall-garona", Decimal(0)) for order in permutations(entries)}


def test_an_amendment_that_was_amended_keeps_its_entry_out():
    entry = points()
    first = amend(entry, 7)
    second = amend(first, 9, 201)
    third = amend(second, 11, 202)
    assert totals(entry, first, second) == {9}
    assert totals(entry, first, second, third) == {11}


def test_a_void_of_the_last_amendment_restores_the_one_before():
    entry = points()
    first = amend(entry, 7)
    second = amend(first, 9, 201)
    gone = void(second)
    assert totals(entry, first, second, gone) == {7}
    assert totals(entry, first, second, gone, void(gone, 101)) == {9}
    assert totals(entry, first, second, gone, void(first, 101)) == {5}


def test_a_void_of_an_amendment_takes_out_what_stands_in_its_place():
    entry = points()
    first = amend(entry, 7)
    second = amend(first, 9, 201)
    gone = void(first)
    assert totals(entry, first, second, gone) == {5}
    assert totals(entry, first, second, gone, void(gone, 101)) == {9}


def test_a_void_of_an_entry_takes_out_its_amendments_whenever_they_come():
    entry = points()
    first = amend(entry, 7)
    gone = void(entry)
    assert totals(entry, first, amend(first, 9, 201), gone) == {0}
    assert totals(entry, first, gone, void(gone, 101)) == {7}


def test_amendments_of_one_entry_all_count_as_two_awards_would():
    entry = points()
    assert totals(entry, amend(entry, 7), amend(entry, 9, 201)) == {16}


def test_an_amendment_of_a_void_does_not_end_its_hold():
    entry = points()
    gone = void(entry)
    assert totals(entry, gone, amend(gone, 3)) == {3}
    assert void_entries([entry, gone, amend(gone, 3)]) == {entry.hash}


def test_an_amendment_of_something_unknown_counts_and_waits_for_it():
    entry = points()
    first = amend(entry, 7)
    assert totals(first) == {7}
    assert totals(first, amend(first, 9, 201)) == {9}
    assert totals(first, void(entry)) == {0}


def test_circles_that_only_a_forger_could_write_hold_nothing_and_end():
    assert void_hashes({"a": "b", "b": "a", "c": "c"}, {}) == set()
    assert void_hashes({"a": "b", "b": "a", "v": "a"}, {}) == {"a"}
    assert void_hashes({}, {"a": "b", "b": "a", "c": "c"}) == {"a", "b", "c"}
    assert void_hashes({"v": "a"}, {"a": "b", "b": "a"}) == {"a", "b"}


def test_a_void_of_something_unknown_waits_for_it():
    entry = points()
    gone = void(entry)
    assert standings([gone]) == {}
    assert standings([gone, entry]) == {}


def test_as_of_counts_by_the_entries_own_time():
    entries = [points(1), points(2, timestamp=1_766_000_500, delta=Decimal(2))]
    assert standings(entries, as_of=1_766_000_499) == {"thrall-garona": Decimal(5)}
    assert standings(entries, as_of=1_766_000_500) == {"thrall-garona": Decimal(7)}


def test_a_long_chain_of_voids_does_not_exhaust_the_stack():
    references = {}
    for number in range(1, 20_000):
        references[f"{number:064x}"] = f"{number - 1:064x}"
    assert len(void_hashes({}, references)) == 19_999
    void = void_hashes(references, {})
    assert f"{19_999:064x}" not in void
    assert f"{19_998:064x}" in void


def test_an_explanation_names_the_totals_that_writers_saw_otherwise():
    entries = [points(1, claimed_total=Decimal(5)), points(2, timestamp=1_766_000_001, claimed_total=Decimal(15))]
    lines = explanation(entries[::-1], set())
    assert [(line.running, line.contradiction) for line in lines] == [(5, None), (10, Decimal(15))]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(-50, 50)), max_size=25), st.randoms())
def test_any_order_gives_the_same_standings(drawn, shuffler: random.Random):
    entries: list[Entry] = []
    for number, (about, delta) in enumerate(drawn, start=1):
        if about < len(entries) and delta % 3 == 0:
            entries.append(void(entries[about], number))
        elif about < len(entries) and delta % 3 == 1:
            entries.append(amend(entries[about], delta, number))
        else:
            entries.append(points(number, delta=Decimal(delta), target=f"T{about % 4}-Garona"))
    before = standings(entries)
    assert before == by_definition(entries)
    shuffler.shuffle(entries)
    assert standings(entries) == before


def by_definition(entries: list[Entry]) -> dict[str, Decimal]:
    """Add up slowly and plainly: every entry that is not taken out gives its amendments' points, else its own."""

    def is_out(entry):
        return any(one.kind is Kind.VOID and one.reference == entry.hash and not is_out(one) for one in entries)

    def given_by(entry):
        if is_out(entry) or entry.kind is Kind.VOID:
            return []
        instead = [one for one in entries if one.kind is Kind.AMEND and one.reference == entry.hash and not is_out(one)]
        return [line for one in instead for line in given_by(one)] if instead else [entry]

    voids = {entry.hash for entry in entries if entry.kind is Kind.VOID and not is_out(entry)}
    roots = [entry for entry in entries if entry.kind is Kind.POINTS or entry.reference in voids]
    roots = [entry for entry in roots if entry.kind is not Kind.VOID]
    sums: dict[str, Decimal] = {}
    for line in (line for root in roots for line in given_by(root)):
        sums[line.target.lower()] = sums.get(line.target.lower(), Decimal(0)) + line.delta
    return sums


@pytest.mark.parametrize("changes", [
    {"profile": OTHER}, {"author": OTHER}, {"sequence": 2}, {"previous": GENESIS}, {"timestamp": 1}, {"actor": "X"},
    {"target": "X"}, {"delta": Decimal("5.5")}, {"claimed_total": Decimal(0)}, {"reason": "x"},
    {"kind": Kind.AMEND}, {"reference": GENESIS}, {"origin": "1"},
])  # fmt: skip
def test_the_hash_covers_every_field(changes):
    assert replace(points(), **changes).hash != points().hash


def test_equal_amounts_hash_alike_however_they_are_written():
    assert points(delta=Decimal("5.000")).hash == points(delta=Decimal("5")).hash == points(delta=Decimal("5E0")).hash


def test_a_chain_names_each_authors_previous_entry():
    first, second = chained([points(), points()], sequence=6, previous="ab")
    assert (first.sequence, first.previous) == (7, "ab")
    assert (second.sequence, second.previous) == (8, first.hash)
