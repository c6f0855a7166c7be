"""Officers choose which Discord role stands for which rank, and see first what that would change."""

from dataclasses import replace

import pytest

from characters.models import GuildRank
from guild_identity.models import DiscordUser
from guild_identity.services.discord_sync import sync_discord_members
from guild_identity.services.rank_plan import WantedRank, save_ranks, try_ranks
from guild_identity.services.role_map import refresh_guild_roles, role_map_of
from tests.factories.characters import GuildFactory
from tests.factories.identity import DiscordServerFactory
from tests.guild_identity.services.deciding import officer
from tests.guild_identity.services.discord_people import COOK, LATER, MEMBER, NOW, OFFICER, ROLES, crowd, member, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    guild = GuildFactory(name="Keepers")
    people = [member(1, "trog", MEMBER), member(2, "cook", COOK), member(3, "both", COOK, OFFICER)]
    sync_discord_members(DiscordServerFactory(guild=guild), people, ROLES, now=NOW)
    return guild


def standings(guild):
    rows = DiscordUser.objects.filter(guild=guild).order_by("discord_id")
    return list(rows.values_list("highest_guild_role", flat=True))


def wanted(guild, roles):
    """Return the guild's ranks as they are, with other roles by rank index."""
    columns = ("index", "name", "level", "discord_role", "is_officer", "is_alt", "is_tracked")
    ranks = [WantedRank(*row) for row in GuildRank.objects.filter(guild=guild).order_by("index").values_list(*columns)]
    return [replace(rank, discord_role=str(roles.get(rank.index, rank.discord_role))) for rank in ranks]


def save(guild, roles):
    return save_ranks(guild, wanted(guild, roles), by=officer())


def attempt(guild, roles):
    return try_ranks(guild, wanted(guild, roles), now=NOW)


def test_a_change_shows_on_everybody_at_once_and_is_kept_by_id(guild):
    assert save(guild, {2: COOK}) == 2
    assert standings(guild) == ["Member", "Veteran", "Officer"]
    assert person(guild, 3).all_guild_roles == ["Officer", "Veteran"]
    assert guild.ranks.get(index=2).discord_role == str(COOK)


def test_a_trial_names_those_whose_highest_role_would_change_and_changes_nothing(guild):
    before = list(DiscordUser.objects.order_by("pk").values())
    assert attempt(guild, {2: COOK}).roles == ("cook: no role → Veteran",)
    assert list(DiscordUser.objects.order_by("pk").values()) == before
    assert guild.ranks.get(index=2).discord_role == ""


def test_a_trial_tells_what_would_be_wrong(guild):
    trial = attempt(guild, {4: MEMBER})
    assert trial.roles == ()
    assert "The role “Member” stands for Member and Initiate: Member wins." in trial.problems


def test_without_a_role_a_rank_goes_by_the_role_of_its_name(guild):
    save(guild, {1: COOK})
    assert standings(guild) == ["Member", "Officer", "Officer"]
    save(guild, {1: ""})
    assert standings(guild) == ["Member", None, "Officer"]


def test_what_was_tried_is_what_happens(guild):
    before = standings(guild)
    roles = {0: COOK, 1: MEMBER, 3: OFFICER}
    told = attempt(guild, roles).roles
    save(guild, roles)
    changed = sum(old != new for old, new in zip(before, standings(guild), strict=True))
    assert changed == len(told) == 3


def test_renaming_a_rank_renames_what_people_have(guild):
    guild.ranks.filter(index=3).update(name="Raider", discord_role=str(MEMBER))
    assert refresh_guild_roles(guild) == 1
    assert person(guild, 1).highest_guild_role == "Raider"
    assert refresh_guild_roles(guild) == 0


def test_deriving_says_nothing_about_when_people_were_heard_of(guild):
    save(guild, {2: COOK})
    assert set(DiscordUser.objects.values_list("last_sync", flat=True)) == {NOW}


def test_the_map_of_a_guild_without_a_server_goes_by_names():
    assert [rank.role_name for rank in role_map_of(GuildFactory()).ranks][:2] == ["Guild Leader", "Officer"]


def test_many_people_cost_no_more_queries(guild, django_assert_max_num_queries):
    server = guild.discord_server
    sync_discord_members(server, crowd(150, COOK), ROLES, now=LATER, is_trusted=True)
    ranks = wanted(guild, {2: COOK})
    with django_assert_max_num_queries(40):
        assert save_ranks(guild, ranks, by=officer()) == 150
