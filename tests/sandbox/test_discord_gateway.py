"""The gateway, with the library that bots use: connecting, listening, being cut off."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.sandbox.asking import Asker

SERVER = 900_000_000_000_000_001
Told = list[tuple[str, Any]]


class Listener(discord.Client):
    """Notes what it is told."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True, members=True), guild_ready_timeout=0.2)
        self.told: Told = []
        self.heard = asyncio.Condition()

    async def hear(self, name: str, fact: object) -> None:
        async with self.heard:
            self.told.append((name, fact))
            self.heard.notify_all()

    async def wait(self, name: str, count: int = 1) -> Any:
        async with asyncio.timeout(10), self.heard:
            await self.heard.wait_for(lambda: [told for told, _ in self.told].count(name) >= count)
            return [fact for told, fact in self.told if told == name][count - 1]

    async def on_ready(self) -> None:
        await self.hear("ready", len(self.guilds))

    async def on_resumed(self) -> None:
        await self.hear("resumed", None)

    async def on_member_join(self, member: discord.Member) -> None:
        await self.hear("join", (member.name, member.nick, [role.name for role in member.roles[1:]]))

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        await self.hear("update", (before.nick, after.nick, [role.name for role in after.roles[1:]]))

    async def on_user_update(self, before: discord.User, after: discord.User) -> None:
        await self.hear("rename", (before.global_name, after.global_name))

    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        await self.hear("leave", payload.user.name)

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        await self.hear("role", (before.name, after.name))

    async def on_guild_role_create(self, role: discord.Role) -> None:
        await self.hear("new role", role.name)

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        await self.hear("role gone", role.name)


@pytest.fixture
def redirected(living: Asker) -> Iterator[Asker]:
    """A sandbox that the library takes for Discord."""
    before = (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)
    Route.BASE = f"{living.url}/api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(living.url.replace("http", "ws") + "/gateway")
    yield living
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before
    living.control("POST", "reset", {})
    living.control("PUT", "settings", {"discord": {"members_intent": True, "open": True}})


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    async with Listener() as client:
        running = asyncio.create_task(client.start("any-token"))
        try:
            await client.wait("ready")
            yield client
        finally:
            await client.close()
            await running


async def post(asker: Asker, *events: dict[str, Any]) -> list[dict[str, Any]]:
    return await asyncio.to_thread(asker.post, *events)


async def settle(asker: Asker, **discord_settings: Any) -> Any:
    return await asyncio.to_thread(asker.control, "PUT", "settings", {"discord": discord_settings})


def run(scene: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(scene(), 30))


def test_a_bot_connects_and_knows_everybody(redirected: Asker) -> None:
    listed = redirected.control("GET", "discord?guild=0")

    async def scene() -> None:
        async with listening() as client:
            guild = client.guilds[0]
            assert guild.id == SERVER
            assert {str(member.id) for member in guild.members} == {row["user"]["id"] for row in listed["members"]}
            assert {role.name for role in guild.roles} == {role["name"] for role in listed["roles"]}
            fetched = [member async for member in guild.fetch_members(limit=None)]
            assert {member.id for member in fetched} == {member.id for member in guild.members}
            assert guild.owner is not None
            assert guild.owner.name == "trogo"

    run(scene)


def test_a_bot_is_told_of_joins_changes_and_leaves(redirected: Asker) -> None:
    async def scene() -> None:
        async with listening() as client:
            newcomer = {"member": "new.one"}
            joining = {"type": "discord_join", "username": "new.one", "global_name": "New", "roles": ["Member"]}
            await post(redirected, joining)
            assert await client.wait("join") == ("new.one", None, ["Member"])
            await post(redirected, {"type": "discord_nick", **newcomer, "nick": "Newest"})
            assert await client.wait("update") == (None, "Newest", ["Member"])
            await post(redirected, {"type": "discord_roles", **newcomer, "roles": ["Officer"]})
            assert await client.wait("update", 2) == ("Newest", "Newest", ["Officer"])
            await post(redirected, {"type": "discord_rename", **newcomer, "global_name": "Renamed"})
            assert await client.wait("rename") == ("New", "Renamed")
            await post(redirected, {"type": "discord_leave", **newcomer})
            assert await client.wait("leave") == "new.one"

    run(scene)


def test_a_bot_is_told_of_roles(redirected: Asker) -> None:
    async def scene() -> None:
        async with listening() as client:
            await post(
                redirected,
                {"type": "discord_role_renamed", "role": "Veteran", "name": "Old Hand"},
                {"type": "discord_role_created", "name": "Trial"},
                {"type": "discord_role_deleted", "role": "Trial"},
            )
            assert await client.wait("role") == ("Veteran", "Old Hand")
            assert await client.wait("new role") == "Trial"
            assert await client.wait("role gone") == "Trial"

    run(scene)


@pytest.mark.parametrize("how", ["abort", "reconnect", 4000])
def test_a_cut_connection_is_resumed_without_losing_anything(redirected: Asker, how: str | int) -> None:
    async def scene() -> None:
        async with listening() as client:
            dropped = await settle(redirected, drop=how)
            assert dropped["discord"]["dropped"] == 1
            await post(redirected, {"type": "discord_join", "username": "meanwhile"})
            assert (await client.wait("join"))[0] == "meanwhile"
            await client.wait("resumed")

    run(scene)


def test_an_invalid_session_begins_anew(redirected: Asker) -> None:
    async def scene() -> None:
        async with listening() as client:
            await settle(redirected, drop="invalid")
            await client.wait("ready", 2)

    run(scene)


def test_a_bot_posts_through_a_webhook_and_gives_roles(redirected: Asker) -> None:
    async def scene() -> None:
        async with listening() as client:
            guild = client.guilds[0]
            hook = discord.Webhook.partial(903_000_000_000_000_000, "sandbox-webhook-token-0", client=client)
            await hook.send("hello", embed=discord.Embed(title="Report"), wait=True)
            member = guild.get_member_named("elvinsory")
            assert member is not None
            await member.add_roles(discord.utils.get(guild.roles, name="Veteran"), reason="promoted")
            assert "Veteran" in (await client.wait("update"))[2]
            with pytest.raises(discord.Forbidden):
                await member.add_roles(discord.utils.get(guild.roles, name="Guild Leader"))

    run(scene)
    posted = redirected.control("GET", "discord?guild=0")["messages"]
    assert [(row["content"], row["embeds"][0]["title"], row["via"]) for row in posted] == [
        ("hello", "Report", "webhook")
    ]


def test_a_bad_token_is_refused(redirected: Asker) -> None:
    async def scene() -> None:
        async with Listener() as client:
            with pytest.raises(discord.LoginFailure):
                await client.start("bad-token")

    run(scene)


def test_a_missing_intent_is_refused(redirected: Asker) -> None:
    redirected.control("PUT", "settings", {"discord": {"members_intent": False}})

    async def scene() -> None:
        async with Listener() as client:
            with pytest.raises(discord.PrivilegedIntentsRequired):
                await client.start("any-token")

    run(scene)
