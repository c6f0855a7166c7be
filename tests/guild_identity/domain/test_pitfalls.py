"""What makes plain matching go wrong in real guilds: names that come twice, people who share, leave and come back."""

import pytest

from guild_identity.domain.facts import GuildFacts, PlayerFacts, Rejection, SameAccount
from guild_identity.domain.matching import match
from tests.guild_identity.domain.matched import character, groups, guild, links, person, proposed


def kinds(plan):
    return [conflict.kind for conflict in plan.conflicts]


# Names that come twice


def test_a_discord_user_called_like_characters_on_two_realms_is_an_officers_choice():
    twins = [character(1, "Mirel", class_name="Mage"), character(2, "Mirel", realm="queldorei", class_name="Mage")]
    plan = match(guild(twins, [person(1, "mirel")]))
    assert plan.players == ()
    assert (proposed(plan, 1), proposed(plan, 2)) == ([1], [1])


@pytest.mark.parametrize("name", ["Mirel-Queldorei", "Mirel-Quel'Dorei"])
def test_a_note_with_the_realm_means_the_one_there(name):
    twins = [character(1, "Mirel"), character(2, "Mirel", realm="queldorei")]
    plan = match(guild([*twins, character(3, "Zulvexa", f"alt of {name}")]))
    assert groups(plan) == {frozenset({2, 3})}


def test_a_freed_name_that_another_took_inherits_nothing():
    known = character(1, "Trog1a2b", player_id=7)
    plan = match(guild([known, character(2, "Trogmoon")], [person(1, "unrelated")], [PlayerFacts(7, 1)]))
    assert (plan.players, plan.proposals) == ((), ())


def test_a_renamed_character_keeps_its_player_whatever_it_is_called_like_now():
    facts = [character(1, "Zulvexa", player_id=7), character(2, "Trogmoon")]
    plan = match(guild(facts, [person(1, "trogmoon"), person(2, "zulvexa")], [PlayerFacts(7, 1)]))
    assert 1 not in links(plan)


def test_look_alikes_of_another_script_are_the_name_they_look_like():
    assert links(match(guild([character(1, "Trogo")], [person(1, "someone", nick="Тrоgо")]))) == {1: 1}


@pytest.mark.parametrize("name", ["Ведьмара", "트로고문", "月光之下", "Þórlákur", "Bjørnsøn"])
def test_names_of_every_script_are_matched(name):
    facts = [character(1, name), character(2, "Zulvexa", f"{name} Alt")]
    assert links(match(guild(facts, [person(1, "someone", nick=f"[GM] {name} | EU")]))) == {1: 1, 2: 1}


def test_a_nick_that_holds_another_members_name_is_its_owners():
    facts = [character(1, "Elronax"), character(2, "Mitogan")]
    users = [person(1, "zap", nick="Elronax/Elronax/Still Not Mitogan"), person(2, "mitogan")]
    assert links(match(guild(facts, users))) == {1: 1, 2: 2}


def test_of_two_characters_in_one_nick_the_first_is_certain_and_the_other_likely():
    facts = [character(1, "Trogmoon"), character(2, "Rivermane")]
    plan = match(guild(facts, [person(1, "zap", nick="TrogMoon/Rivermane")]))
    assert (links(plan), proposed(plan, 2)) == ({1: 1}, [1])


# Notes that are cut, misspelt, or about others


def test_a_name_that_the_notes_end_cut_off_is_completed():
    note = "Ercano Enchanting - alt of Trogomoonlight"[:31]
    plan = match(guild([character(1, "Trogomoonlight"), character(2, "Zulvexa", note)], [person(1, "trogomoonlight")]))
    assert links(plan) == {1: 1, 2: 1}


def test_a_shortened_name_in_a_note_means_the_only_one_that_begins_so():
    facts = [character(1, "Trogmoon"), character(2, "Zulvexa", "alt of Trogmo")]
    assert [made.other_character_id for made in match(guild(facts)).proposals] == [1]
    more = match(guild([*facts, character(3, "Trogmolin")]))
    assert (more.players, more.proposals) == ((), ())


def test_dates_and_levels_in_notes_are_nobody():
    facts = [character(1, "June", "Joined: 12 Feb '24"), character(2, "Zulvexa", "afk until june 613")]
    assert (match(guild(facts)).players, match(guild(facts)).proposals) == ((), ())


def test_tags_of_the_roster_manager_make_one_person():
    facts = [character(1, "Trogomoon", "[M] 02-01-25"), character(2, "Zulvexa", "[A]Trogomoon 02-01-25")]
    assert groups(match(guild(facts))) == {frozenset({1, 2})}


def test_a_note_of_two_people_does_not_say_whose_it_is():
    plan = match(guild([character(1, "Zulvexa", "Trogo + Mito")], [person(1, "trogo"), person(2, "mito")]))
    assert (links(plan), set(proposed(plan, 1))) == ({}, {1, 2})


def test_a_remark_of_officers_is_no_name():
    plan = match(guild([character(1, "Zulvexa", "", "Salt shaker")], [person(1, "salt")]))
    assert (links(plan), proposed(plan, 1)) == ({}, [1])
    assert links(match(guild([character(1, "Zulvexa", "Salt Alp")], [person(1, "salt")]))) == {1: 1}


def test_who_is_called_like_a_character_whose_note_tells_another_discord_name_is_asked_about():
    facts = [character(1, "Sidouth", "DC: Stevario")]
    assert links(match(guild([character(1, "Sidouth")], [person(1, "sidouth")]))) == {1: 1}
    for users in ([person(1, "sidouth")], [person(1, "sidouth"), person(2, "stevaria"), person(3, "stevarix")]):
        plan = match(guild(facts, users))
        assert 1 not in links(plan).values()
        assert 1 in proposed(plan, 1)


# Alts of alts, of nobody, of who left


def test_an_alt_of_who_left_stays_with_the_other_alts():
    gone = character(1, "Trogmoon", is_member=False)
    alts = [character(2, "Zulvexa", "Trogmoon Alt"), character(3, "Mirel", "Trogmoon Alt")]
    assert groups(match(guild([gone, *alts]))) == {frozenset({2, 3})}


def test_two_that_call_each_other_an_alt_have_one_main():
    facts = [character(1, "Alfarion", "alt of Bravado", rank=3), character(2, "Bravado", "alt of Alfarion", rank=1)]
    [player] = match(guild(facts)).players
    assert player.main_character_id == 2


def test_the_main_is_none_of_the_rank_for_alts():
    facts = [
        character(1, "Zulvexa", rank=2, is_alt_rank=True, account="user:1"),
        character(2, "Mirel", rank=6, account="user:1"),
    ]
    assert [player.main_character_id for player in match(guild(facts)).players] == [2]


def test_who_is_alone_makes_no_player_and_neither_do_guesses():
    lonely = [character(number, name) for number, name in enumerate(("Zulvexa", "Mirel", "Kaldrun"), 1)]
    assert match(guild(lonely)).players == ()
    by_nickname = [character(number, f"Zulvexa{end}", "Couzia") for number, end in enumerate("abcdef", 1)]
    plan = match(guild(by_nickname))
    assert plan.players == ()
    assert plan.proposals


# One person with two accounts, two people with one


def test_two_accounts_of_one_name_are_an_officers_choice():
    plan = match(guild([character(1, "Trogmoon")], [person(1, "trogmoon"), person(2, "trogmoon.mobile")]))
    assert (links(plan), proposed(plan, 1)) == ({}, [1, 2])


def test_an_account_that_several_people_share_proves_nobody():
    facts = [character(1, "Trogmoon", account="user:1", player_id=7), character(2, "Zulvexa", account="user:1")]
    shared = [PlayerFacts(7, None, is_firm=True, is_shared_account=True)]
    plan = match(guild(facts, players=shared))
    assert (plan.players, kinds(plan)) == ((), [])
    assert match(guild(facts, players=[PlayerFacts(7, None, is_firm=True)])).players != ()


def test_achievements_of_a_shared_account_are_a_question():
    facts = guild(
        [character(1, "Trogmoon", player_id=7), character(2, "Zulvexa")],
        players=[PlayerFacts(7, None, is_shared_account=True)],
    )
    same = (SameAccount(1, 2, agreeing=50, compared=52, rare=9),)
    assert match(GuildFacts(facts.characters, (), facts.players, (), same)).players == ()


def test_a_login_that_claims_two_players_characters_is_shown_and_changes_nothing():
    facts = [
        character(1, "Trogmoon", account="user:1", player_id=7),
        character(2, "Zulvexa", account="user:1", player_id=8),
    ]
    plan = match(guild(facts, players=[PlayerFacts(7, None, is_firm=True), PlayerFacts(8, None, is_firm=True)]))
    assert (plan.players, kinds(plan)) == ((), ["login_of_two_players"])


def test_a_login_against_an_officers_word_is_shown():
    facts = [character(1, "Trogmoon", account="user:1"), character(2, "Zulvexa", account="user:1")]
    plan = match(guild(facts, rejections=[Rejection(1, other_character_id=2)]))
    assert (links(plan), kinds(plan)) == ({}, ["login_against_rejection"])


def test_two_logins_are_two_people_whatever_the_notes_say():
    facts = [
        character(1, "Trogmoon", account="user:1"),
        character(2, "Zulvexa", "alt of Trogmoon", account="user:2"),
    ]
    plan = match(guild(facts, [person(1, "trogmoon")]))
    assert not any(group >= {1, 2} for group in groups(plan))
    assert not [made for made in plan.proposals if made.other_character_id is not None]


# Who left Discord


def test_a_player_whose_account_left_the_server_gets_no_other_account_by_itself():
    facts = [character(1, "Trogmoon", player_id=7), character(2, "Zulvexa", "alt of Trogmoon")]
    plan = match(guild(facts, [person(2, "trogmoon")], [PlayerFacts(7, 1)]))
    assert plan.players == ()
    asked = {(made.player_id, made.discord_user_id) for made in plan.proposals if made.character_id == 2}
    assert asked == {(7, None), (None, 2)}


# What officers alone may know


def test_every_sentence_from_an_officer_note_is_marked():
    secret = "Discord: mikel"
    facts = [
        character(1, "Zulvexa", "", secret),
        character(2, "Mirel", "", "Couziako"),
        character(3, "Kaldrun", "Couziako"),
        character(4, "Trogmoon", "", "Couziaako"),
    ]
    plan = match(guild(facts, [person(1, "mikel"), person(2, "mirela")]))
    evidence = [piece for player in plan.players for link in player.links for piece in link.evidence]
    evidence += [piece for made in plan.proposals for piece in made.evidence]
    told = [piece.text for piece in evidence if not piece.is_private]
    assert any("ouzia" in piece.text for piece in evidence)
    assert not any(secret in text or "ouzia" in text for text in told)
