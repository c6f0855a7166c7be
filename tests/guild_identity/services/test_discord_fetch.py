"""Fetching a guild's Discord server: which one, what fails, and what happens meanwhile."""

from datetime import timedelta

import pytest

from characters.domain.errors import ErrorKind, UpstreamError
from guild_identity.domain.discord_members import DiscordMember
from guild_identity.models import DiscordRole, DiscordServer, DiscordUser
from guild_identity.services.discord_events import on_member_join, on_member_remove, on_member_update
from guild_identity.services.discord_sync import sync_discord
from tests.factories.characters import GuildFactory
from tests.factories.identity import SERVER_ID, DiscordServerFactory
from tests.guild_identity.services.discord_people import (
    GM,
    LATER,
    MEMBER,
    NOW,
    ROLES,
    crowd,
    member,
    person,
    present,
    role_row,
    row,
)

pytestmark = pytest.mark.django_db
MEMBERS = f"/api/v10/guilds/{SERVER_ID}/members"


@pytest.fixture
def guild():
    return GuildFactory(name="Keepers")


@pytest.fixture
def answers(wire, settings):
    """Let Discord answer a server with some members, and the role that everybody has."""
    settings.DISCORD_BOT_TOKEN = "token"
    everyone = {"id": str(SERVER_ID), "name": "@everyone", "position": 0}

    def put(members, server_id=SERVER_ID, name="Keepers of the Vault"):
        wire.discord(server_id, [row(someone) for someone in members], [everyone, *map(role_row, ROLES)], name)

    return put


def failure(guild, **more) -> UpstreamError:
    with pytest.raises(UpstreamError) as caught:
        sync_discord(guild, now=LATER, **more)
    return caught.value


def test_a_server_is_named_once_and_then_known(guild, answers):
    assert sync_discord(guild, now=NOW) == {"skipped": 1}
    answers([member(1, "trog", MEMBER), member(2, "bot", is_bot=True)])
    counts = sync_discord(guild, now=NOW, server_id=SERVER_ID)
    server = DiscordServer.objects.get(guild=guild)
    assert (server.server_id, server.name, server.error) == (SERVER_ID, "Keepers of the Vault", "")
    assert (server.members_synced_at, server.roles_synced_at) == (NOW, NOW)
    assert counts["joined"] == 1
    assert sync_discord(guild, now=LATER)["members"] == 1


def test_the_role_that_everybody_has_is_not_stored(guild, answers):
    answers([member(1)])
    sync_discord(guild, now=NOW, server_id=SERVER_ID)
    assert set(DiscordRole.objects.values_list("role_id", flat=True)) == {role.role_id for role in ROLES}


def test_a_server_that_officers_switched_off_is_left_alone(guild, answers, wire):
    DiscordServerFactory(guild=guild, is_active=False)
    answers([member(1)])
    assert sync_discord(guild, now=NOW) == {"skipped": 1}
    assert not wire.asked


def test_another_server_brings_its_own_people(guild, answers):
    answers(crowd(20))
    sync_discord(guild, now=NOW, server_id=SERVER_ID)
    answers([member(101)], server_id=SERVER_ID + 1, name="The new home")
    sync_discord(guild, now=LATER, server_id=SERVER_ID + 1)
    assert present(guild) == {101}
    server = DiscordServer.objects.get(guild=guild)
    assert (server.server_id, server.name, server.held_at) == (SERVER_ID + 1, "The new home", None)


def test_a_server_that_cannot_be_seen_is_not_remembered(guild, answers, wire):
    answers(crowd(5))
    sync_discord(guild, now=NOW, server_id=SERVER_ID)
    wire.put(f"/api/v10/guilds/{SERVER_ID + 1}", (404, {"code": 10004, "message": "Unknown Guild"}))
    assert failure(guild, server_id=SERVER_ID + 1).kind is ErrorKind.NOT_FOUND
    server = DiscordServer.objects.get(guild=guild)
    assert (server.server_id, server.error) == (SERVER_ID, "")
    assert len(present(guild)) == 5


def half(request):
    """Answer a full first page, and cut the second off."""
    page = [row(someone) for someone in crowd(1000)]
    return page if "after=0" in request.url else (200, {"Content-Type": "application/json"}, b'[{"user"')


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((403, {"code": 50001, "message": "Missing Access"}), "Server Members Intent"),
        ((401, {"code": 0, "message": "401: Unauthorized"}), "does not accept the bot's token"),
        ((500, {"message": "Internal Server Error"}), "status 500"),
        ((200, {"Content-Type": "text/html"}, b"<html>"), "an HTML page came instead of JSON"),
        (half, "broken or cut off"),
        ([{"user": {"id": 5}}], "$[0].user.id"),
    ],
)
def test_a_list_that_does_not_come_loses_nobody_and_says_why(guild, answers, wire, answer, said):
    answers(crowd(5))
    sync_discord(guild, now=NOW, server_id=SERVER_ID)
    wire.put(MEMBERS, answer)
    assert said in str(failure(guild))
    server = DiscordServer.objects.get(guild=guild)
    assert said in server.error
    assert (server.members_synced_at, present(guild)) == (NOW, {1, 2, 3, 4, 5})
    answers(crowd(5))
    sync_discord(guild, now=LATER)
    server.refresh_from_db()
    assert server.error == ""


def test_without_a_token_the_servers_row_says_so(guild, answers, settings):
    DiscordServerFactory(guild=guild)
    settings.DISCORD_BOT_TOKEN = ""
    assert failure(guild).kind is ErrorKind.MISCONFIGURED
    assert "DISCORD_BOT_TOKEN" in DiscordServer.objects.get(guild=guild).error


def test_a_list_that_lacks_those_whom_the_server_counts_is_held(guild, answers, wire):
    answers(crowd(30))
    sync_discord(guild, now=NOW, server_id=SERVER_ID)
    answers(crowd(26))
    path = f"/api/v10/guilds/{SERVER_ID}"
    wire.put(path, wire.answers[path] | {"approximate_member_count": 60})
    counts = sync_discord(guild, now=LATER)
    assert (counts["held"], len(present(guild))) == (4, 30)


def test_news_that_came_while_the_list_was_fetched_are_newer_than_the_list(guild, answers, wire):
    answers(crowd(8))
    sync_discord(guild, now=NOW, server_id=SERVER_ID)

    def meanwhile(request):
        on_member_join(guild, member(77, "newcomer"), now=LATER)
        on_member_remove(guild, DiscordMember(8, "person8"), now=LATER)
        on_member_update(guild, member(1, "person1", GM), now=LATER)
        return [row(someone) for someone in crowd(8)]

    wire.put(MEMBERS, meanwhile)
    counts = sync_discord(guild, now=NOW)
    assert present(guild) == {1, 2, 3, 4, 5, 6, 7, 77}
    assert person(guild, 1).highest_guild_role == "Guild Leader"
    assert (counts["departed"], counts["returned"]) == (0, 0)


def test_of_two_syncs_at_once_the_one_that_ends_first_is_enough(guild, answers, wire):
    answers(crowd(8))
    sync_discord(guild, now=NOW, server_id=SERVER_ID)
    inner = []

    def meanwhile(request):
        answers(crowd(9))
        inner.append(sync_discord(guild, now=LATER))
        return [row(someone) for someone in crowd(8)]

    wire.put(MEMBERS, meanwhile)
    sync_discord(guild, now=NOW)
    assert inner[0]["joined"] == 1
    assert len(present(guild)) == DiscordUser.objects.count() == 9


def test_a_bot_that_sees_ever_less_of_a_server_loses_one_list_s_worth_at_most(guild, answers, wire):
    answers(crowd(1000))
    sync_discord(guild, now=NOW, server_id=SERVER_ID)
    seen = 1000
    for hours in range(1, 13):
        seen = seen * 81 // 100
        answers(crowd(seen))
        path = f"/api/v10/guilds/{SERVER_ID}"
        wire.put(path, wire.answers[path] | {"approximate_member_count": 1000})
        sync_discord(guild, now=NOW + timedelta(hours=hours))
    assert (seen, len(present(guild))) == (77, 810)
    assert DiscordServer.objects.get().held_reason


def test_sister_guilds_share_a_server(guild, answers):
    sister = DiscordServerFactory(server_id=SERVER_ID).guild
    answers(crowd(3))
    for one in (guild, sister):
        sync_discord(one, now=NOW, server_id=SERVER_ID)
    assert present(guild) == present(sister) != set()
