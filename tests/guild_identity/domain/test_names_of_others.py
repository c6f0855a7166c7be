"""Names that are nearly or partly somebody else's: a question for an officer, and never a link by themselves."""

import pytest

from guild_identity.domain.facts import PlayerFacts
from guild_identity.domain.matching import match
from tests.guild_identity.domain.matched import character, guild, links, person, proposed

TWO_NAMES = [
    ("Juliana", "julian"),
    ("Morgana", "morgan"),
    ("Roberta", "robert"),
    ("Christina", "christian"),
    ("Gabriella", "gabriela"),
    ("Valerian", "valeria"),
    ("Andrea", "andreas"),
    ("Stormrage", "stormrages"),
    ("Grubnash", "grubnas"),
]


@pytest.mark.parametrize(("name", "username"), TWO_NAMES)
def test_a_letter_more_at_the_end_makes_another_name(name, username):
    plan = match(guild([character(1, name)], [person(1, username)]))
    assert (links(plan), proposed(plan, 1)) == ({}, [1])


@pytest.mark.parametrize("note", ["Discord: {}", "@{}", "{} Alt", "Main: {}", "{}"])
@pytest.mark.parametrize(("name", "username"), TWO_NAMES)
def test_neither_does_a_note_with_another_ending_name_the_person(name, username, note):
    plan = match(guild([character(1, "Zulvexa", note.format(name))], [person(1, username)]))
    assert links(plan) == {}


@pytest.mark.parametrize("note", ["{} alt", "Main: {}"])
def test_a_note_that_names_nearly_a_given_name_is_a_question(note):
    plan = match(guild([character(1, "Robert"), character(2, "Zulvexa", note.format("Roberta"))]))
    assert links(plan) == {}


@pytest.mark.parametrize(
    "nick",
    [
        "Bob / Kaylo",
        "Bob/Kaylo",
        "Bob | Kaylo",
        "Bob, Kaylo",
        "Bob (Kaylo)",
        "Bob (Team Kaylo)",
        "Bob [Kaylo]",
        "[Kaylo] Bob",
    ],
)
def test_another_members_name_in_a_nick_is_a_question(nick):
    plan = match(guild([character(1, "Kaylo")], [person(1, "someone", nick=nick)]))
    assert (links(plan), proposed(plan, 1)) == ({}, [1])


@pytest.mark.parametrize(
    "nick", ["Kaylo / Bob", "Kaylo (Bob)", "[GM] Kaylo", "(RL) Kaylo | EU", "⚔ Kaylo 🐸", "[Kaylo]"]
)
def test_the_first_name_of_a_nick_is_the_persons_own(nick):
    assert links(match(guild([character(1, "Kaylo")], [person(1, "someone", nick=nick)]))) == {1: 1}


@pytest.mark.parametrize(
    ("note", "users"),
    [
        ("Bob", [person(1, "someone", nick="Bob / Kaylo")]),
        ("", [person(1, "kaylo", nick="Bob / Kaylo")]),
        ("", [person(1, "bob", global_name="Kaylo", nick="Bob (Kaylo)")]),
    ],
    ids=["note", "username", "global name"],
)
def test_other_evidence_makes_a_further_name_of_a_nick_certain(note, users):
    assert links(match(guild([character(1, "Kaylo", note)], users))) == {1: 1}


def test_a_further_account_of_a_player_is_that_player():
    known = PlayerFacts(7, 1, is_firm=True, further_discord_ids=(2,))
    facts = [character(1, "Trogmoon", player_id=7), character(2, "Rivermane"), character(3, "Zulvexa", "DC: rivermane")]
    plan = match(guild(facts, [person(1, "trogmoon"), person(2, "rivermane")], [known]))
    assert [(one.player_id, one.discord_user_id) for one in plan.players] == [(7, None)]
    assert set(links(plan)) == {2, 3}


def test_a_question_about_a_further_account_is_one_about_the_players_first():
    known = PlayerFacts(7, 1, is_firm=True, further_discord_ids=(2,))
    facts = [character(1, "Trogmoon", player_id=7), character(2, "Rivermanes")]
    plan = match(guild(facts, [person(1, "trogmoon"), person(2, "rivermane")], [known]))
    assert (links(plan), proposed(plan, 2)) == ({}, [1])


@pytest.mark.parametrize("first", [None, 9], ids=["none", "one that left"])
def test_a_player_of_whom_only_a_further_account_is_here_gets_no_second_player(first):
    known = PlayerFacts(7, first, is_firm=True, further_discord_ids=(2,))
    facts = [character(1, "Trogmoon", player_id=7), character(2, "Rivermane")]
    plan = match(guild(facts, [person(2, "rivermane")], [known]))
    assert [(one.player_id, one.discord_user_id) for one in plan.players] == [(7, None)]
    assert set(links(plan)) == {2}
