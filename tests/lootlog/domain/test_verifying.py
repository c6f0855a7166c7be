"""A bundle is checked without us, and nothing that was changed in it stays unseen."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lootlog.domain.bundle import bundle_lines, entry_line
from lootlog.domain.entries import GENESIS, Entry, Kind, chained
from lootlog.domain.verifying import MOST_FAULTS, verify
from tests.lootlog.domain.ledgers import ABOUT, FILE, LEADER, THEN, ledger, points


def lines(entries: list[Entry] | None = None) -> list[bytes]:
    return list(bundle_lines(ABOUT, ledger() if entries is None else entries))


def faults(written: list[bytes]) -> list[str]:
    return [str(fault) for fault in verify(written).faults]


WRITTEN = lines()


def test_a_bundle_as_exported_holds():
    verdict = verify(WRITTEN)
    assert (verdict.holds, verdict.faults, verdict.forks) == (True, [], [])
    assert verdict.entries == ledger()
    assert verdict.header is not None
    assert (verdict.header.name, verdict.header.guild, verdict.header.entries) == ("Raid-Team-A", "Keepers", 8)


def test_an_empty_ledger_holds():
    assert verify(lines([])).holds


def test_the_order_in_which_entries_are_given_does_not_matter():
    assert lines(list(reversed(ledger()))) == WRITTEN


def test_entries_stand_as_the_bytes_that_were_hashed():
    document = json.loads(WRITTEN[1])
    assert document["entry"][0] == "vaultkeeper-entry-1"
    assert document["hash"] == ledger()[0].hash


def test_the_trailer_says_what_everybody_holds():
    assert json.loads(WRITTEN[-1])["standings"] == {
        "=sum(a1)-garona": "5", "jaina-garona": "-0.5", "thrall-garona": "12",
    }  # fmt: skip


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_changing_any_byte_is_found(data):
    text = bytearray(b"".join(WRITTEN))
    place = data.draw(st.integers(0, len(text) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != text[place]))
    text[place] = byte
    assert faults(bytes(text).splitlines(keepends=True))


@given(st.integers(0, len(WRITTEN) - 1))
@settings(max_examples=50, deadline=None)
def test_dropping_any_line_is_found(number):
    assert faults(WRITTEN[:number] + WRITTEN[number + 1 :])


@given(st.integers(0, len(WRITTEN) - 1), st.integers(0, len(WRITTEN) - 1))
@settings(max_examples=50, deadline=None)
def test_swapping_any_two_lines_is_found(first, second):
    swapped = list(WRITTEN)
    swapped[first], swapped[second] = swapped[second], swapped[first]
    assert bool(faults(swapped)) == (first != second)


@given(st.integers(0, len(WRITTEN) - 1), st.integers(0, len(WRITTEN) - 1))
@settings(max_examples=50, deadline=None)
def test_writing_any_line_twice_is_found(source, place):
    assert faults(WRITTEN[:place] + [WRITTEN[source]] + WRITTEN[place:])


@given(st.integers(0, len(WRITTEN) - 1))
@settings(max_examples=50, deadline=None)
def test_a_bundle_that_is_cut_off_is_found(length):
    assert faults(WRITTEN[:length])


def resealed(change) -> list[str]:
    """Forge a bundle with care: entries are changed and everything after them is made anew."""
    return faults(lines(change(ledger())))


def test_an_entry_that_lacks_in_a_chain_is_told_and_is_no_fault_since_a_ledger_may_lack_it():
    missing = next(entry for entry in ledger() if (entry.author, entry.sequence) == (LEADER, 2))
    verdict = verify(lines([entry for entry in ledger() if entry != missing]))
    assert verdict.holds
    assert verdict.gaps == [
        "Line 3: The author's entry 2 is missing before this one.",
        f"Line 8: The entry that this one is about is not here: {missing.hash}.",
    ]


def test_the_entry_before_that_lacks_only_in_an_authors_second_history_is_a_gap():
    first, second, third = chained([points(timestamp=THEN + number) for number in range(3)])
    (other,) = chained([points(timestamp=THEN + 9)], sequence=2, previous="1" * 64)
    verdict = verify(lines([first, second, third, other]))
    assert (verdict.holds, len(verdict.forks)) == (True, 1)
    assert verdict.gaps == ["Line 5: The author's entry 2 is missing before this one."]
    assert faults(lines([first, second, other])) == ["Line 4: The entry does not go on from the author's entry 2."]


def test_a_changed_entry_of_a_chain_is_found_even_when_its_own_hash_is_made_anew():
    def change(entries):
        return [replace(entry, delta=Decimal(500)) if entry.sequence == 2 else entry for entry in entries]

    assert "Line 4: The entry does not go on from the author's entry 2." in resealed(change)


def test_a_chain_that_begins_in_the_middle_is_found():
    (entry,) = chained([points()], previous="1" * 64)
    assert faults(lines([entry])) == ["Line 2: The author's first entry says that another came before it."]
    (entry,) = chained([points()], sequence=4, previous=GENESIS)
    assert faults(lines([entry])) == ["Line 2: The author's entry 5 says that none came before it."]
    (entry,) = chained([points()], sequence=4, previous="1" * 64)
    assert verify(lines([entry])).gaps == ["Line 2: The author's entry 4 is missing before this one."]


def test_a_clock_that_was_set_back_breaks_no_chain():
    entries = chained([points(timestamp=THEN), points(timestamp=THEN - 100), points(timestamp=THEN + 5)])
    assert verify(lines(entries)).holds


def test_streams_of_imports_keep_no_chain_and_may_have_gaps():
    assert verify(lines([points(FILE, sequence=3), points(FILE, sequence=9), points(FILE)])).holds


def test_a_fork_is_named_and_is_no_fault_of_the_bundle():
    first, second = chained([points(), points(timestamp=THEN + 1)])
    twin = replace(second, reason="another history")
    after = chained([points(timestamp=THEN + 2)], sequence=2, previous=twin.hash)
    verdict = verify(lines([first, second, twin, *after]))
    assert verdict.holds
    assert verdict.forks == [f"{LEADER} wrote entry 2 2 times: line 3 and line 4."]


def test_a_void_of_what_is_not_here_is_told_and_one_of_nothing_is_a_fault():
    void = replace(points(delta=Decimal(0)), kind=Kind.VOID, reference="1" * 64)
    verdict = verify(lines([void]))
    assert (verdict.holds, verdict.gaps) == (
        True, [f"Line 2: The entry that this one is about is not here: {'1' * 64}."],
    )  # fmt: skip
    assert faults(lines([replace(void, reference="")])) == ["Line 2: It is not said which entry this one is about."]


def test_an_entry_of_points_that_is_about_another_is_found():
    entry = points()
    found = faults(lines([entry, points(timestamp=THEN + 1, reference=entry.hash)]))
    assert found == ["Line 3: The entry is about another one without being a void or an amend."]


def test_an_entry_of_another_profile_is_found():
    other = replace(points(), profile=FILE)
    assert "belongs to another profile" in faults(lines([other]))[0]


def test_standings_that_do_not_follow_are_named():
    trailer = json.loads(WRITTEN[-1])
    trailer["standings"]["jaina-garona"] = "99"
    trailer["standings"]["nobody-garona"] = "1"
    written = json.dumps(trailer, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    assert faults([*WRITTEN[:-1], written]) == [
        "Line 10: jaina-garona holds -0.5 by the entries, not 99.",
        "Line 10: nobody-garona holds nothing by the entries, not 1.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b"vaultkeeper-bundle-1", b"vaultkeeper-bundle-2", "It is of the form “vaultkeeper-bundle-2”"),
        (b'"entries":8', b'"entries":9', "9 entries were exported; 8 are sound."),
        (b'"streams":[{', b'"streams":[{"x":1,', "The header cannot be read"),
    ],
)
def test_a_changed_header_is_named(old, new, fault):
    assert any(fault in found for found in faults([WRITTEN[0].replace(old, new, 1), *WRITTEN[1:]]))


@pytest.mark.parametrize("written", [b'{"hash":"x"}\n', b"[" * 10_000 + b"\n", b"\xff\n", b"\n"])
def test_a_line_that_is_no_entry_is_named(written):
    assert "Line 2: The entry cannot be read" in faults([WRITTEN[0], written, WRITTEN[-1]])[0]


def test_an_entry_in_another_form_is_named():
    entry = points()
    line = entry_line(entry)
    assert "its hash is another" in faults([WRITTEN[0], line.replace(b"entry-1", b"entry-2"), WRITTEN[-1]])[0]


@pytest.mark.parametrize("written", [[], [b"x\n"], WRITTEN[:1]])
def test_what_has_no_header_and_trailer_is_no_bundle(written):
    assert faults(written) == ["The file is no bundle: it needs a header and a trailer."]


def test_a_file_that_is_broken_throughout_is_not_listed_without_end():
    assert len(verify([b"x\n"] * (MOST_FAULTS + 500)).faults) == MOST_FAULTS
