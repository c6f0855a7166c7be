"""The Discord server's form: officers name their own guild's server, and the webhook is written and never shown."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.db import connection

from guild_identity.models import DiscordServer
from tests.factories.characters import GuildAccessFactory, GuildFactory

WEBHOOK = "https://discord.com/api/webhooks/123/very-secret-token"


def page(server=None):
    return f"/admin/guild_identity/discordserver/{f'{server.pk}/change' if server else 'add'}/"


NEW = 900000000000000050


def fields(**changes):
    return {"server_id": str(NEW), "report_channel_id": "", "is_active": "on", **changes}


def own(night, **changes):
    return fields(server_id=night.server.server_id, **changes)


@pytest.fixture
def second(officer):
    """A second guild of the officer, without a server."""
    guild = GuildFactory(name="Second Shift")
    GuildAccessFactory(guild=guild, user=officer, level="officer")
    return guild


@pytest.fixture
def answering(wire, settings, officer):
    """Let Discord answer about a server that the officer owns, and about a channel of it and one of another server."""
    settings.DISCORD_BOT_TOKEN = "token"
    SocialAccount.objects.create(user=officer, provider="discord", uid="55")

    def put(*, owner="55", roles=(), role_rights="0", everybody="0"):
        base = f"/api/v10/guilds/{NEW}"
        rows = [
            {"id": str(NEW), "name": "@everyone", "permissions": everybody},
            {"id": "7", "name": "Boss", "permissions": role_rights},
        ]
        wire.put(base, {"id": str(NEW), "name": "New", "owner_id": owner, "roles": rows})
        wire.put(f"{base}/members/55", {"user": {"id": "55", "username": "olga"}, "roles": list(roles)})

    put()
    wire.put("/api/v10/channels/77", {"id": "77", "guild_id": str(NEW)})
    wire.put("/api/v10/channels/78", {"id": "78", "guild_id": "900000000000000099"})
    wire.put("/api/v10/channels/79", (404, {"code": 10003, "message": "Unknown Channel"}))
    wire.put("/api/v10/channels/80", {"id": "80", "type": 1})
    return put


def test_an_officer_connects_the_own_guild_s_server(desk, second, answering):
    desk.post(page(), fields(guild=second.pk, new_webhook=WEBHOOK))
    server = DiscordServer.objects.get(guild=second)
    assert (server.server_id, server.webhook_url, server.is_active) == (NEW, WEBHOOK, True)


@pytest.mark.parametrize(
    ("rights", "is_theirs"),
    [
        ({"roles": ["7"], "role_rights": str(1 << 5)}, True),
        ({"roles": ["7"], "role_rights": str(1 << 3 | 1 << 40)}, True),
        ({"everybody": str(1 << 5)}, True),
        ({"roles": ["7"], "role_rights": str(1 << 28)}, False),
        ({"roles": [], "role_rights": str(1 << 5)}, False),
    ],
    ids=["manage server", "administrator", "everybody", "manage roles", "without the role"],
)
def test_who_may_manage_a_server_may_connect_it(desk, second, answering, rights, is_theirs):
    answering(owner="1", **rights)
    said = desk.post(page(), fields(guild=second.pk)).content.decode()
    assert DiscordServer.objects.filter(guild=second).exists() is is_theirs
    assert is_theirs or "neither owns this server nor has a role" in said


def test_whose_discord_login_is_not_proven_or_not_on_the_server_connects_nothing(desk, second, answering, wire):
    wire.put(f"/api/v10/guilds/{NEW}/members/55", (404, {"code": 10007, "message": "Unknown Member"}))
    assert "neither owns this server" in desk.post(page(), fields(guild=second.pk)).text
    SocialAccount.objects.all().delete()
    assert "Sign in with Discord once" in desk.post(page(), fields(guild=second.pk)).text
    assert not DiscordServer.objects.filter(guild=second).exists()


def test_the_operator_connects_and_disconnects_any_server(desk, officer, second, wire):
    User.objects.filter(pk=officer.pk).update(is_superuser=True)
    desk.post(page(), fields(guild=second.pk))
    server = DiscordServer.objects.get(guild=second)
    assert (server.server_id, sum(wire.asked.values())) == (NEW, 0)
    desk.post(f"/admin/guild_identity/discordserver/{server.pk}/delete/", {"post": "yes"})
    assert not DiscordServer.objects.filter(guild=second).exists()


def test_another_server_s_id_is_not_put_in_place_of_the_own_one(desk, night, answering):
    answering(owner="1")
    before = night.server.server_id
    assert "neither owns this server" in desk.post(page(night.server), fields()).text
    assert DiscordServer.objects.get(pk=night.server.pk).server_id == before


@pytest.mark.parametrize("channel", ["78", "79", "80"], ids=["another server's", "none", "between two people"])
def test_reports_go_to_a_channel_of_the_server_only(desk, second, answering, channel):
    assert "no such channel" in desk.post(page(), fields(guild=second.pk, report_channel_id=channel)).text
    desk.post(page(), fields(guild=second.pk, report_channel_id="77"))
    server = DiscordServer.objects.get(guild=second)
    assert "no such channel" in desk.post(page(server), fields(report_channel_id=channel)).text
    server.refresh_from_db()
    assert server.report_channel_id == 77


def test_discord_that_does_not_answer_connects_nothing_and_says_so(desk, second, answering, settings):
    settings.DISCORD_BOT_TOKEN = ""
    assert "DISCORD_BOT_TOKEN is not set" in desk.post(page(), fields(guild=second.pk)).text
    assert not DiscordServer.objects.filter(guild=second).exists()


def test_what_concerns_neither_server_nor_channel_asks_discord_nothing(desk, night, wire):
    desk.post(page(night.server), own(night, is_active=""))
    assert not DiscordServer.objects.get(pk=night.server.pk).is_active
    assert not wire.asked


def test_another_guild_s_server_cannot_be_named(desk, second):
    foreign = GuildFactory(name="Day Watch")
    asked = desk.get(page()).text
    assert "Second Shift" in asked and "Day Watch" not in asked
    assert "Select a valid choice" in desk.post(page(), fields(guild=foreign.pk)).text
    assert not DiscordServer.objects.filter(guild=foreign).exists()


def test_the_webhook_is_sealed_and_shown_to_nobody(desk, night):
    desk.post(page(night.server), own(night, new_webhook=WEBHOOK))
    shown = desk.get(page(night.server)).text + desk.get("/admin/guild_identity/discordserver/").text
    assert "very-secret-token" not in shown
    with connection.cursor() as cursor:
        cursor.execute("SELECT webhook_url FROM guild_identity_discordserver")
        assert "secret" not in cursor.fetchone()[0]


def test_an_empty_webhook_keeps_the_stored_one_and_a_tick_forgets_it(desk, night, answering, wire):
    wire.put("/api/v10/channels/77", {"id": "77", "guild_id": str(night.server.server_id)})
    desk.post(page(night.server), own(night, new_webhook=WEBHOOK))
    desk.post(page(night.server), own(night, report_channel_id="77"))
    server = DiscordServer.objects.get(pk=night.server.pk)
    assert (server.webhook_url, server.report_channel_id) == (WEBHOOK, 77)
    desk.post(page(night.server), own(night, forget_webhook="on"))
    assert DiscordServer.objects.get(pk=night.server.pk).webhook_url == ""


@pytest.mark.parametrize("url", ["https://evil.example/api/webhooks/1/x", "http://127.0.0.1/", "no address"])
def test_only_an_address_of_discord_s_is_a_webhook_and_it_is_not_repeated(desk, night, url):
    answer = desk.post(page(night.server), own(night, new_webhook=url))
    assert "webhook" in answer.text and url not in answer.text
    assert DiscordServer.objects.get(pk=night.server.pk).webhook_url == ""


@pytest.mark.parametrize("number", ["0", "-5", "99999999999999999999", "abc"])
def test_what_is_no_id_is_refused(desk, night, number):
    before = night.server.server_id
    assert desk.post(page(night.server), fields(server_id=number)).status_code == 200
    assert DiscordServer.objects.get(pk=night.server.pk).server_id == before


def test_saving_does_not_undo_what_a_sync_writes_meanwhile(desk, night, now):
    desk.get(page(night.server))
    DiscordServer.objects.update(held_reason="too short", held_at=now, error="down")
    desk.post(page(night.server), own(night, is_active=""))
    server = DiscordServer.objects.get(pk=night.server.pk)
    assert (server.is_active, server.held_reason, server.error) == (False, "too short", "down")


def test_a_secret_of_another_key_keeps_nobody_out(desk, night, at, settings):
    desk.post(page(night.server), own(night, new_webhook=WEBHOOK))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" + "x" * 40
    assert desk.get(page(night.server)).status_code == desk.get(at()).status_code == 200


def test_a_server_is_switched_off_and_not_deleted(desk, night):
    assert (
        desk.post(f"/admin/guild_identity/discordserver/{night.server.pk}/delete/", {"post": "yes"}).status_code == 403
    )
