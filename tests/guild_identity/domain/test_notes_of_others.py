"""Notes that name somebody else than the person behind the character: they are no link, whatever form they have."""

import pytest

from guild_identity.domain.matching import match
from guild_identity.domain.note_hints import Form
from guild_identity.domain.notes import read_note
from tests.guild_identity.domain.matched import character, guild, links, person, proposed

NOBODY = [
    # What stands before a mark says that somebody else is meant.
    "inv by @Kaylo",
    "inv @Kaylo",
    "vouched by @Kaylo 3/4",
    "friend of @Kaylo",
    "wife of @Kaylo",
    "ask @Kaylo",
    "pm @Kaylo",
    "w/ @Kaylo",
    "not @Kaylo",
    "@Kaylo's friend",
    "@Kaylo wife",
    "DC: Kaylo's wife",
    "DC: Kaylo (wife)",
    "Discord: wife of Kaylo",
    "Discord: ask Kaylo",
    "Kaylo's wife alt",
    "Kaylos gf alt",
    "bf of Kaylo alt",
    "Main: Kaylos wife",
    "alt of Kaylos wife",
    "not Kaylo's alt",
    "Not Kaylo alt",
    # Who brought the character, or answers for it.
    "inv Kaylo",
    "Inv: Kaylo 02-01-25",
    "inv - Kaylo",
    "Invited: Kaylo",
    "Recruiter: Kaylo",
    "Recruited: Kaylo",
    "recruiter Kaylo",
    "mentor: Kaylo",
    "Mentor Kaylo",
    "Officer: Kaylo",
    "Recruit: Kaylo",
    "Kaylo approved",
    "promoted Kaylo",
    "Promo: Kaylo",
    "via Kaylo",
    "ref Kaylo",
    "Contact: Kaylo",
    "raids w/ Kaylo",
    "Buddy: Kaylo",
    "RL friend Kaylo",
    "Freundin von Kaylo",
    "Kaylo's Freundin",
    "Kaylo's kid",
    "Kaylo's bro",
    "Kaylo's roommate",
    "Kaylo's nephew",
    "Kaylo's partner",
    "Kaylo's ex",
]
# An owner of what we do not know: perhaps a pet name of the character.
DOUBTFUL = ["Kaylo's recruit", "Kaylo's trial", "Kaylo's team", "Kaylo's inv", "Kaylo's sidekick", "Kaylo’s dude 702"]
PLAIN = [
    "Lead @Kaylo",
    "Gold Captain @Kaylo Elf Coli",
    "Main @Kaylo",
    "Recruiter @Kaylo",
    "Officer / Kaylo",
    "Recruiter - Kaylo",
    "Kaylo-mentor 702",
    "Kaylo's DH",
    "kaylos shammy",
    "Kaylo's healer",
    "Kaylo's old bank",
    "Kaylo trial",
    "Trial Kaylo",
    "Kaylo, inv 3/4",
    "Kaylo Alt - inv by Dira",
    "DC: Kaylo, friend of Dira",
    "my main is Kaylo",
    "DC: Kaylo",
]


@pytest.mark.parametrize("is_private", [False, True], ids=["guild note", "officer note"])
@pytest.mark.parametrize("note", NOBODY)
def test_a_note_about_somebody_elses_people_names_nobody(note, is_private):
    notes = ("", note) if is_private else (note, "")
    plan = match(guild([character(1, "Zulvexa", *notes)], [person(1, "kaylo")]))
    assert (links(plan), read_note(note).names()) == ({}, [])


@pytest.mark.parametrize("note", DOUBTFUL)
def test_what_else_belongs_to_somebody_is_a_question(note):
    plan = match(guild([character(1, "Zulvexa", note)], [person(1, "kaylo")]))
    assert (links(plan), proposed(plan, 1)) == ({}, [1])
    assert read_note(note).names(Form.WORD) == read_note(note).names() == ["Kaylo"]


@pytest.mark.parametrize("note", PLAIN)
def test_titles_dates_and_what_characters_are_do_not_void_a_name(note):
    assert links(match(guild([character(1, "Zulvexa", note)], [person(1, "kaylo")]))) == {1: 1}


def test_who_is_no_alt_of_somebody_is_not_called_one():
    assert not read_note("not Kaylo's alt").is_alt


@pytest.mark.parametrize("note", ["DC: Brother", "DC: friend"])
def test_a_discord_name_may_be_any_word(note):
    assert read_note(note).names(Form.DISCORD) == [note[4:]]


def test_friend_or_family_is_a_rank_as_well():
    assert read_note("Kaylo Alt - family").names(Form.ALT_OF) == ["Kaylo"]
