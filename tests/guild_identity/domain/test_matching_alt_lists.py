"""What lists of alts that officers keep make of a guild: links, mains, and questions where they are contradicted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guild_identity.domain.facts import GuildFacts, ListedAlt, PlayerFacts, Rejection, SameAccount
from guild_identity.domain.matching import match
from tests.guild_identity.domain.matched import character, groups, links, person, proposed

TROG, BANE, ZUL, VEXA = (
    character(number, name) for number, name in enumerate(["Trogmoon", "Trogbane", "Zul", "Vexa"], 1)
)
FOUR = (TROG, BANE, ZUL, VEXA)


def listed(*numbers, group="2", source="grm", main=True, **fields):
    """List characters as a group; the first is the main unless there is none."""
    return [ListedAlt(number, source, group, main and number == numbers[0], **fields) for number in numbers]


def facts(characters, alts, users=(), players=(), rejections=(), same_account=()):
    return GuildFacts(
        tuple(characters), tuple(users), tuple(players), tuple(rejections), tuple(same_account), tuple(alts)
    )


def sentences(plan):
    return [piece.text for player in plan.players for link in player.links for piece in link.evidence]


def test_a_list_makes_links_by_itself_and_says_so():
    plan = match(facts(FOUR, listed(1, 2)))
    assert groups(plan) == {frozenset({1, 2})}
    (player,) = plan.players
    assert (player.main_character_id, player.display_name) == (1, "Trogmoon")
    assert {(link.source, link.confidence) for link in player.links} == {("alt_list", 0.97)}
    assert set(sentences(plan)) == {"Guild Roster Manager lists Trogbane as an alt of Trogmoon."}
    assert plan.per_rule["alt_list"] == 2


def test_a_group_without_a_main_is_one_player_all_the_same():
    plan = match(facts(FOUR, listed(2, 3, 4, main=False, source="table")))
    assert groups(plan) == {frozenset({2, 3, 4})}
    assert "The officers' table of alts lists Zul and Trogbane as one player's." in sentences(plan)


def test_the_lists_main_is_the_players_main_before_notes_and_ranks():
    characters = [character(1, "Trogmoon", rank=0), character(2, "Trogbane", note="alt of Trogmoon", rank=5)]
    assert match(facts(characters, listed(2, 1))).players[0].main_character_id == 2


def test_the_main_of_a_known_player_is_found_by_the_list_too():
    characters = [character(1, "Trogmoon", player_id=7), character(2, "Trogbane")]
    (player,) = match(facts(characters, listed(2, 1), players=[PlayerFacts(7, None)])).players
    assert (player.player_id, player.main_character_id) == (7, 2)


def test_groups_and_notes_together_reach_from_alt_to_alt():
    characters = [*FOUR[:3], character(4, "Vexa", note="alt of Trogbane")]
    plan = match(facts(characters, listed(1, 2) + listed(2, 3, source="table"), [person(9, "trogmoon")]))
    assert links(plan) == {1: 9, 2: 9, 3: 9, 4: 9}


@pytest.mark.parametrize(
    ("named", "is_linked"), [("@Mikel.x", True), ("100000000000000009", True), ("Micky", True), ("no", False)]
)
def test_a_table_that_names_the_discord_user_links_it(named, is_linked):
    plan = match(facts([TROG], listed(1, discord=named, source="table"), [person(9, "mikel.x", nick="Micky")]))
    assert links(plan) == ({1: 9} if is_linked else {})


def test_nobody_is_linked_against_an_officers_word():
    plan = match(facts(FOUR, listed(1, 2, 3), rejections=[Rejection(2, other_character_id=1)]))
    assert groups(plan) == {frozenset({1, 3})}


def test_linked_characters_stay_where_they_are():
    characters = [character(1, "Trogmoon", player_id=7), character(2, "Trogbane", player_id=8), ZUL]
    players = [PlayerFacts(7, None, is_firm=True), PlayerFacts(8, None, is_firm=True)]
    plan = match(facts(characters, listed(1, 2, 3), players=players))
    assert [(player.player_id, [link.character_id for link in player.links]) for player in plan.players] == [(7, [3])]


def test_whom_the_list_has_apart_only_a_login_joins():
    apart = listed(1, 2) + listed(3, 4, group="3")
    note = [TROG, BANE, character(3, "Zul", note="alt of Trogmoon", officer_note="alt of Trogmoon"), VEXA]
    assert groups(match(facts(note, apart))) == {frozenset({1, 2}), frozenset({3, 4})}
    dates = [SameAccount(2, 3, 90, 90, 5)]
    assert groups(match(facts(FOUR, apart, same_account=dates))) == {frozenset({1, 2}), frozenset({3, 4})}
    login = [character(1, "Trogmoon", account="a"), BANE, character(3, "Zul", account="a"), VEXA]
    assert groups(match(facts(login, apart))) == {frozenset({1, 2, 3, 4})}


def test_a_player_of_two_groups_takes_the_others_of_both():
    known = [character(1, "Trogmoon", player_id=7), BANE, character(3, "Zul", player_id=7), VEXA]
    plan = match(facts(known, listed(1, 2) + listed(3, 4, group="3"), players=[PlayerFacts(7, None, is_firm=True)]))
    assert [(player.player_id, [link.character_id for link in player.links]) for player in plan.players] == [
        (7, [2, 4])
    ]


def test_whoever_is_alone_in_the_list_may_be_an_alt_that_it_does_not_know():
    characters = [TROG, BANE, character(3, "Zul", note="alt of Trogmoon"), VEXA]
    assert groups(match(facts(characters, listed(1, 2) + listed(3, group="3")))) == {frozenset({1, 2, 3})}


def test_a_chain_of_others_does_not_join_two_groups_of_the_list():
    bridge = [*FOUR, character(5, "Elvi", note="alt of Trogmoon"), character(6, "Elvo", note="alt of Zul")]
    same = [SameAccount(5, 6, 90, 90, 5)]
    apart = listed(1, 2) + listed(3, 4, group="3")
    found = groups(match(facts(bridge, apart, same_account=same)))
    assert not any({1, 3} <= group for group in found)
    assert any({1, 2} <= group for group in found) and any({3, 4} <= group for group in found)


def test_lists_that_contradict_each_other_ask():
    manager = listed(1, 2) + listed(3, 4, group="3")
    plan = match(facts(FOUR, manager + listed(3, 2, group="x", source="table")))
    assert groups(plan) == {frozenset({3, 4})}
    assert {(one.character_id, one.other_character_id) for one in plan.proposals} >= {(2, 1)}


def test_two_discord_users_stay_two_people():
    users = [person(8, "trogmoon"), person(9, "trogbane")]
    plan = match(facts(FOUR[:2], listed(1, 2), users))
    assert links(plan).get(1) != links(plan).get(2) or links(plan) == {}
    assert 9 in proposed(plan, 2) or links(plan).get(2) == 9


def test_a_name_that_was_taken_away_is_only_asked_about():
    plan = match(facts([TROG, character(2, "Trogbane12")], listed(1, 2)))
    assert (plan.players, [one.character_id for one in plan.proposals]) == ((), [2])


def test_characters_of_whom_nothing_is_known_any_more_are_passed_over():
    assert match(facts([TROG], listed(1, 99))).players == ()


ENTRY = st.tuples(st.integers(1, 4), st.sampled_from(["grm", "table"]), st.sampled_from("abc"))


@given(st.lists(ENTRY, max_size=10, unique_by=lambda entry: entry[:2]), st.permutations(range(4)))
def test_lists_of_any_kind_join_nobody_whom_a_list_has_apart_and_a_second_run_finds_nothing(entries, order):
    alts = [ListedAlt(number, source, group) for number, source, group in entries]
    plan = match(facts([FOUR[at] for at in order], alts))
    again = match(facts(FOUR, reversed(alts)))
    assert plan == again
    sizes = {}
    for alt in alts:
        sizes.setdefault((alt.source, alt.group), set()).add(alt.character_id)
    for members in groups(plan):
        for source in ("grm", "table"):
            mine = {alt.group for alt in alts if alt.source == source and alt.character_id in members}
            assert sum(len(sizes[source, group]) > 1 for group in mine) <= 1
    ids = {link.character_id: at for at, player in enumerate(plan.players, start=1) for link in player.links}
    done = [character(one.id, one.name, player_id=ids.get(one.id)) for one in FOUR]
    known = [PlayerFacts(at, None) for at in sorted(set(ids.values()))]
    assert match(facts(done, alts, players=known)).players == ()
