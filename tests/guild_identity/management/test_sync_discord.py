"""The command that syncs a guild's Discord server, as a person or a script meets it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from guild_identity.models import DiscordServer, DiscordUser
from tests.factories.characters import GuildFactory
from tests.factories.identity import SERVER_ID, DiscordServerFactory

pytestmark = pytest.mark.django_db
NOW = "2026-11-20T12:00:00+00:00"
ROLES = [{"id": "40", "name": "Officer", "position": 2}, {"id": "20", "name": "Member", "position": 1}]


def row(number, *roles):
    return {"user": {"id": str(number), "username": f"person{number}"}, "nick": None, "roles": list(roles)}


@pytest.fixture
def guild(wire, settings):
    settings.DISCORD_BOT_TOKEN = "token"
    wire.discord(SERVER_ID, [row(number, "20") for number in range(1, 9)], ROLES)
    return GuildFactory(name="Keepers")


def sync(**options):
    out = StringIO()
    call_command("sync_discord", "us", "Sen'jin", "keepers", stdout=out, stderr=StringIO(), now=NOW, **options)
    return json.loads(out.getvalue()) if options.get("json") else out.getvalue()


def failure(**options) -> CommandError:
    with pytest.raises(CommandError) as caught:
        sync(**options)
    return caught.value


def test_the_first_sync_names_the_server_and_later_ones_know_it(guild):
    error = failure()
    assert (error.returncode, "--server" in str(error)) == (1, True)
    assert sync(server=SERVER_ID).startswith(f"Keepers ({SERVER_ID}): 8 members, 8 new, 0 back, 0 changed, 0 gone.")
    assert DiscordUser.objects.filter(guild=guild, last_sync=NOW).count() == 8
    assert sync().startswith(f"Keepers ({SERVER_ID}): 8 members, 0 new")


def test_json_is_one_document(guild):
    told = sync(server=SERVER_ID, json=True)
    assert told["server"] == {"id": str(SERVER_ID), "name": "Keepers"}
    assert (told["counts"]["joined"], told["held"]) == (8, None)
    assert "The role “Veteran”, which stands for Veteran, is not on the server." in told["role_problems"]


def test_a_held_list_is_told_and_is_no_failure(guild, wire):
    sync(server=SERVER_ID)
    wire.discord(SERVER_ID, [row(1)], ROLES)
    assert "Nobody was marked as gone: Discord lists 1 members and drops 7 of 8 known ones at once." in sync()
    assert sync(json=True)["held"]


@pytest.mark.parametrize("server", [0, -5, 2**63])
def test_an_impossible_server_is_refused(guild, server):
    assert failure(server=server).returncode == 1


def test_a_server_that_officers_switched_off_is_refused(guild):
    DiscordServerFactory(guild=guild, is_active=False)
    assert failure().returncode == 1


def test_a_discord_that_does_not_answer_is_status_2(guild, wire):
    wire.put(f"/api/v10/guilds/{SERVER_ID}/members", (403, {"code": 50001, "message": "Missing Access"}))
    error = failure(server=SERVER_ID)
    assert error.returncode == 2
    assert "Server Members Intent" in str(error)
    assert not DiscordServer.objects.exists()


def test_a_missing_token_is_status_2(guild, settings):
    settings.DISCORD_BOT_TOKEN = ""
    error = failure(server=SERVER_ID)
    assert (error.returncode, "DISCORD_BOT_TOKEN is not set" in str(error)) == (2, True)
