"""Proposals: who is likely, ranked, with the reasons, and never more than an officer can look at."""

import pytest

from guild_identity.domain.facts import PlayerFacts, Rejection
from guild_identity.domain.matching import match
from tests.guild_identity.domain.matched import character, groups, guild, links, person, proposed

# Nobody knows who Couzia is: the only hint is that two characters carry the name, and one of them is nearly Hexavo.
GROUP = [character(1, "Hexavoth", "@Couzia"), character(2, "Stormcall", "@Couzia")]


def test_of_several_people_of_one_name_each_is_proposed():
    users = [person(number, f"alex{number}", global_name="Alex") for number in (1, 2, 3)]
    plan = match(guild([character(1, "Zulvexa", "@Alex")], users))
    assert plan.players == ()
    assert set(proposed(plan, 1)) == {1, 2, 3}


def test_who_is_on_the_server_without_a_role_is_proposed_after_those_with_one():
    users = [person(1, "alex1", global_name="Alex", has_guild_role=False), person(2, "alex2", global_name="Alex")]
    assert proposed(match(guild([character(1, "Zulvexa", "@Alex")], users)), 1) == [2, 1]


def test_of_many_no_more_than_three_are_proposed():
    users = [person(number, f"alex{number}", global_name="Alex") for number in range(1, 7)]
    plan = match(guild([character(1, "Zulvexa", "Discord: Alex")], users))
    assert len(proposed(plan, 1)) == len(plan.proposals) == 3


def test_a_name_that_fits_half_the_server_is_nobodys():
    users = [person(number, f"alex{number}", global_name="Alex") for number in range(1, 40)]
    assert match(guild([character(1, "Zulvexa", "@Alex")], users)).proposals == ()


def test_who_is_likely_one_with_somebody_may_belong_to_the_same_discord_user():
    plan = match(guild(GROUP, [person(1, "hexavo")]))
    assert links(plan) == {}
    assert proposed(plan, 1) == proposed(plan, 2) == [1]
    [direct, by_another] = [one for one in plan.proposals if one.discord_user_id == 1]
    assert by_another.score < direct.score
    assert len(by_another.evidence) > len(direct.evidence)


def test_the_way_to_a_discord_user_by_another_character_keeps_officer_notes_private():
    group = [character(1, "Hexavoth", "", "@Couzia"), character(2, "Stormcall", "", "@Couzia")]
    plan = match(guild(group, [person(1, "hexavo")]))
    [one] = [one for one in plan.proposals if one.character_id == 2 and one.discord_user_id == 1]
    assert [piece.is_private for piece in one.evidence if "notes" in piece.text] == [True]


def test_what_was_rejected_is_not_proposed_by_way_of_another_character_either():
    plan = match(guild(GROUP, [person(1, "hexavo")], rejections=[Rejection(2, discord_user_id=1)]))
    assert (proposed(plan, 1), proposed(plan, 2)) == ([1], [])


def test_two_players_whom_an_officer_made_say_nothing_of_each_other():
    told_apart = [
        character(1, "Hexavoth", "@Couzia", player_id=1),
        character(2, "Stormcall", "@Couzia", player_id=2),
    ]
    players = [PlayerFacts(1, None, is_firm=True), PlayerFacts(2, None, is_firm=True)]
    plan = match(guild(told_apart, [person(1, "hexavo")], players))
    assert (proposed(plan, 1), proposed(plan, 2)) == ([1], [])


def test_a_shortened_name_is_a_question_and_never_a_link():
    plan = match(guild([character(1, "Trogmoon")], [person(1, "trog")]))
    assert (links(plan), proposed(plan, 1)) == ({}, [1])


def test_a_shortened_name_does_not_stand_against_a_plain_one():
    plan = match(guild([character(1, "Trogmoon")], [person(1, "trog"), person(2, "trogmoon")]))
    assert links(plan) == {1: 2}


def test_a_beginning_that_many_names_share_is_no_shortened_name():
    characters = [character(number, f"Moon{end}") for number, end in enumerate(("fang", "claw", "bane", "fist"), 1)]
    assert match(guild(characters, [person(1, "moon")])).proposals == ()


@pytest.mark.parametrize("note", ["Elvinsor", "Elvinsoory", "Elvinsroy"])
def test_a_typing_error_in_one_of_several_notes_is_seen_through(note):
    facts = [character(1, "Zulvexa", "Elvinsory"), character(2, "Mirel", "Elvinsory"), character(3, "Kaldrun", note)]
    plan = match(guild(facts))
    [made] = [one for one in plan.proposals if one.character_id == 3]
    assert made.other_character_id in (1, 2)


def test_another_nickname_is_no_typing_error():
    facts = [character(1, "Zulvexa", "Elvinsory"), character(2, "Mirel", "Elminster")]
    assert match(guild(facts)).proposals == ()


@pytest.mark.parametrize(
    ("username", "outcome"),
    [
        ("grubnash", "link"),
        ("grubnsh", "link"),
        ("grubnas", "question"),
        ("grubnish", "question"),
        ("zulvexa", "nothing"),
    ],
)
def test_likeness_decides_between_link_question_and_nothing(username, outcome):
    plan = match(guild([character(1, "Grubnash")], [person(1, username)]))
    told = "link" if links(plan) else "question" if plan.proposals else "nothing"
    assert told == outcome


def test_of_other_characters_the_best_is_proposed_where_discord_users_are_known():
    users = [person(number, f"alex{number}", global_name="Alex") for number in (1, 2, 3)]
    facts = [character(1, "Zulvexa", "@Alex"), character(2, "Mirel", "@Alex"), character(3, "Kaldrun", "Alex Zulvexa")]
    plan = match(guild(facts, users))
    for number in (1, 2, 3):
        made = [one for one in plan.proposals if one.character_id == number]
        assert len(made) <= 3
        assert sum(one.other_character_id is not None for one in made) <= 1


def test_proposals_do_not_make_players():
    plan = match(guild(GROUP))
    assert groups(plan) == set()
    assert [(one.character_id, one.other_character_id) for one in plan.proposals] == [(2, 1)]
