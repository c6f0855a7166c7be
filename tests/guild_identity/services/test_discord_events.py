"""What the gateway tells as it happens, in any order and any number of times."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from characters.domain.errors import MalformedPayload
from guild_identity.domain.discord_members import DiscordMember, ServerRole
from guild_identity.models import DiscordRole, DiscordServer, DiscordUser
from guild_identity.services.discord_events import (
    hear,
    on_member_join,
    on_member_remove,
    on_member_update,
    on_role_change,
    on_role_delete,
)
from guild_identity.services.discord_sync import sync_discord_members
from tests.factories.characters import GuildFactory
from tests.factories.identity import SERVER_ID, DiscordServerFactory, PlayerFactory
from tests.guild_identity.services.discord_people import (
    EARLIER,
    GM,
    LATER,
    MEMBER,
    NOW,
    OFFICER,
    ROLES,
    member,
    person,
    present,
    role_row,
    row,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    guild = GuildFactory(name="Keepers")
    server = DiscordServerFactory(guild=guild)
    sync_discord_members(server, [member(1, "trog", MEMBER)], ROLES, now=NOW)
    return guild


def test_a_change_of_names_and_roles_shows_at_once(guild):
    on_member_update(guild, member(1, "trog2", OFFICER, MEMBER, nick="Trog", global_name="Trogmoon"), now=LATER)
    found = person(guild, 1)
    assert (found.username, found.global_name, found.nick, found.display_name) == ("trog2", "Trogmoon", "Trog", "Trog")
    assert (found.highest_guild_role, found.all_guild_roles) == ("Officer", ["Officer", "Member"])
    assert found.last_sync == LATER


def test_what_an_update_does_not_tell_stays(guild):
    on_member_update(guild, member(1, "trog", OFFICER, nick="Trog"), now=LATER)
    on_member_update(guild, DiscordMember(1, "trog", nick=""), now=LATER)
    found = person(guild, 1)
    assert (found.nick, found.display_name, found.highest_guild_role) == ("", "trog", "Officer")


def test_bots_are_passed_over(guild):
    bot = member(2, "yum", OFFICER, is_bot=True)
    assert on_member_join(guild, bot, now=NOW) is None
    assert on_member_update(guild, bot, now=NOW) is None
    assert on_member_remove(guild, bot, now=NOW) is None
    assert DiscordUser.objects.count() == 1


def test_an_update_about_somebody_unknown_makes_him_known(guild):
    on_member_update(guild, member(5, "lost.join", GM), now=NOW)
    assert (person(guild, 5).is_present, person(guild, 5).highest_guild_role) == (True, "Guild Leader")


def test_somebody_unknown_who_leaves_is_nobody(guild):
    assert on_member_remove(guild, DiscordMember(5, "x"), now=NOW) is None
    assert not DiscordUser.objects.filter(discord_id=5).exists()


def test_whoever_comes_back_is_the_same_row_and_the_same_player(guild):
    player = PlayerFactory(guild=guild, discord_user=person(guild, 1))
    on_member_remove(guild, DiscordMember(1, "trog"), now=LATER)
    on_member_join(guild, member(1, "trog", joined_at=LATER), now=LATER + timedelta(hours=1))
    found = person(guild, 1)
    assert (found.is_present, found.removed_at, found.joined_server_at) == (True, None, LATER)
    assert found.highest_guild_role is None, "roles are lost on leaving"
    player.refresh_from_db()
    assert player.discord_user == found


def test_leaving_twice_is_leaving_once(guild):
    on_member_remove(guild, DiscordMember(1, "trog"), now=LATER)
    on_member_remove(guild, DiscordMember(1, "trog"), now=LATER + timedelta(hours=1))
    assert person(guild, 1).removed_at == LATER


@pytest.mark.parametrize("event", [on_member_join, on_member_update, on_member_remove])
def test_news_older_than_what_is_known_change_nothing(guild, event):
    before = DiscordUser.objects.values().get()
    event(guild, member(1, "old.name", GM), now=EARLIER)
    assert DiscordUser.objects.values().get() == before


def test_an_update_that_comes_after_the_leaving_brings_nobody_back(guild):
    on_member_remove(guild, DiscordMember(1, "trog"), now=LATER)
    on_member_update(guild, member(1, "trog", OFFICER), now=LATER + timedelta(seconds=1))
    assert present(guild) == set()


def test_an_update_of_somebody_who_joined_again_brings_him_back(guild):
    on_member_remove(guild, DiscordMember(1, "trog"), now=LATER)
    again = LATER + timedelta(hours=1)
    on_member_update(guild, member(1, "trog", OFFICER, joined_at=again), now=again + timedelta(hours=1))
    assert present(guild) == {1}


def test_a_renamed_role_changes_whose_rank_it_stands_for(guild):
    assert on_role_change(guild, ServerRole(MEMBER, "Officer", 20)) == 1
    assert person(guild, 1).highest_guild_role == "Officer"
    assert on_role_change(guild, ServerRole(MEMBER, "Officer", 20)) == 0


def test_a_role_that_stands_for_a_rank_by_id_may_be_called_anything(guild):
    guild.ranks.filter(name="Member").update(discord_role=str(MEMBER))
    assert on_role_change(guild, ServerRole(MEMBER, "Raiders", 6)) == 0
    assert person(guild, 1).highest_guild_role == "Member"


def test_a_deleted_role_stands_for_nothing(guild):
    assert on_role_delete(guild, MEMBER) == 1
    assert person(guild, 1).highest_guild_role is None
    assert not DiscordRole.objects.filter(role_id=MEMBER).exists()


def test_events_reach_every_guild_of_their_server_and_no_other(guild):
    sister, other = GuildFactory(), GuildFactory()
    DiscordServerFactory(guild=sister, server_id=SERVER_ID)
    DiscordServerFactory(guild=other, server_id=SERVER_ID + 1)
    body = row(member(9, "newcomer")) | {"guild_id": str(SERVER_ID)}
    assert hear("GUILD_MEMBER_ADD", body, now=NOW) == 2
    assert (present(guild), present(sister), present(other)) == ({1, 9}, {9}, set())


def test_events_of_a_server_that_officers_switched_off_are_passed_over(guild):
    DiscordServer.objects.update(is_active=False)
    assert hear("GUILD_MEMBER_REMOVE", {"guild_id": str(SERVER_ID), "user": {"id": "1", "username": "x"}}, now=NOW) == 0
    assert present(guild) == {1}


def test_every_event_is_heard_by_its_name(guild):
    place = {"guild_id": str(SERVER_ID)}
    hear("GUILD_MEMBER_UPDATE", row(member(1, "trog", OFFICER)) | place, now=LATER)
    assert person(guild, 1).highest_guild_role == "Officer"
    hear("GUILD_ROLE_UPDATE", {"role": role_row(ServerRole(OFFICER, "Veteran", 99))} | place, now=LATER)
    assert person(guild, 1).highest_guild_role == "Veteran"
    hear("GUILD_ROLE_DELETE", {"role_id": str(OFFICER)} | place, now=LATER)
    assert person(guild, 1).highest_guild_role is None
    hear("GUILD_ROLE_CREATE", {"role": role_row(ServerRole(OFFICER, "Officer", 1))} | place, now=LATER)
    assert person(guild, 1).highest_guild_role == "Officer"
    hear("GUILD_MEMBER_REMOVE", {"user": {"id": "1", "username": "trog"}} | place, now=LATER)
    assert present(guild) == set()


@pytest.mark.parametrize("body", [{}, {"guild_id": str(SERVER_ID)}, {"guild_id": str(SERVER_ID), "user": {"id": 1}}])
def test_an_event_that_cannot_be_read_is_an_error_and_no_change(guild, body):
    before = DiscordUser.objects.values().get()
    with pytest.raises(MalformedPayload):
        hear("GUILD_MEMBER_UPDATE", body, now=LATER)
    assert DiscordUser.objects.values().get() == before


class AnyOrder(TestCase):
    """Histories of one person, told late and twice."""

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.sampled_from([on_member_join, on_member_remove]), min_size=1, max_size=6), st.randoms())
    def test_the_last_of_what_happened_is_what_is_known(self, history, chance):
        guild = GuildFactory()
        on_member_join(guild, member(1), now=NOW)
        told = [(event, NOW + timedelta(minutes=minute)) for minute, event in enumerate(history, start=1)]
        heard = [*told, *told[:2]]
        chance.shuffle(heard)
        for event, at in heard:
            event(guild, member(1, joined_at=at), now=at)
        assert person(guild, 1).is_present is (history[-1] is on_member_join)


def test_a_webhook_sealed_with_another_key_keeps_no_role_from_being_noted(guild, settings):
    DiscordServer.objects.update(webhook_url="https://discord.com/api/webhooks/1/s3cr3t")
    settings.SECRET_KEY = "changed since"
    assert on_role_change(guild, ServerRole(MEMBER, "Officer", 20)) == 1
