"""Whom a Battle.net account lists."""

import json

import pytest

from characters.domain.account_profile import OwnedCharacter, parse_account_profile
from characters.domain.errors import MalformedPayload
from tests.captures import captured


def character(**fields):
    return {"id": 7, "name": "Trogmoon", "realm": {"slug": "senjin"}, "level": 90, **fields}


def listed(*characters):
    return parse_account_profile({"id": 1, "wow_accounts": [{"id": 2, "characters": list(characters)}]})


def test_characters_of_all_game_accounts_are_listed():
    body = {"wow_accounts": [{"characters": [character()]}, {}, {"characters": [character(id=8, name="ÁLT")]}]}
    assert parse_account_profile(body) == (
        OwnedCharacter(7, "senjin", "Trogmoon", "trogmoon", 90),
        OwnedCharacter(8, "senjin", "ÁLT", "ált", 90),
    )


def test_a_battle_net_account_without_the_game_lists_nobody():
    assert parse_account_profile({"id": 1}) == ()


@pytest.mark.parametrize("leftover", [{"name": ""}, {"name": "  "}, {"name": None}, {"level": 0}])
def test_leftovers_are_left_out(leftover):
    assert listed(character(**leftover)) == ()


def test_a_character_that_is_listed_twice_counts_once():
    assert len(listed(character(), character())) == 1


def test_a_character_without_an_id_is_malformed():
    with pytest.raises(MalformedPayload, match="account profile"):
        listed(character(id=None))


def test_a_captured_profile():
    found = parse_account_profile(json.loads(captured("blizzard/AccountProfileSummaryResponse.json")))
    # The other row of the capture has level 0.
    assert [(row.blizzard_id, row.realm_slug, row.name) for row in found] == [
        (187393265, "steamwheedle-cartel", "Rilian")
    ]
