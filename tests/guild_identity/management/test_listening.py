"""Listening with the library of the field against the sandbox's gateway, in this process."""

import asyncio
import time
from collections.abc import Callable

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections
from django.utils import timezone

from characters.domain.errors import ErrorKind, UpstreamError
from guild_identity.clients import gateway
from guild_identity.management.listening import Listening
from guild_identity.models import DiscordServer, DiscordUser
from sandbox.clock import Clock, to_ms
from sandbox.server import Running, serve_in_thread
from sandbox.state import Sandbox
from sandbox.world.records import WorldConfig
from sandbox.world.world import World
from tests.factories.characters import GuildFactory
from tests.factories.identity import SERVER_ID, DiscordServerFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def discord(fresh_clients, settings):
    """A sandbox that plays Discord, with one guild's server."""
    with serve_in_thread(Sandbox(World(WorldConfig()), Clock(to_ms("2026-11-21T05:00:00Z")))) as running:
        settings.DISCORD_API_URL = running.url
        settings.DISCORD_BOT_TOKEN = "any-token"
        yield running


@pytest.fixture
def guild(discord):
    guild = GuildFactory(name="Keepers")
    DiscordServerFactory(guild=guild)
    return guild


class Bot:
    """A listening, the rows it writes, and what happens on the server."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.listening = Listening(timezone.now, heal_after=0.3)

    async def post(self, **event: object) -> None:
        await asyncio.to_thread(self.running.control, "POST", "events", event)

    async def set(self, **settings: object) -> None:
        await asyncio.to_thread(self.running.control, "PUT", "settings", {"discord": settings})

    async def until(self, true: Callable[[], object]) -> None:
        # In the thread of the bot's own database work, so that nobody waits for anybody's lock.
        async with asyncio.timeout(15):
            while not await sync_to_async(true)():
                await asyncio.sleep(0.02)


def play(running: Running, scene) -> None:
    """Let a bot listen while a scene plays, and end it."""

    async def everything() -> None:
        bot = Bot(running)
        task = asyncio.create_task(bot.listening.run())
        try:
            await scene(bot)
        finally:
            bot.listening.stop.set()
            await asyncio.wait_for(task, 10)
            await sync_to_async(connections.close_all)()

    asyncio.run(everything())


def named(name: str) -> DiscordUser | None:
    return DiscordUser.objects.filter(username=name).first()


def present(name: str) -> bool:
    return DiscordUser.objects.filter(username=name, is_present=True).exists()


def test_the_bot_brings_everybody_and_follows_what_happens(discord, guild):
    async def scene(bot: Bot) -> None:
        await bot.until(lambda: DiscordServer.objects.filter(members_synced_at__isnull=False).exists())
        await bot.post(type="discord_join", username="new.one", global_name="New", roles=["Member"])
        await bot.until(lambda: present("new.one"))
        await bot.post(type="discord_nick", member="new.one", nick="Newt")
        await bot.post(type="discord_roles", member="new.one", roles=["Officer", "Member"])
        await bot.until(lambda: (named("new.one").nick, named("new.one").highest_guild_role) == ("Newt", "Officer"))
        await bot.post(type="discord_rename", member="new.one", username="new.name", global_name="Newer")
        await bot.until(lambda: named("new.name") and named("new.name").global_name == "Newer")
        await bot.post(type="discord_role_renamed", role="Officer", name="Council")
        await bot.until(lambda: named("new.name").highest_guild_role == "Member")
        await bot.post(type="discord_leave", member="new.name")
        await bot.until(lambda: not present("new.name"))

    play(discord, scene)
    assert DiscordUser.objects.filter(guild=guild, is_present=True).count() > 10


@pytest.mark.parametrize("cut", ["abort", "reconnect", "invalid"])
def test_a_lost_connection_is_made_again_and_loses_nothing(discord, guild, cut):
    async def scene(bot: Bot) -> None:
        await bot.until(lambda: DiscordServer.objects.filter(members_synced_at__isnull=False).exists())
        await bot.set(drop=cut)
        await bot.post(type="discord_join", username="meanwhile")
        await bot.until(lambda: present("meanwhile"))
        await bot.post(type="discord_join", username="afterwards")
        await bot.until(lambda: present("afterwards"))

    play(discord, scene)


def test_a_bot_that_waits_to_reconnect_ends_at_once(discord, guild, caplog):
    async def scene(bot: Bot) -> None:
        await bot.until(lambda: DiscordServer.objects.filter(members_synced_at__isnull=False).exists())
        await bot.set(open=False, drop="abort")
        while "Attempting a reconnect" not in caplog.text:
            await asyncio.sleep(0.02)

    started = time.monotonic()
    play(discord, scene)
    assert time.monotonic() - started < 10


def test_a_database_that_is_away_ends_nothing_and_loses_nothing_for_ever(discord, guild, caplog):
    table = DiscordUser._meta.db_table

    def rename(old: str, new: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")

    async def scene(bot: Bot) -> None:
        await bot.until(lambda: DiscordServer.objects.filter(members_synced_at__isnull=False).exists())
        await sync_to_async(rename)(table, "away")
        await bot.post(type="discord_join", username="unlucky")
        while "was not stored" not in caplog.text:
            await asyncio.sleep(0.02)
        await sync_to_async(rename)("away", table)
        await bot.until(lambda: present("unlucky"))

    play(discord, scene)
    assert "A full sync in 0.3 s makes up for it" in caplog.text


def test_two_guilds_of_one_server_and_a_server_without_the_bot_do_not_disturb_each_other(discord, guild):
    lost, sister = GuildFactory(name="Lost"), GuildFactory(name="Sister")
    DiscordServer.objects.all().delete()
    DiscordServerFactory(guild=lost, server_id=SERVER_ID + 500)
    DiscordServerFactory(guild=guild, server_id=SERVER_ID)
    DiscordServerFactory(guild=sister, server_id=SERVER_ID)

    async def scene(bot: Bot) -> None:
        await bot.until(lambda: DiscordServer.objects.filter(members_synced_at__isnull=False).count() == 2)
        await bot.post(type="discord_join", username="new.one")
        await bot.until(lambda: DiscordUser.objects.filter(username="new.one").count() == 2)

    play(discord, scene)
    assert "The bot is not on this Discord server" in DiscordServer.objects.get(guild=lost).error


def ends_with() -> UpstreamError:
    with pytest.raises(UpstreamError) as caught:
        asyncio.run(Listening(timezone.now).run())
    return caught.value


def test_a_wrong_token_ends_it_with_a_plain_word(discord, settings):
    settings.DISCORD_BOT_TOKEN = "bad-token"
    assert ends_with().kind is ErrorKind.UNAUTHORIZED


def test_a_missing_token_ends_it_with_a_plain_word(discord, settings):
    settings.DISCORD_BOT_TOKEN = ""
    assert ends_with().kind is ErrorKind.MISCONFIGURED


def test_a_bot_that_may_not_see_members_is_told_what_to_switch_on(discord):
    discord.control("PUT", "settings", {"discord": {"members_intent": False}})
    error = ends_with()
    assert error.kind is ErrorKind.FORBIDDEN
    assert "Server Members Intent" in str(error)


def test_a_discord_that_cannot_be_reached_at_the_start_is_an_error(fresh_clients, settings):
    settings.DISCORD_API_URL, settings.DISCORD_BOT_TOKEN = "http://127.0.0.1:1", "any-token"
    assert ends_with().kind is ErrorKind.UNAVAILABLE


def test_the_token_goes_to_no_other_machine_in_the_clear(fresh_clients, settings):
    settings.DISCORD_API_URL, settings.DISCORD_BOT_TOKEN = "http://discord.example", "any-token"
    assert ends_with().kind is ErrorKind.MISCONFIGURED


@pytest.mark.parametrize(
    ("origin", "address"),
    [
        ("https://discord.com", "wss://gateway.discord.gg/"),
        ("https://discord.com/", "wss://gateway.discord.gg/"),
        ("http://127.0.0.1:8123", "ws://127.0.0.1:8123/"),
        ("https://proxy.example", "wss://proxy.example/"),
    ],
)
def test_the_gateway_follows_the_origin_and_is_put_back(origin, address):
    before = (gateway.Route.BASE, gateway.DiscordWebSocket.DEFAULT_GATEWAY)
    with gateway._pointed_at(origin):
        assert origin.rstrip("/") + "/api/v10" == gateway.Route.BASE
        assert str(gateway.DiscordWebSocket.DEFAULT_GATEWAY) == address
    assert before == (gateway.Route.BASE, gateway.DiscordWebSocket.DEFAULT_GATEWAY)
