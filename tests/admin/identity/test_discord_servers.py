"""The Discord server's form: officers name their own guild's server, and the webhook is written and never shown."""

import pytest
from django.db import connection

from guild_identity.models import DiscordServer
from tests.factories.characters import GuildAccessFactory, GuildFactory

WEBHOOK = "https://discord.com/api/webhooks/123/very-secret-token"


def page(server=None):
    return f"/admin/guild_identity/discordserver/{f'{server.pk}/change' if server else 'add'}/"


def fields(**changes):
    return {"server_id": "900000000000000001", "report_channel_id": "", "is_active": "on", **changes}


@pytest.fixture
def second(officer):
    """A second guild of the officer, without a server."""
    guild = GuildFactory(name="Second Shift")
    GuildAccessFactory(guild=guild, user=officer, level="officer")
    return guild


def test_an_officer_connects_the_own_guild_s_server(desk, second):
    desk.post(page(), fields(guild=second.pk, new_webhook=WEBHOOK))
    server = DiscordServer.objects.get(guild=second)
    assert (server.server_id, server.webhook_url, server.is_active) == (900000000000000001, WEBHOOK, True)


def test_another_guild_s_server_cannot_be_named(desk, second):
    foreign = GuildFactory(name="Day Watch")
    asked = desk.get(page()).text
    assert "Second Shift" in asked and "Day Watch" not in asked
    assert "Select a valid choice" in desk.post(page(), fields(guild=foreign.pk)).text
    assert not DiscordServer.objects.filter(guild=foreign).exists()


def test_the_webhook_is_sealed_and_shown_to_nobody(desk, night):
    desk.post(page(night.server), fields(new_webhook=WEBHOOK))
    shown = desk.get(page(night.server)).text + desk.get("/admin/guild_identity/discordserver/").text
    assert "very-secret-token" not in shown
    with connection.cursor() as cursor:
        cursor.execute("SELECT webhook_url FROM guild_identity_discordserver")
        assert "secret" not in cursor.fetchone()[0]


def test_an_empty_webhook_keeps_the_stored_one_and_a_tick_forgets_it(desk, night):
    desk.post(page(night.server), fields(new_webhook=WEBHOOK))
    desk.post(page(night.server), fields(report_channel_id="77"))
    server = DiscordServer.objects.get(pk=night.server.pk)
    assert (server.webhook_url, server.report_channel_id) == (WEBHOOK, 77)
    desk.post(page(night.server), fields(forget_webhook="on"))
    assert DiscordServer.objects.get(pk=night.server.pk).webhook_url == ""


@pytest.mark.parametrize("url", ["https://evil.example/api/webhooks/1/x", "http://127.0.0.1/", "no address"])
def test_only_an_address_of_discord_s_is_a_webhook_and_it_is_not_repeated(desk, night, url):
    answer = desk.post(page(night.server), fields(new_webhook=url))
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
    desk.post(page(night.server), fields(is_active=""))
    server = DiscordServer.objects.get(pk=night.server.pk)
    assert (server.is_active, server.held_reason, server.error) == (False, "too short", "down")


def test_a_secret_of_another_key_keeps_nobody_out(desk, night, at, settings):
    desk.post(page(night.server), fields(new_webhook=WEBHOOK))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" + "x" * 40
    assert desk.get(page(night.server)).status_code == desk.get(at()).status_code == 200


def test_a_server_is_switched_off_and_not_deleted(desk, night):
    assert (
        desk.post(f"/admin/guild_identity/discordserver/{night.server.pk}/delete/", {"post": "yes"}).status_code == 403
    )
