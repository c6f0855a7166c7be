"""Drafts become entries."""

from decimal import Decimal
from uuid import UUID

from lootlog.domain.drafts import Draft
from lootlog.domain.entries import Kind
from lootlog.domain.sealing import seal, wanted_origins

PROFILE = UUID(int=7)


def draft(origin: str, *, refers_to: str = "", source: str = "gen1:leader", sequence: int = 1) -> Draft:
    kind = Kind.VOID if refers_to else Kind.POINTS
    delta = Decimal(0) if refers_to else Decimal(5)
    return Draft(
        f"line {origin}", "Default", source, sequence, 1_766_000_000, "Leader", "Thrall", delta, kind=kind,
        origin=origin, refers_to=refers_to,
    )  # fmt: skip


def test_the_same_drafts_give_the_same_entries():
    drafts = [draft("1"), draft("2", refers_to="1", sequence=2)]
    first, _ = seal(PROFILE, drafts, {})
    again, _ = seal(PROFILE, drafts[::-1], {})
    assert {entry.hash for _, entry in first} == {entry.hash for _, entry in again}


def test_references_are_found_whatever_their_order_and_depth():
    drafts = [draft("3", refers_to="2", sequence=3), draft("2", refers_to="1", sequence=2), draft("1")]
    sealed, rejected = seal(PROFILE, drafts, {})
    by_origin = {item.origin: entry for item, entry in sealed}
    assert not rejected
    assert by_origin["3"].reference == by_origin["2"].hash
    assert by_origin["2"].reference == by_origin["1"].hash


def test_a_reference_to_an_earlier_file_is_known_by_its_origin():
    drafts = [draft("2", refers_to="1")]
    assert wanted_origins(drafts) == {"1"}
    [(_, entry)], rejected = seal(PROFILE, drafts, {"1": "ab" * 32})
    assert (entry.reference, rejected) == ("ab" * 32, [])


def test_what_refers_to_nothing_or_in_a_circle_is_rejected_with_its_place():
    drafts = [draft("1", refers_to="9"), draft("2", refers_to="3"), draft("3", refers_to="2"), draft("4")]
    sealed, rejected = seal(PROFILE, drafts, {})
    assert [item.origin for item, _ in sealed] == ["4"]
    assert [row.place for row in rejected] == ["line 1", "line 2", "line 3"]


def test_authors_of_one_name_in_two_programs_are_two():
    sealed, _ = seal(PROFILE, [draft("1"), draft("2", source="gen2:leader")], {})
    assert sealed[0][1].author != sealed[1][1].author
