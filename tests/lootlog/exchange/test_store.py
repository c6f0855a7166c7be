"""A peer's ledger on its disk: whole, or refused with the reason."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from characters.domain.errors import Refused
from lootlog.domain.exchange.messages import Facts
from lootlog.domain.exchange.shelf import Holding
from lootlog.domain.exchange.store import (
    Identity,
    forked_places,
    own_entries,
    read_identity,
    read_store,
    store_lines,
    write_own,
)
from lootlog.domain.verifying import verify
from tests.lootlog.exchange.ledgers import PROFILE, entries, entry, holding

ME = Identity(UUID(int=77), "Olga-Garona")


def lines_of(held):
    return list(store_lines(held))


def test_what_was_written_is_read_back():
    held = holding(entries(range(20), weeks=3))
    write_own(held, ME, entries([1, 2, 3]))
    again = read_store(lines_of(held))
    assert (again.root, again.facts, again.entries.keys()) == (held.root, held.facts, held.entries.keys())


def test_an_empty_ledger_is_a_store_too():
    assert read_store(lines_of(holding())).root.count == 0


def test_anybody_can_verify_a_store():
    held = holding()
    write_own(held, ME, [replace(one, author=ME.uuid) for one in entries(range(5))])
    verdict = verify(lines_of(held))
    assert verdict.holds and len(verdict.entries) == 5


def spoilt(lines, how):
    return {
        "empty": [],
        "cut off": lines[:-1],
        "cut off within a line": [*lines[:-1], lines[-1][:40]],
        "cut off within an entry": [*lines[:3], lines[3][:40]],
        "an entry is missing": [*lines[:2], *lines[3:]],
        "an entry was changed": [line.replace(b"Boss 3", b"Boss 4") for line in lines],
        "of another kind": [b'{"format":"something"}\n'],
        "of another version": [lines[0].replace(b"bundle-1", b"bundle-9"), *lines[1:]],
        "of another profile": [lines[0].replace(b"000000000007", b"000000000008"), *lines[1:]],
        "no text": [b"\xff\xfe\x00\n"] * 3,
        "deep": [b"[" * 5_000],
    }[how]


@pytest.mark.parametrize("how", [
    "empty", "cut off", "cut off within a line", "cut off within an entry", "an entry is missing",
    "an entry was changed", "of another kind", "of another version", "of another profile", "no text", "deep",
])  # fmt: skip
def test_what_is_not_whole_is_refused_in_words(how):
    lines = lines_of(holding(entries(range(6))))
    with pytest.raises(Refused, match=r"\w{4} \w"):
        read_store(spoilt(lines, how))


def test_our_chain_goes_on_behind_its_last_entry():
    held = holding(entries(range(3)))
    drafts = [replace(one, author=ME.uuid) for one in entries(range(10, 13))]
    write_own(held, ME, drafts[:2])
    write_own(held, ME, drafts[2:])
    own = own_entries(held, ME)
    assert [one.sequence for one in own] == [1, 2, 3]
    assert [one.previous for one in own[1:]] == [one.hash for one in own[:-1]]
    assert forked_places(held, ME) == []


def test_two_entries_at_one_place_of_ours_are_a_fork():
    left, right = Holding(Facts(PROFILE, "", "", "")), Holding(Facts(PROFILE, "", "", ""))
    mine = [replace(one, author=ME.uuid) for one in entries(range(3))]
    write_own(left, ME, mine[:2])
    write_own(right, ME, mine[2:])
    for one in right.entries.values():
        left.add(one)
    left.add(entry(9, author=5))
    assert forked_places(left, ME) == [1]
    assert forked_places(left, Identity(uuid4(), "Otto")) == []


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b'{"uuid":"x","name":"y"}', b"\xff"])
def test_a_broken_identity_is_refused_in_words(text):
    with pytest.raises(Refused, match="The identity cannot be read"):
        read_identity(text)
