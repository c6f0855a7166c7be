"""The gateway's frames: what closes a connection, what comes in which shape and order."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from tests.sandbox.asking import CAPTURED, Asker
from tests.sandbox.shapes import check

SERVER = 900_000_000_000_000_001


async def post(asker: Asker, *events: dict[str, Any]) -> None:
    await asyncio.to_thread(asker.post, *events)


def run(scene: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(scene(), 30))


FRAMES = [
    ({"op": 2, "d": {"token": "bad-token", "intents": 1}}, 4004),
    ({"op": 2, "d": {"token": "good", "intents": -1}}, 4013),
    ({"op": 8, "d": {}}, 4003),
    ({"op": 77}, 4001),
    ("nonsense", 4002),
]


@pytest.mark.parametrize(("frame", "code"), FRAMES)
def test_wrong_frames_close_the_connection(living: Asker, frame: Any, code: int) -> None:
    async def scene() -> None:
        async with aiohttp.ClientSession() as session, session.ws_connect(f"{living.url}/gateway") as socket:
            hello = await socket.receive_json()
            assert (hello["op"], hello["d"]["heartbeat_interval"]) == (10, 41_250)
            await socket.send_json({"op": 1, "d": None})
            assert (await socket.receive_json())["op"] == 11
            await socket.send_json(frame)
            await socket.receive()
            assert socket.close_code == code

    run(scene)


async def identify(socket: aiohttp.ClientWebSocketResponse, intents: int) -> list[Any]:
    await socket.receive_json()
    await socket.send_json({"op": 2, "d": {"token": "good", "intents": intents}})
    return [await socket.receive_json() for _ in range(2)]


def test_a_large_guild_comes_in_chunks(empty: Asker) -> None:
    empty.control("POST", "reset", {"scripted": False, "characters": 2200})
    count = len(empty.control("GET", "discord?guild=0")["members"])

    async def scene() -> None:
        async with aiohttp.ClientSession() as session, session.ws_connect(f"{empty.url}/gateway") as socket:
            _, guild = await identify(socket, 3)
            assert (guild["d"]["member_count"], guild["d"]["large"], len(guild["d"]["members"])) == (count, True, 1)
            asked = {"guild_id": str(SERVER), "query": "", "limit": 0, "nonce": "n"}
            await socket.send_json({"op": 8, "d": asked})
            chunks = [(await socket.receive_json())["d"] for _ in range(-(-count // 1000))]
            assert [(row["chunk_index"], row["chunk_count"], row["nonce"]) for row in chunks] == [
                (place, len(chunks), "n") for place in range(len(chunks))
            ]
            assert len({row["user"]["id"] for chunk in chunks for row in chunk["members"]}) == count > 1000

    run(scene)


@pytest.mark.skipif(not CAPTURED.is_dir(), reason="no captured bodies here")
def test_events_have_the_captured_shapes(empty: Asker) -> None:
    happenings: list[tuple[dict[str, Any], str, int]] = [
        ({"type": "discord_join", "username": "a"}, "discord_gateway_GUILD_MEMBER_ADD_2024-04", 20),
        ({"type": "discord_nick", "member": "a", "nick": "b"}, "gateway_GuildMemberUpdate", 12),
        ({"type": "discord_nick", "member": "a", "nick": "c"}, "gateway_GuildMemberUpdate", 12),
        ({"type": "discord_leave", "member": "a"}, "gateway_GuildMemberRemove", 9),
        ({"type": "discord_role_created", "name": "r"}, "gateway_GuildRoleCreate", 18),
        ({"type": "discord_role_renamed", "role": "r", "name": "s"}, "gateway_GuildRoleUpdate", 18),
        ({"type": "discord_role_deleted", "role": "s"}, "gateway_GuildRoleDelete", 6),
    ]

    async def scene() -> None:
        async with aiohttp.ClientSession() as session, session.ws_connect(f"{empty.url}/gateway") as socket:
            ready, guild = await identify(socket, 3)
            assert (ready["t"], ready["s"], ready["d"]["guilds"]) == (
                "READY", 1, [{"id": str(SERVER), "unavailable": True}]
            )  # fmt: skip
            check(guild, "discord/discord_gateway_GUILD_CREATE_2025_roles_members_trimmed.json", least=70)
            updates = []
            for event, captured, least in happenings:
                await post(empty, event)
                heard = await socket.receive_json()
                check(heard, f"discord/{captured}.json", least=least)
                updates += [heard["d"]] if heard["t"] == "GUILD_MEMBER_UPDATE" else []
            assert updates[1].keys() < updates[0].keys()

    run(scene)


def test_who_asked_for_roles_alone_hears_of_no_members(empty: Asker) -> None:
    async def scene() -> None:
        async with aiohttp.ClientSession() as session, session.ws_connect(f"{empty.url}/gateway") as socket:
            await identify(socket, 1)
            await post(
                empty,
                {"type": "discord_join", "username": "a"},
                {"type": "discord_role_renamed", "role": "Raider", "name": "R"},
            )
            assert (await socket.receive_json())["t"] == "GUILD_ROLE_UPDATE"

    run(scene)


def test_an_unknown_session_cannot_be_resumed(living: Asker) -> None:
    async def scene() -> None:
        async with aiohttp.ClientSession() as session, session.ws_connect(f"{living.url}/gateway") as socket:
            await socket.receive_json()
            await socket.send_json({"op": 6, "d": {"token": "good", "session_id": "gone", "seq": 3}})
            assert await socket.receive_json() == {"t": None, "s": None, "op": 9, "d": False}

    run(scene)


def test_a_closed_gateway_answers_503(living: Asker) -> None:
    living.control("PUT", "settings", {"discord": {"open": False}})
    assert living.session.get(f"{living.url}/gateway", timeout=5).status_code == 503
    living.control("PUT", "settings", {"discord": {"open": True}})
    assert living.session.get(f"{living.url}/api/v10/gateway", timeout=5).json()["url"].startswith("ws://127.0.0.1:")
