"""The guild's own role map."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guild_identity.domain.discord_members import ServerRole
from guild_identity.domain.roles import (
    RankFacts,
    build_role_map,
    get_all_guild_roles,
    get_highest_guild_role,
    role_key,
)

NAMES = ("Guild Leader", "Officer", "Veteran", "Member", "Initiate")
RANKS = [RankFacts(index, name, 5 - index) for index, name in enumerate(NAMES)]
SERVER = [
    ServerRole(50, "GM", 9),
    ServerRole(40, "⚔️ Officer", 8),
    ServerRole(30, "veteran", 7),
    ServerRole(20, "Member", 6),
    ServerRole(10, "Initiate", 5),
    ServerRole(90, "Cooking", 10),
]
MAP = build_role_map(RANKS, SERVER)


def test_ranks_without_a_chosen_role_find_the_one_of_their_name():
    assert [(rank.name, rank.role_id) for rank in MAP.ranks] == list(zip(NAMES, (50, 40, 30, 20, 10), strict=True))
    assert MAP.problems == ()


def test_the_highest_role_is_told_by_the_ranks_name():
    assert get_highest_guild_role([10, 90, 40], MAP) == "Officer"
    assert get_highest_guild_role(["cooking", "MEMBER", "officer"], MAP) == "Officer"
    assert get_highest_guild_role(["90", "20"], MAP) == "Member"


def test_without_a_guild_role_there_is_none():
    assert get_highest_guild_role([], MAP) is None
    assert get_highest_guild_role([90, 999], MAP) is None
    assert get_all_guild_roles(["Cooking"], MAP) == []


def test_all_roles_come_with_the_highest_first():
    assert get_all_guild_roles([10, 50, 30, 90], MAP) == ["Guild Leader", "Veteran", "Initiate"]


@pytest.mark.parametrize("word", ["GM", "gm", "Guild Leader", "guild master", "@Guild Master", "👑 GM"])
def test_all_words_for_a_guild_master_are_one(word):
    for name in ("GM", "Guild Leader", "Guild Master"):
        role_map = build_role_map([RankFacts(0, name, 5)], [ServerRole(1, word)])
        assert get_highest_guild_role([1], role_map) == name
        assert get_highest_guild_role([word], role_map) == name


def test_a_map_by_id_survives_a_renamed_role():
    ranks = [RankFacts(1, "Officer", 4, discord_role="40")]
    renamed = build_role_map(ranks, [ServerRole(40, "Big Cheese", 8)])
    assert (get_highest_guild_role([40], renamed), renamed.problems) == ("Officer", ())


def test_a_map_by_name_says_that_its_role_was_renamed():
    ranks = [RankFacts(1, "Officer", 4, discord_role="Council"), RankFacts(3, "Member", 2, discord_role="77")]
    role_map = build_role_map(ranks, [ServerRole(40, "Big Cheese", 8)])
    assert role_map.ranks == ()
    assert role_map.problems == (
        "The role “Council”, which stands for Officer, is not on the server.",
        "The role with the id 77, which stands for Member, is not on the server.",
    )


def test_two_ranks_on_one_role_are_told_and_the_higher_wins():
    ranks = [RankFacts(4, "Initiate", 1, discord_role="20"), RankFacts(3, "Member", 2, discord_role="Raider")]
    role_map = build_role_map(ranks, [ServerRole(20, "raider")])
    assert get_highest_guild_role([20], role_map) == "Member"
    assert get_all_guild_roles([20], role_map) == ["Member", "Initiate"]
    assert role_map.problems == ("The role “raider” stands for Member and Initiate: Member wins.",)


def test_of_several_roles_with_one_name_the_highest_counts_and_it_is_told():
    role_map = build_role_map([RankFacts(1, "Officer", 4)], [ServerRole(1, "Officer", 2), ServerRole(2, "Officer", 5)])
    assert [rank.role_id for rank in role_map.ranks] == [2]
    assert role_map.problems == ("Several roles are called “Officer”: the highest of them counts for Officer.",)


def test_an_exact_name_goes_before_another_spelling():
    server = [ServerRole(1, "GM", 9), ServerRole(2, "Guild Leader", 1)]
    role_map = build_role_map([RankFacts(0, "Guild Leader", 5)], server)
    assert ([rank.role_id for rank in role_map.ranks], role_map.problems) == ([2], ())


def test_a_rank_of_alts_counts_only_by_choice_and_comes_last():
    main, alt = RankFacts(3, "Member", 2), RankFacts(5, "Alt", 9, is_alt=True)
    server = [ServerRole(20, "Member", 6), ServerRole(60, "Alt", 7)]
    assert get_highest_guild_role([60], build_role_map([main, alt], server)) is None
    chosen = build_role_map([main, RankFacts(5, "Alt", 9, "alt", True)], server)
    assert get_all_guild_roles([60, 20], chosen) == ["Member", "Alt"]


def test_without_a_known_server_names_alone_speak():
    role_map = build_role_map([RankFacts(0, "Guild Leader", 5), RankFacts(1, "Officer", 4, "Council")], [])
    assert get_all_guild_roles(["council", "gm"], role_map) == ["Guild Leader", "Officer"]
    assert role_map.problems == ()


def test_levels_decide_and_not_indexes():
    ranks = [RankFacts(1, "Honorary", 1), RankFacts(2, "Officer", 4)]
    role_map = build_role_map(ranks, [ServerRole(1, "Honorary"), ServerRole(2, "Officer")])
    assert get_highest_guild_role([1, 2], role_map) == "Officer"


def test_role_ids_are_put_in_the_servers_order():
    assert MAP.in_order([999, 10, 90, 50]) == [90, 50, 10, 999]


@given(st.text(max_size=40))
def test_a_key_is_the_same_for_its_own_key(name):
    assert role_key(role_key(name)) == role_key(name)


@given(st.lists(st.sampled_from([10, 20, 30, 40, 50, 90, 999]), max_size=7))
def test_order_and_repetition_of_roles_do_not_matter(role_ids):
    found = get_all_guild_roles(role_ids, MAP)
    assert found == get_all_guild_roles(sorted(set(role_ids), reverse=True), MAP)
    assert get_highest_guild_role(role_ids, MAP) == (found[0] if found else None)
    assert found == [name for name in NAMES if name in found]
