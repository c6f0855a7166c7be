"""An upload that renames ranks: who has which role is told by the new names at once."""

from datetime import timedelta

import pytest

from characters.models import GuildRank
from guild_identity.models import AuditIssue
from guild_identity.services.addon import sync_addon_data
from guild_identity.services.discord_sync import sync_discord_members
from guild_identity.services.integrity import run_integrity_check
from tests.factories.characters import GuildFactory
from tests.factories.identity import DiscordServerFactory, PlayerCharacterFactory, PlayerFactory, member_of
from tests.guild_identity.services.discord_people import INITIATE, MEMBER, NOW, ROLES, VETERAN, member, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    """Ranks pinned to roles by id; Trogmoon's role fits his rank, and Rivermane's does not."""
    guild = GuildFactory(name="Keepers")
    for index, role in ((2, VETERAN), (3, MEMBER), (4, INITIATE)):
        GuildRank.objects.filter(guild=guild, index=index).update(discord_role=str(role))
    people = [member(1, "trog", MEMBER), member(2, "river", INITIATE)]
    sync_discord_members(DiscordServerFactory(guild=guild), people, ROLES, now=NOW)
    for number, name in ((1, "Trogmoon"), (2, "Rivermane")):
        character = member_of(guild, name, rank=3)
        player = PlayerFactory(guild=guild, discord_user=person(guild, number), main_character=character)
        PlayerCharacterFactory(player=player, character=character)
    run_integrity_check(guild, now=NOW)
    AuditIssue.objects.update(notified_at=NOW)
    return guild


def upload(guild, names, *, hours):
    """Take an export in which the ranks are called otherwise, and check."""
    now = NOW + timedelta(hours=hours)
    listed = (("Trogmoon", 3), ("Rivermane", 3), (member_of(guild, "Highborn", rank=2).name, 2))
    rows = [{"name": name, "realm": "Sen'jin", "rank": rank, "rankName": names[rank]} for name, rank in listed]
    sync_addon_data(guild, rows, now=now)
    run_integrity_check(guild, now=now)


def mismatches():
    rows = AuditIssue.objects.filter(issue_type="rank_mismatch").order_by("pk")
    return list(rows.values_list("player__discord_user__username", "is_present", "times_opened", "notified_at"))


def test_a_renamed_rank_leaves_its_issues_open_and_told(guild):
    assert mismatches() == [("river", True, 1, NOW)]
    upload(guild, {2: "Veteran", 3: "Raider"}, hours=1)
    assert person(guild, 1).highest_guild_role == "Raider"
    assert mismatches() == [("river", True, 1, NOW)]


def test_ranks_that_swap_their_names_make_no_false_issue(guild):
    upload(guild, {2: "Member", 3: "Veteran"}, hours=1)
    assert person(guild, 1).highest_guild_role == "Veteran"
    assert mismatches() == [("river", True, 1, NOW)]
