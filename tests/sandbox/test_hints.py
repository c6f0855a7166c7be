"""What points at whom: told from people's names and the texts, whoever looks for it."""

import pytest

from sandbox.world.people.accounts import Account
from sandbox.world.people.hints import Texts, truth_of
from sandbox.world.people.persona import Persona

TROGO = Persona(("Trogmoon", "Zulvexa", "Mirel"), "Mike", "Hexsty", "Oldtrog")


def ways(*texts: tuple[str, str, str], account: Account) -> dict[int, set[str]]:
    """Return by which ways the characters with these names and notes lead to the account."""
    rows = [Texts(number, 0, *row) for number, row in enumerate(texts, 1)]
    return {number: set(found) for number, found in truth_of([TROGO], [(account, 0)], rows).ways.items()}


@pytest.mark.parametrize(
    "account",
    [
        Account("trogmoon", "", ""),
        Account("xxtrogmoonxx", "", ""),
        Account("someone", "Trogmoon92", ""),
        Account("someone", "", "[GM] Trogmoon 🐸 | EU"),
        Account("someone", "", "Ｔｒｏｇｍｏｏｎ"),
        Account("someone", "", "T\u0334rogm\u0353oon"),
        Account("someone", "", "Zulvexa/Trogmoon"),
    ],
)
def test_the_characters_own_name_in_the_account_leads_there(account: Account) -> None:
    assert ways(("Trogmoon", "", ""), account=account) == {1: {"own name"}}


@pytest.mark.parametrize(
    ("note", "way"),
    [
        ("Hexsty", "guild note: nickname"),
        ("Lead @Hexsty", "guild note: nickname"),
        ("Hexstys shammy", "guild note: nickname"),
        ("Hexsyt", "guild note: nickname, misspelt"),
        ("Hxsty Alp", "guild note: nickname, misspelt"),
        ("Kaylo Mik", "guild note: first name, shortened"),
        ("hexsty#1234", "guild note: nickname"),
    ],
)
def test_a_name_in_a_note_leads_to_the_account_of_that_name(note: str, way: str) -> None:
    assert ways(("Kaldrun", note, ""), account=Account("hexsty_77", "Mike", "")) == {1: {way}}


def test_what_is_left_of_a_name_at_the_end_of_a_full_note_counts() -> None:
    note = "Herbs, ores and gems @ Trogmoon"
    assert len(note) == 31
    long = Persona(("Trogmoonlig",), "Mike", "Hexsty", "Oldtrog")
    rows = [Texts(1, 0, "Kaldrun", note, "")]
    assert truth_of([long], [(Account("trogmoonlig", "", ""), 0)], rows).ways == {1: {"guild note: character, cut"}}


def test_a_hint_leads_over_other_characters_whatever_name_they_share() -> None:
    found = ways(
        ("Trogmoon", "Hexsty", ""), ("Zulvexa", "Hexsty", ""), ("Mirel", "", "alt of Zulvexa"),
        account=Account("trogmoon", "", ""),
    )  # fmt: skip
    assert found == {
        1: {"own name", "guild note: nickname, by others"},
        2: {"guild note: nickname, by others", "own name, by others"},
        3: {"officer note: character, by others"},
    }


@pytest.mark.parametrize("note", ["", "Main", "alt", "afk until june", "Trogfang", "inv by Kaldrun", "Hex", "Hexst"])
def test_what_holds_no_name_of_the_person_leads_nowhere(note: str) -> None:
    assert ways(("Mirel", note, note), account=Account("trogmoon", "Mike", "Hexsty")) == {}


def test_names_that_only_begin_alike_are_no_hint() -> None:
    assert ways(("Trogmoon", "", ""), account=Account("trogfang", "", "Trog")) == {}


def test_an_account_of_somebody_else_is_no_way() -> None:
    rows = [Texts(1, 0, "Trogmoon", "", "")]
    assert (
        truth_of([TROGO, TROGO], [(Account("trogmoon", "", ""), 1), (Account("trogmoon", "", ""), None)], rows).ways
        == {}
    )
