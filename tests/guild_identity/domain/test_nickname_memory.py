"""Nicknames of whom officers or logins confirmed: further notes with the same one mean the same person."""

import pytest

from guild_identity.domain.facts import PlayerFacts
from guild_identity.domain.matching import match
from tests.guild_identity.domain.matched import character, guild, links, person, proposed

USERS = [person(1, "unrelated"), person(2, "other")]


def planned(note, *further, known="Mikel", users=USERS, **fields):
    """Match a character of a confirmed player, with a note, and a new one."""
    facts = [character(1, "Trogmoon", known, player_id=7), character(2, "Zulvexa", note), *further]
    players = [PlayerFacts(7, 1, is_firm=fields.get("is_firm", True)), *fields.get("others", ())]
    return match(guild(facts, users, players))


@pytest.mark.parametrize("note", ["Mikel", "@Mikel", "Mikel's DH", "MIKEL 702"])
def test_a_nickname_of_a_confirmed_player_is_known_in_further_notes(note):
    plan = planned(note)
    assert [(one.player_id, [link.character_id for link in one.links]) for one in plan.players] == [(7, [2])]
    assert [piece.rule for piece in plan.players[0].links[0].evidence] == ["shared_nickname"]


def test_a_confirmed_player_without_discord_is_known_by_the_nickname_as_well():
    facts = [character(1, "Zulvexa", "Mikel"), character(2, "Trogmoon", "Mikel", player_id=7)]
    plan = match(guild(facts, players=[PlayerFacts(7, None, is_firm=True)]))
    assert [(one.player_id, [link.character_id for link in one.links]) for one in plan.players] == [(7, [1])]


def test_a_nickname_of_guesses_alone_stays_a_question():
    plan = planned("Mikel", is_firm=False)
    assert (links(plan), proposed(plan, 2)) == ({}, [1])


def test_so_does_a_given_name_that_several_may_have():
    plan = planned("Mike", known="Mike")
    assert (links(plan), proposed(plan, 2)) == ({}, [1])


def test_a_nickname_of_two_confirmed_players_is_an_officers_choice():
    third = character(3, "Mirel", "Mikel", player_id=8)
    plan = planned("Mikel", third, others=[PlayerFacts(8, 2, is_firm=True)])
    assert (links(plan), set(proposed(plan, 2))) == ({}, {1, 2})


def test_a_word_further_on_in_a_note_is_not_remembered():
    plan = planned("Kaldrun Mikel")
    assert links(plan) == {}


def test_a_discord_user_of_that_name_is_asked_about_too():
    plan = planned("Mikel", users=[*USERS, person(3, "mikel")])
    assert 2 not in links(plan)
    assert set(proposed(plan, 2)) == {1, 3}
