"""Matching: what is certain becomes a link, what is likely a proposal, and nobody is two people."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guild_identity.domain.facts import PlayerFacts, Rejection
from guild_identity.domain.matching import match
from tests.guild_identity.domain.matched import character, groups, guild, links, person


@pytest.mark.parametrize(
    "user",
    [
        person(1, "trogmoon"),
        person(1, "someone", global_name="Trogmoon"),
        person(1, "someone", nick="[GM] Trogmoon 🐸 | EU"),
        person(1, "someone", nick="Ｔｒｏｇｍｏｏｎ"),
        person(1, "trogmoon92"),
    ],
    ids=["username", "global name", "decorated nick", "full width", "digits"],
)
def test_a_unique_name_is_a_link(user):
    assert links(match(guild([character(1, "Trogmoon")], [user]))) == {1: 1}


@pytest.mark.parametrize("note", ["Discord: mikel", "DC: mikel", "disc=mikel", "@mikel", "mikel#1234", "Mikel"])
def test_a_note_that_names_a_discord_user_is_a_link(note):
    assert links(match(guild([character(1, "Zulvexa", note)], [person(1, "mikel"), person(2, "other")]))) == {1: 1}


@pytest.mark.parametrize("note", ["alt of Trogmoon", "Trogmoon Alt", "Trogmoon's Alt", "Main: Trogmoon", "[A]Trogmoon"])
def test_an_alt_joins_its_main_and_the_mains_discord_user(note):
    plan = match(guild([character(1, "Trogmoon"), character(2, "Zulvexa", note)], [person(1, "trogmoon")]))
    assert links(plan) == {1: 1, 2: 1}
    assert [player.main_character_id for player in plan.players] == [1]


def test_an_alt_and_its_main_are_one_player_without_discord():
    plan = match(guild([character(1, "Trogmoon"), character(2, "Zulvexa", "alt of Trogmoon")]))
    assert groups(plan) == {frozenset({1, 2})}
    assert links(plan) == {1: None, 2: None}


@pytest.mark.parametrize(
    "note", ["Altana", "Saltan", "check for alts. partici low", "alt", "Who's Alt?", "02-01-25", "Main"]
)
def test_false_friends_name_nobody(note):
    plan = match(guild([character(1, "Trogmoon", note), character(2, "Zulvexa")], [person(1, "someone")]))
    assert (plan.players, plan.proposals) == ((), ())


def test_two_people_of_one_name_are_an_officers_choice():
    plan = match(guild([character(1, "Zulvexa", "Main Mike")], [person(1, "mike"), person(2, "other", nick="Mike")]))
    assert plan.players == ()
    assert {proposal.discord_user_id for proposal in plan.proposals} == {1, 2}


def test_a_vouch_for_somebody_is_no_link():
    facts = [
        character(1, "Pelgrim", "Pelthane Alt", "vouch Nightquill"),
        character(2, "Pelthane"),
        character(3, "Nightquill"),
    ]
    assert groups(match(guild(facts, [person(1, "nightquill")]))) == {frozenset({1, 2}), frozenset({3})}


def test_chains_and_cycles_of_alts_are_one_person():
    circle = [
        character(1, "Alfa", "alt of Brava"),
        character(2, "Brava", "alt of Carla"),
        character(3, "Carla", "alt of Alfa"),
    ]
    itself = character(4, "Delta", "alt of Delta")
    assert groups(match(guild([*circle, itself]))) == {frozenset({1, 2, 3})}


def test_an_alt_of_a_name_on_two_realms_belongs_to_the_one_on_its_own():
    mains = [character(1, "Mirel"), character(2, "Mirel", realm="queldorei")]
    plan = match(guild([*mains, character(3, "Zulvexa", "alt of Mirel", realm="queldorei")]))
    assert groups(plan) == {frozenset({2, 3})}


def test_names_that_differ_in_accents_are_different_characters():
    plan = match(guild([character(1, "Ávalon"), character(2, "Avalon"), character(3, "Zulvexa", "alt of Ávalon")]))
    assert groups(plan) == {frozenset({1, 3})}


def test_a_freed_name_is_left_alone():
    assert match(guild([character(1, "Trog1a2b")], [person(1, "trog1a2b")])).players == ()


def test_a_login_outranks_every_name():
    facts = [character(1, "Trogmoon", account="user:1")]
    users = [person(1, "trogmoon"), person(2, "unrelated", account="user:1")]
    plan = match(guild(facts, users))
    assert links(plan) == {1: 2}
    assert plan.players[0].links[0].source == "verified"


def test_what_was_rejected_is_neither_linked_nor_proposed_nor_reached_through_an_alt():
    facts = [character(1, "Trogmoon"), character(2, "Zulvexa", "alt of Trogmoon")]
    plan = match(guild(facts, [person(1, "trogmoon")], rejections=[Rejection(2, discord_user_id=1)]))
    assert links(plan).get(2) != 1
    assert not [made for made in plan.proposals if (made.character_id, made.discord_user_id) == (2, 1)]


def test_existing_links_are_never_touched():
    facts = [character(1, "Trogmoon", "Discord: mikel", player_id=7), character(2, "Zulvexa", "alt of Trogmoon")]
    plan = match(guild(facts, [person(1, "mikel"), person(2, "right")], [PlayerFacts(7, 2, is_firm=True)]))
    assert [(player.player_id, player.discord_user_id) for player in plan.players] == [(7, None)] or links(plan) == {
        2: 2
    }
    assert 1 not in links(plan)


def test_officer_notes_are_quoted_in_private_evidence_only():
    plan = match(guild([character(1, "Zulvexa", "", "Discord: mikel")], [person(1, "mikel")]))
    evidence = [piece for player in plan.players for link in player.links for piece in link.evidence]
    assert evidence
    assert all(piece.is_private for piece in evidence if "Discord: mikel" in piece.text)


NAMES = st.sampled_from(["Trogmoon", "Zulvexa", "Mirel", "Kaldrun", "Ávalon", "Avalon", "Лунаша"])
NOTES = st.one_of(
    st.text(max_size=31),
    st.builds("{} {}".format, st.sampled_from(["alt of", "Main:", "Discord:", "@", "[A]"]), NAMES),
    NAMES,
    # Nicknames that are nobody's name, one of them misspelt.
    st.sampled_from(["Couziako", "@Couziako", "Couziaako", "Couziako Mirel", "Trog"]),
)
CHARACTERS = st.lists(st.tuples(NAMES, st.sampled_from(["senjin", "queldorei"]), NOTES, NOTES), max_size=8)
USERS = st.lists(st.tuples(NAMES | st.text(max_size=12), st.text(max_size=12) | NAMES), max_size=6)


def facts_of(characters, users):
    named = {(name, realm): (note, officer) for name, realm, note, officer in characters}
    return guild(
        [character(at, name, *notes, realm=realm) for at, ((name, realm), notes) in enumerate(named.items(), 1)],
        [person(at, username, nick=nick) for at, (username, nick) in enumerate(users, 1)],
    )


def applied(facts, plan):
    """Return the facts once the plan is carried out."""
    owner = {link.character_id: at for at, player in enumerate(plan.players, 100) for link in player.links}
    players = [PlayerFacts(at, player.discord_user_id) for at, player in enumerate(plan.players, 100)]
    characters = [replace(one, player_id=owner.get(one.id)) for one in facts.characters]
    return guild(characters, facts.discord_users, players)


@given(CHARACTERS, USERS)
def test_nobody_is_two_people_and_a_second_run_finds_nothing_new(characters, users):
    facts = facts_of(characters, users)
    plan = match(facts)
    linked = [link.character_id for player in plan.players for link in player.links]
    claimed = [player.discord_user_id for player in plan.players if player.discord_user_id is not None]
    assert len(linked) == len(set(linked))
    assert len(claimed) == len(set(claimed))
    again = match(applied(facts, plan))
    assert again.players == ()
    assert again.proposals == plan.proposals


@given(CHARACTERS, USERS, st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(characters, users, dice):
    facts = facts_of(characters, users)
    shuffled = guild(dice.sample(facts.characters, len(facts.characters)), dice.sample(facts.discord_users, len(users)))
    assert match(shuffled) == match(facts)
