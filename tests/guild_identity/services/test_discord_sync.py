"""Discord's full list of members: who is new, changed, back or gone, and which lists change nobody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from characters.domain.errors import Refused
from guild_identity.domain.discord_members import DiscordMember, ServerRole
from guild_identity.models import DiscordRole, DiscordUser
from guild_identity.services.discord_events import on_member_join, on_member_remove
from guild_identity.services.discord_sync import believe_next_list, sync_discord_members
from tests.factories.characters import GuildFactory
from tests.factories.identity import DiscordServerFactory, PlayerFactory
from tests.guild_identity.services.discord_people import (
    COOK,
    GM,
    JOINED,
    LATER,
    MEMBER,
    NOW,
    OFFICER,
    ROLES,
    crowd,
    member,
    person,
    present,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def server():
    return DiscordServerFactory(guild=GuildFactory(name="Keepers"))


@pytest.fixture
def guild(server):
    return server.guild


def sync(server, members, *, now=NOW, **more):
    return sync_discord_members(server, members, ROLES, now=now, **more)


def test_sync_creates_discord_user(server, guild):
    counts = sync(server, [member(1, "trog", COOK, OFFICER, MEMBER, nick="[GM] Trog", global_name="Trogmoon")])
    row = DiscordUser.objects.get()
    assert (row.guild, row.discord_id, row.username) == (guild, 1, "trog")
    assert (row.nick, row.global_name, row.display_name) == ("[GM] Trog", "Trogmoon", "[GM] Trog")
    assert (row.highest_guild_role, row.all_guild_roles) == ("Officer", ["Officer", "Member"])
    assert row.role_ids == [COOK, OFFICER, MEMBER]
    assert (row.joined_server_at, row.last_sync, row.created_at) == (JOINED, NOW, NOW)
    assert (row.is_present, row.removed_at) == (True, None)
    assert (counts["joined"], counts["members"]) == (1, 1)


def test_sync_updates_existing_discord_user(server, guild):
    sync(server, [member(1, "trog", MEMBER)])
    counts = sync(server, [member(1, "trog.moon", GM, MEMBER, nick="Trog")], now=LATER)
    row = person(guild, 1)
    assert (row.username, row.display_name, row.highest_guild_role) == ("trog.moon", "Trog", "Guild Leader")
    assert (row.last_sync, row.created_at) == (LATER, NOW)
    assert (counts["joined"], counts["updated"]) == (0, 1)


def test_sync_marks_departed_not_present(server, guild):
    sync(server, crowd(10))
    counts = sync(server, crowd(9), now=LATER)
    row = person(guild, 10)
    assert (row.is_present, row.removed_at) == (False, LATER)
    assert counts["departed"] == 1
    assert present(guild) == set(range(1, 10))


def test_on_member_join_creates_discord_user(server, guild):
    sync(server, [])
    on_member_join(guild, member(1, "trog", MEMBER), now=NOW)
    row = person(guild, 1)
    assert (row.username, row.highest_guild_role, row.joined_server_at) == ("trog", "Member", JOINED)
    assert (row.is_present, row.removed_at, row.last_sync) == (True, None, NOW)


def test_on_member_remove_marks_not_present(server, guild):
    sync(server, [member(1)])
    on_member_remove(guild, DiscordMember(1, "trog"), now=LATER)
    row = person(guild, 1)
    assert (row.is_present, row.removed_at) == (False, LATER)


def test_a_returning_member_is_the_same_row_again(server, guild):
    sync(server, crowd(5))
    first = person(guild, 5).pk
    sync(server, crowd(4), now=LATER)
    counts = sync(server, crowd(5), now=LATER)
    row = person(guild, 5)
    assert (row.pk, row.is_present, row.removed_at) == (first, True, None)
    assert counts["returned"] == 1


def test_bots_are_no_people(server):
    sync(server, [member(1), member(2, "yum", OFFICER, is_bot=True)])
    assert list(DiscordUser.objects.values_list("discord_id", flat=True)) == [1]


def test_the_same_list_twice_changes_nothing_but_the_moment(server, guild):
    sync(server, crowd(5))
    before = list(DiscordUser.objects.order_by("pk").values())
    counts = sync(server, crowd(5), now=LATER)
    after = list(DiscordUser.objects.order_by("pk").values())
    assert after == [row | {"last_sync": LATER} for row in before]
    assert counts == {
        "joined": 0, "returned": 0, "updated": 0, "problems": 0, "departed": 0, "held": 0, "members": 5,
    }  # fmt: skip


def test_whom_a_list_names_twice_is_one_person(server):
    sync(server, [member(1, "old"), member(1, "new")])
    assert DiscordUser.objects.get().username == "new"


def test_players_keep_their_discord_users_whatever_happens(server, guild):
    sync(server, crowd(5))
    player = PlayerFactory(guild=guild, discord_user=person(guild, 5))
    sync(server, crowd(4), now=LATER)
    player.refresh_from_db()
    assert player.discord_user == person(guild, 5)


@pytest.mark.parametrize("listed", [0, 1, 15])
def test_a_sharply_smaller_list_marks_nobody_as_gone_and_says_why(server, guild, listed):
    sync(server, crowd(20))
    counts = sync(server, crowd(listed), now=LATER)
    assert len(present(guild)) == 20
    assert counts["held"] == 20 - listed
    server.refresh_from_db()
    assert server.held_at == LATER
    assert "20" in server.held_reason
    assert server.members_synced_at == NOW


def test_what_a_held_list_says_of_those_it_names_still_counts(server, guild):
    sync(server, crowd(20))
    sync(server, [member(1, "person1", GM), member(77, "newcomer")], now=LATER)
    assert person(guild, 1).highest_guild_role == "Guild Leader"
    assert len(present(guild)) == 21


def test_a_believable_list_ends_the_hold(server, guild):
    sync(server, crowd(20))
    sync(server, [], now=LATER)
    sync(server, crowd(19), now=LATER)
    server.refresh_from_db()
    assert (server.held_reason, server.held_at, server.members_synced_at) == ("", None, LATER)
    assert len(present(guild)) == 19


def test_a_trusted_list_counts_however_short(server, guild):
    sync(server, crowd(20))
    counts = sync(server, crowd(2), now=LATER, is_trusted=True)
    assert counts["departed"] == 18
    assert present(guild) == {1, 2}


def test_an_officer_lets_the_next_list_count_and_only_that(server, guild):
    with pytest.raises(Refused):
        believe_next_list(server, now=NOW)
    sync(server, crowd(20))
    sync(server, crowd(10), now=LATER)
    believe_next_list(server, now=LATER)
    sync(server, crowd(10), now=LATER)
    assert len(present(guild)) == 10
    sync(server, crowd(2), now=LATER)
    assert len(present(guild)) == 10


@pytest.mark.parametrize("listed", [0, 2, 15])
def test_a_list_much_shorter_than_the_believed_one_is_held_again(server, guild, listed):
    sync(server, crowd(50))
    sync(server, crowd(20), now=LATER)
    believe_next_list(server, now=LATER)
    assert sync(server, crowd(listed), now=LATER)["held"] == 50 - listed
    assert len(present(guild)) == 50
    sync(server, crowd(20), now=LATER)
    assert len(present(guild)) == 50


@pytest.mark.parametrize("listed", [16, 24])
def test_a_list_about_as_long_as_the_believed_one_counts(server, guild, listed):
    sync(server, crowd(50))
    sync(server, crowd(20), now=LATER)
    believe_next_list(server, now=LATER)
    assert sync(server, crowd(listed), now=LATER)["held"] == 0
    assert len(present(guild)) == listed


def test_a_list_of_nobody_is_never_believed(server, guild):
    sync(server, crowd(2))
    sync(server, [], now=LATER)
    with pytest.raises(Refused, match="nobody"):
        believe_next_list(server, now=LATER)
    sync(server, [], now=LATER)
    assert present(guild) == {1, 2}


def test_a_list_shorter_than_the_server_counts_is_held(server, guild):
    bots = [member(1000 + number, "bot", is_bot=True) for number in range(5)]
    assert sync(server, [*crowd(20), *bots], counted=25)["held"] == 0
    sync(server, [*crowd(17), *bots], now=LATER, counted=200)
    assert len(present(guild)) == 20
    server.refresh_from_db()
    assert server.held_reason == "Discord lists 17 members, but counts about 195."


def test_what_a_list_does_not_tell_stays(server, guild):
    sync(server, [member(1, "trog", MEMBER, nick="Trog")])
    sync(server, [DiscordMember(1, "trog")], now=LATER)
    row = person(guild, 1)
    assert (row.nick, row.role_ids, row.joined_server_at) == ("Trog", [MEMBER], JOINED)


def test_each_guild_has_its_own_people(server, guild):
    other = DiscordServerFactory(guild=GuildFactory(), server_id=server.server_id + 1)
    sync(server, crowd(3))
    sync(other, crowd(2))
    sync(other, [member(1)], now=LATER)
    assert (present(guild), present(other.guild)) == ({1, 2, 3}, {1})


def test_roles_follow_the_server(server, guild):
    sync(server, [member(1, "trog", OFFICER)])
    renamed = [ServerRole(OFFICER, "Big Cheese", 8), ServerRole(99, "Officer", 1)]
    counts = sync_discord_members(server, [member(1, "trog", 99)], renamed, now=LATER)
    rows = DiscordRole.objects.filter(server=server).order_by("role_id").values_list("role_id", "name", "position")
    assert list(rows) == [(OFFICER, "Big Cheese", 8), (99, "Officer", 1)]
    assert person(guild, 1).highest_guild_role == "Officer"
    assert counts["problems"] == 4


def test_a_list_of_any_length_costs_the_same_number_of_queries(server):
    sync(server, crowd(3))
    with CaptureQueriesContext(connection) as few:
        sync(server, crowd(3, OFFICER), now=LATER)
    sync(server, crowd(60), now=LATER)
    with CaptureQueriesContext(connection) as many:
        sync(server, crowd(60, GM), now=LATER)
    assert len(few) == len(many) <= 20
