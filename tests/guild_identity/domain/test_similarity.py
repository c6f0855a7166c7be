"""Likeness of names: a number that two names have whichever comes first, and a way to find the near ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guild_identity.domain import fuzzy_match_score
from guild_identity.domain.names import name_key
from guild_identity.domain.near_names import NearNames
from guild_identity.domain.similarity import ALIKE, SAME_NAME, key_similarity

TEXTS = st.text(max_size=16)
KEYS = st.text(alphabet="abcdeяи트", min_size=1, max_size=12)


@given(TEXTS, TEXTS)
def test_it_is_the_same_whichever_comes_first_and_between_0_and_1(one, other):
    score = fuzzy_match_score(one, other)
    assert score == fuzzy_match_score(other, one)
    assert 0.0 <= score <= 1.0


@given(TEXTS)
def test_a_name_is_itself_unless_it_is_empty(text):
    assert fuzzy_match_score(text, text) == (1.0 if name_key(text) else 0.0)
    assert fuzzy_match_score(text, "") == fuzzy_match_score("", text) == 0.0


@given(TEXTS, TEXTS)
def test_only_equal_names_are_wholly_alike(one, other):
    assert (fuzzy_match_score(one, other) == 1.0) == (name_key(one) == name_key(other) != "")


@given(KEYS, KEYS)
def test_a_name_within_another_is_worth_the_share_of_its_length(part, rest):
    assert key_similarity(part, rest + part) == pytest.approx(len(part) / (len(part) + len(rest)))


@pytest.mark.parametrize(
    ("one", "other"), [("Thornwëave", "thornweave"), ("Trogo 🐸", "TROGO"), ("Maß", "mass"), ("Ｔｒｏｇｏ", "Trogo")]
)
def test_spellings_of_one_name_are_equal(one, other):
    assert fuzzy_match_score(one, other) == 1.0


@pytest.mark.parametrize(
    ("one", "other", "lowest", "highest"),
    [
        ("Trogmoon", "Trogmon", SAME_NAME, 1.0),
        ("Trogmoon", "Trogmono", SAME_NAME, 1.0),
        ("Elvinsor", "Elvinsory", SAME_NAME, 1.0),
        ("Grubnash", "Grubnish", SAME_NAME, 1.0),
        ("Trogmoon", "Trogmoonlight", 0.0, ALIKE),
        ("Trog", "Trogmoon", 0.0, ALIKE),
        ("Trogmoon", "Zulvexa", 0.0, ALIKE),
        ("Мара", "Mapa", 0.0, ALIKE),
    ],
)
def test_typing_errors_are_told_from_other_names(one, other, lowest, highest):
    assert lowest <= fuzzy_match_score(one, other) < highest


@given(st.lists(KEYS, max_size=12), KEYS, st.integers(0, 11), st.sampled_from(["", "x", "double", "swap"]))
def test_one_typing_error_is_found_without_comparing_all(others, key, at, error):
    at %= len(key)
    changed = {"double": key[: at + 1] + key[at:], "swap": key[:at] + key[at : at + 2][::-1] + key[at + 2 :]}
    text = changed.get(error, key[:at] + error + key[at + 1 :])
    near = dict(NearNames([*others, key]).near(text, at_least=0.0))
    assert key in near or text in ("", key)
    assert all(score == key_similarity(text, other) for other, score in near.items())


def test_near_names_come_in_one_order_the_most_alike_first():
    keys = ["trogmoon", "trogmon", "trogmoom", "trogmo", "zulvexa"]
    found = NearNames(keys).near("trogmoon")
    assert found == NearNames(reversed(keys)).near("trogmoon")
    assert [key for key, _ in found] == ["trogmon", "trogmoom"]
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
