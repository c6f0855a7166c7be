"""Ranks in game against roles on Discord."""

import pytest

from guild_identity.domain.discord_members import ServerRole
from guild_identity.domain.roles import RankFacts
from tests.guild_identity.domain.guilds import RANKS, account, found, guild, member, person, types_found


def somebody(role, *ranks, **facts):
    """Return a guild of one person with characters of these ranks and a role on Discord."""
    members = [member(number, f"Hero{'abcdefg'[number]}", rank=rank, player=7) for number, rank in enumerate(ranks, 1)]
    mike = person(7, discord=5, characters=[row.id for row in members] or [99])
    return guild(**{"members": members, "accounts": [account(5, role=role)], "people": [mike], **facts})


def test_the_highest_rank_over_all_characters_counts():
    """An officer's alts rank lower."""
    assert types_found(somebody("Officer", 3, 1, 4)) == []
    (finding,) = found(somebody("Member", 3, 1, 4))
    assert (finding.issue_type, finding.character_id) == ("rank_mismatch", 2)
    assert finding.details == {"rank": "Officer", "rank_index": 1, "role": "Member", "is_role_higher": False}


def test_the_level_decides_which_rank_is_highest_and_neither_index_nor_name():
    ranks = (RankFacts(0, "Guild Leader", 9), RankFacts(1, "Bank", 1), RankFacts(5, "Raider", 4))
    assert types_found(somebody("Raider", 1, 5, ranks=ranks)) == []
    assert types_found(somebody("Bank", 1, 5, ranks=ranks)) == ["rank_mismatch"]


def test_a_rank_for_alts_says_nothing_unless_there_is_no_other():
    high_alt = (*RANKS[:4], RankFacts(4, "Alt", 8, "Alt", is_alt=True))
    assert types_found(somebody("Member", 3, 4, ranks=high_alt)) == []
    assert types_found(somebody("Alt", 4, ranks=high_alt)) == []
    assert types_found(somebody("Officer", 4, ranks=high_alt)) == ["rank_mismatch"]


@pytest.mark.parametrize("role", ["GM", "Guild Master", "guild leader", "👑 GuildMaster"])
def test_the_head_of_the_guild_goes_by_several_names(role):
    assert types_found(somebody(role, 0)) == []


@pytest.mark.parametrize(("role", "expected"), [("Officer", []), ("OFFICER", []), ("Raider", ["rank_mismatch"])])
def test_names_are_compared_in_any_case(role, expected):
    assert types_found(somebody(role, 1)) == expected


def test_a_role_higher_than_the_rank_is_told_as_such():
    (finding,) = found(somebody("Officer", 3))
    assert finding.details["is_role_higher"] is True


def test_ranks_that_share_a_role_cannot_be_told_apart_on_discord():
    ranks = (*RANKS[:2], RankFacts(2, "Raider", 3, "Crew"), RankFacts(3, "Member", 2, "Crew"))
    assert types_found(somebody("Raider", 3, ranks=ranks)) == []


def test_ranks_on_one_level_are_equals():
    ranks = (*RANKS[:2], RankFacts(2, "Raider", 3), RankFacts(3, "Member", 3))
    assert types_found(somebody("Member", 2, 3, ranks=ranks)) == []
    assert types_found(somebody("Member", 2, ranks=ranks)) == ["rank_mismatch"]


def test_a_role_whose_rank_was_renamed_says_nothing_until_the_next_look_at_discord():
    assert types_found(somebody("Veteran", 3)) == []


def test_a_rank_without_a_role_on_the_server_cannot_be_shown_there():
    roles = (ServerRole(11, "Officer"), ServerRole(12, "Raider"))
    assert types_found(somebody("", 3, server_roles=roles)) == []
    assert types_found(somebody("", 2, server_roles=roles)) == ["no_guild_role"]
    assert types_found(somebody("Raider", 3, server_roles=roles)) == ["rank_mismatch"]


def test_a_member_without_a_guild_role_is_told_once_and_not_as_a_mismatch():
    assert types_found(somebody("", 3)) == ["no_guild_role"]


def test_who_left_discord_has_no_roles_to_compare():
    facts = somebody("Officer", 3, accounts=[account(5, role="Officer", is_present=False)])
    assert types_found(facts) == ["stale_discord_link"]


def test_who_left_the_guild_and_kept_a_role_is_told():
    (finding,) = found(somebody("Member"))
    assert (finding.issue_type, finding.key[-1]) == ("rank_mismatch", "left")
    never = guild(accounts=[account(5)], people=[person(7, discord=5)])
    assert types_found(never) == []


def test_another_role_is_another_issue():
    """Who accepted a member with the role of raiders has not accepted one with the role of the head."""
    (one,), (other,) = found(somebody("Raider", 3)), found(somebody("Guild Leader", 3))
    assert one.key != other.key


def test_a_rank_without_a_meaning_is_one_issue_however_many_have_it():
    members = [member(number, name, rank=8, player=7) for number, name in enumerate(["Alp", "Bet"], 1)]
    (finding,) = found(guild(members=members, people=[person(7, characters=[1, 2])]))
    assert (finding.issue_type, finding.key, finding.details["count"]) == ("unknown_rank", ("8",), 2)
