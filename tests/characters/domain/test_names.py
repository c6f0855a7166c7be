"""Keys that make spellings meet, and keep people apart."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from characters.domain.names import character_key, fold, guild_slug, realm_key
from characters.domain.realm_table import realm_aliases, shipped_realms

REALMS = Path(__file__).parents[4] / "shared" / "data" / "seasons" / "realms-sample.json"


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Ümbrânox", "umbranox"),
        ("Ávalon", "avalon"),
        ("Øystein", "oystein"),
        ("Straßenköter", "strassenkoter"),
        ("Đorđe", "dorde"),
        ("Ælfrœd", "aelfroed"),
        ("Łukasz", "lukasz"),
        ("Þórðr", "thordr"),
        ("Işıl", "isil"),
        ("İstanbul", "istanbul"),
        ("Ярость", "ярость"),
        ("Ёлка", "елка"),
        ("마법사", "마법사"),
        ("ﬁnn", "finn"),
        ("  Two   Words ", "two words"),
    ],
)
def test_people_are_found_as_they_are_typed_without_special_keys(written, typed):
    assert fold(written) == typed
    assert fold(written.upper()) == fold(written)


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
    assert realm_key(realm_key(text)) == realm_key(text)
    assert character_key(character_key(text)) == character_key(text)


@pytest.mark.parametrize(("one", "other"), [("Ávalon", "Avalon"), ("Maß", "Mass"), ("Øre", "Ore"), ("Ёлка", "Елка")])
def test_different_people_keep_different_keys(one, other):
    assert character_key(one) != character_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ávalon", "ávalon"), ("Ávalon", "A\u0301valon"), ("ЯРОСТЬ", "Ярость"), ("마법사", "마법사")],
)
def test_one_person_keeps_one_key(one, other):
    assert character_key(one) == character_key(other)


@pytest.mark.parametrize(
    "spellings",
    [
        ("Mal'Ganis", "Mal’Ganis", "malganis", "MalGanis", "mal-ganis"),
        ("Area 52", "area-52", "Area52", "AREA52"),
        ("Azjol-Nerub", "azjolnerub", "AzjolNerub"),
        ("Aggra (Português)", "aggra-português", "Aggra(Português)", "AggraPortugues"),
        ("Pozzo dell'Eternità", "pozzo-delleternità"),
        ("Ревущий фьорд", "Ревущийфьорд", "ревущий-фьорд", "Howling Fjord", "HowlingFjord", "howling-fjord"),
        ("Король-лич", "Корольлич", "Lich King", "lich-king"),
        ("Черный Шрам", "Чёрный Шрам", "ЧерныйШрам", "blackscar"),
        ("아즈샤라", "아즈샤라", "Azshara"),
        ("불타는 군단", "불타는군단", "burning-legion"),
        ("阿薩斯", "arthas"),
    ],
)
def test_every_spelling_of_a_realm_has_one_key(spellings):
    assert len({realm_key(spelling) for spelling in spellings}) == 1


def test_the_key_of_a_realm_is_unique_in_its_region():
    if not REALMS.exists():
        pytest.skip("the realms are not here")
    realms = json.loads(REALMS.read_text())["realms"]
    keys = {(realm["region"], realm_key(realm["name"])) for realm in realms}
    assert len(keys) == len({(realm["region"], realm["slug"]) for realm in realms}) == 558


def test_a_shipped_realm_has_one_key_by_slug_and_by_name_in_any_script():
    rows = shipped_realms() + realm_aliases()
    assert all(realm_key(row["name"]) == realm_key(row["slug"]) for row in rows)
    assert all(realm_key(row["slug"]).isascii() for row in rows)


def test_every_alias_is_of_a_shipped_realm_that_has_only_a_latin_name():
    latin = {(row["region"], row["slug"]) for row in shipped_realms() if row["name"].isascii()}
    of_aliases = [(row["region"], row["slug"]) for row in realm_aliases()]
    assert set(of_aliases) <= latin
    assert len(set(of_aliases)) == len(of_aliases) == 20


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Mythical Warriors", "mythical-warriors"),
        ("Enigma", "enigma"),
        ("Knights  of   Ni", "knights-of-ni"),
        ("Ösis Gütë", "ösis-gütë"),
        ("Death's Hand", "deaths-hand"),
    ],
)
def test_a_guild_has_its_slug(name, slug):
    assert guild_slug(name) == slug
