"""Checks of links: who belongs to nobody, and whose parts do not fit."""

from datetime import timedelta

import pytest

from guild_identity.domain.overlaps import Overlap
from guild_identity.domain.plan import Conflict
from tests.guild_identity.domain.guilds import NOW, account, found, guild, member, person, types_found


def test_a_character_without_a_player_is_an_orphan_and_one_with_a_player_is_none():
    facts = guild(members=[member(1), member(2, "Rivermane", player=7)], people=[person(7, characters=[2])])
    (finding,) = found(facts)
    assert (finding.issue_type, finding.character_id, finding.player_id) == ("orphan_wow", 1, None)


@pytest.mark.parametrize(
    ("fields", "is_orphan"),
    [({}, True), ({"role": ""}, False), ({"is_present": False}, False)],
    ids=["with a role", "without a role", "who left"],
)
def test_a_discord_user_is_an_orphan_only_when_present_with_a_guild_role(fields, is_orphan):
    assert types_found(guild(accounts=[account(5, **fields)])) == (["orphan_discord"] if is_orphan else [])


def test_a_further_account_of_a_player_is_no_orphan_and_no_duplicate_for_ever():
    phone = account(6, "trog_phone", nick="Trogmoon")
    facts = guild(
        members=[member(1, player=7)],
        accounts=[account(5, nick="Trogmoon"), phone],
        people=[person(7, discord=5, characters=[1], other_discord_user_ids=(6,))],
    )
    assert found(facts) == []


def test_two_accounts_that_carry_the_same_characters_name_look_like_one_person():
    facts = guild(
        members=[member(1, player=7)],
        accounts=[account(5, nick="Trogmoon"), account(6, "trogmoon")],
        people=[person(7, discord=5, characters=[1])],
    )
    (finding,) = found(facts, "duplicate_discord")
    assert finding.details["accounts"] == [5, 6]
    assert (finding.discord_user_id, finding.player_id) == (6, 7)


def test_two_accounts_that_share_neither_a_characters_name_nor_the_shown_one_are_two_people():
    accounts = [account(5, "mike", global_name="Mike", nick="Trog"), account(6, "mike2", global_name="Mike")]
    assert found(guild(accounts=accounts), "duplicate_discord") == []


def test_a_name_that_many_accounts_carry_is_nobodys():
    accounts = [account(pk, f"person{pk}", nick="Raider") for pk in range(1, 6)]
    assert found(guild(accounts=accounts), "duplicate_discord") == []


def test_one_account_of_two_players_is_a_duplicate():
    people = [person(7, discord=5), person(8, "Anna", discord=6, other_discord_user_ids=(5,))]
    facts = guild(accounts=[account(5), account(6, "anna")], people=people)
    (finding,) = found(facts, "duplicate_discord")
    assert finding.details["players"] == [7, 8]


def test_a_player_whose_account_left_is_told_as_long_as_characters_remain():
    gone = account(5, is_present=False)
    mike = person(7, discord=5, characters=[1])
    assert types_found(guild(members=[member(1, player=7)], accounts=[gone], people=[mike])) == ["stale_discord_link"]
    assert types_found(guild(accounts=[gone], people=[mike])) == []


@pytest.mark.parametrize("main", [None, 99], ids=["no main", "a main of somebody else"])
def test_a_player_needs_a_main_among_the_own_characters(main):
    members = [member(1, player=7)]
    assert types_found(guild(members=members, people=[person(7, characters=[1], main=main)])) == ["main_not_linked"]
    assert types_found(guild(members=members, people=[person(7, characters=[1])])) == []


def overlap(one, other, *, since=NOW, player=7):
    return Overlap(player, one, other, "Plexus Sentinel, heroic", "Ara-Kara +12", since, is_same=False)


def test_two_characters_in_two_places_at_once_are_one_issue_however_often_it_happened():
    members = [member(1, player=7), member(2, "Rivermane", player=7)]
    times = [overlap(1, 2, since=NOW - timedelta(days=days)) for days in (9, 1, 5)]
    (finding,) = found(guild(members=members, people=[person(7, characters=[1, 2])], overlaps=times))
    assert finding.issue_type == "impossible_alt"
    assert finding.details == {"characters": [1, 2], "at": "2026-11-19T12:00:00+00:00", "times": 3}
    assert "2026-11-19" in finding.summary


def test_a_shared_account_and_characters_of_two_players_may_be_in_two_places():
    members = [member(1, player=7), member(2, "Rivermane", player=7)]
    shared = person(7, characters=[1, 2], is_shared_account=True)
    assert found(guild(members=members, people=[shared], overlaps=[overlap(1, 2)])) == []
    moved = person(7, characters=[1])
    assert found(guild(members=members, people=[moved], overlaps=[overlap(1, 2)]), "impossible_alt") == []


def test_a_conflict_is_told_in_its_own_words_unless_an_officer_note_is_part_of_it():
    linked = {"members": [member(1, player=7)], "people": [person(7, characters=[1])]}
    plain = Conflict("login", 1, 7, "Two logins claim Trogmoon.", other_player_id=8)
    assert found(guild(**linked, conflicts=[plain]))[0].summary == "Two logins claim Trogmoon."
    private = Conflict("note", 1, 7, "The officer note says Kaylo bought it.", is_private=True)
    (finding,) = found(guild(**linked, conflicts=[private]))
    assert "Kaylo" not in finding.summary
    assert finding.details["private"] == {"text": "The officer note says Kaylo bought it."}
