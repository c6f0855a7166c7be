"""Entries that stand in several places of a file are taken once, and only those."""

from decimal import Decimal

import pytest

from lootlog.domain.drafts import Draft
from lootlog.domain.imports import harvest
from lootlog.domain.imports.harvest import Harvest


def draft(place: str, delta: int) -> Draft:
    return Draft(place, "Default", "gen1:anna-senjin", 1, 1_766_000_000, "Anna", "Thrall", Decimal(delta))


@pytest.mark.parametrize("number", [harvest._number, lambda content: 0], ids=["own", "all alike"])
def test_what_differs_is_taken_and_what_came_before_is_not(number, monkeypatch):
    monkeypatch.setattr(harvest, "_number", number)
    found = Harvest()
    for place, delta in (("a", -1), ("b", -2), ("c", -2), ("d", -1), ("e", 3), ("f", 3)):
        found.add(draft(place, delta))
    assert [kept.place for kept in found.drafts] == ["a", "b", "e"]


def test_contents_whose_numbers_hash_alike_have_numbers_of_their_own():
    assert hash(Decimal(-1)) == hash(Decimal(-2))
    assert len({harvest._number(harvest._content(draft("a", delta))) for delta in (-1, -2)}) == 2
