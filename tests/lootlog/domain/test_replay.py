"""What entries amount to."""

import random
from dataclasses import replace
from decimal import Decimal
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
    void = void_hashes(references)
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
        else:
            entries.append(points(number, delta=Decimal(delta), target=f"T{about % 4}-Garona"))
    before = standings(entries)
    shuffler.shuffle(entries)
    assert standings(entries) == before


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
