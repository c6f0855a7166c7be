"""Discord's gateway: a websocket that speaks plain JSON text, whatever compression a client asks for."""

import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import WSMsgType, web

from sandbox.damage import discord_response
from sandbox.discord import documents
from sandbox.discord.door import BAD_TOKEN, behind, the_bot
from sandbox.discord.routes import API, MEMBERS_INTENT, begins_with
from sandbox.hub import Session
from sandbox.state import KEY, Sandbox
from sandbox.world.servers import APPLICATION, Server

_PATH = "/gateway"
_UNKNOWN_INTENTS = 1 << 26
_CHUNK, _MOST_BY_QUERY = 1000, 100
_MOST_EVENTS, _EVENT_SECONDS = 120, 60.0
_UNKNOWN_OPCODE, _DECODE_ERROR, _NOT_IDENTIFIED, _BAD_TOKEN, _TWICE = 4001, 4002, 4003, 4004, 4005
_TOO_MANY, _INVALID_INTENTS, _DISALLOWED_INTENTS = 4008, 4013, 4014


def routes() -> list[web.RouteDef]:
    """List the gateway's addresses; the websocket answers at / too, where a bare origin leads."""
    return [
        web.get(f"{API}/gateway", _address, name="discord-gateway-address"),
        web.get(f"{API}/gateway/bot", behind(_bot_address), name="discord-gateway-bot"),
        web.get(_PATH, _connect),
        web.get("/", _connect),
    ]


def _url(request: web.Request) -> str:
    return f"ws://{request.host}{_PATH}"


async def _address(request: web.Request) -> web.Response:
    return discord_response({"url": _url(request)})


async def _bot_address(_: Sandbox, request: web.Request) -> web.Response:
    starts = {"total": 1000, "remaining": 1000, "reset_after": 14_400_000, "max_concurrency": 1}
    return discord_response({"url": _url(request), "session_start_limit": starts, "shards": 1})


async def _connect(request: web.Request) -> web.StreamResponse:
    sandbox = request.app[KEY]
    if not sandbox.hub.is_open:
        return web.Response(status=503)
    socket = web.WebSocketResponse()
    if not socket.can_prepare(request):
        return web.Response(status=404)
    await socket.prepare(request)
    connection = _Connection(sandbox, socket, _url(request))
    sandbox.counters.arrive("discord-gateway", "connect", None)
    sandbox.counters.leave("discord-gateway", 101)
    await connection.talk()
    return socket


class _Connection:
    """One client's connection, from hello to the end."""

    def __init__(self, sandbox: Sandbox, socket: web.WebSocketResponse, url: str) -> None:
        self._sandbox, self._socket, self._url = sandbox, socket, url
        self._session: Session | None = None
        self._arrivals: deque[float] = deque(maxlen=_MOST_EVENTS + 1)
        self._answers: dict[int, Callable[[Any], Awaitable[int | None]]] = {
            1: self._heartbeat,
            2: self._identify,
            3: self._ignore,
            4: self._ignore,
            6: self._resume,
            8: self._request_members,
        }

    async def talk(self) -> None:
        """Say hello, then answer until the connection ends."""
        await self._send(10, {"heartbeat_interval": self._sandbox.hub.heartbeat_ms, "_trace": ["[sandbox]"]})
        async for message in self._socket:
            code = await self._answer(message.data) if message.type == WSMsgType.TEXT else _DECODE_ERROR
            if code is not None:
                await self._socket.close(code=code)
        self._part()

    def _part(self) -> None:
        session = self._session
        if session is None or session.socket is not self._socket:
            return
        session.socket = None
        # Whoever says goodbye properly does not come back to this session.
        if self._socket.close_code in (1000, 1001):
            self._sandbox.hub.sessions.pop(session.id, None)

    async def _send(self, op: int, data: object = None) -> None:
        frame = {"t": None, "s": None, "op": op, "d": data}
        await self._socket.send_str(orjson.dumps(frame).decode())

    async def _answer(self, text: str) -> int | None:
        """Answer one frame; returns the code to close with, if any."""
        self._arrivals.append(time.monotonic())
        if len(self._arrivals) > _MOST_EVENTS and self._arrivals[-1] - self._arrivals[0] < _EVENT_SECONDS:
            return _TOO_MANY
        try:
            frame = orjson.loads(text)
            op, data = frame["op"], frame.get("d")
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
            return _DECODE_ERROR
        if op not in self._answers:
            return _UNKNOWN_OPCODE
        if self._session is None and op not in (1, 2, 6):
            return _NOT_IDENTIFIED
        return await self._answers[op](data)

    async def _heartbeat(self, _: Any) -> int | None:
        await self._send(11)
        return None

    async def _ignore(self, _: Any) -> int | None:
        return None

    async def _identify(self, data: Any) -> int | None:
        if self._session is not None:
            return _TWICE
        refused = self._refuse(data)
        if refused:
            return refused
        session = self._session = Session(data["intents"], socket=self._socket)
        self._sandbox.hub.sessions[session.id] = session
        shard = data.get("shard") or [0, 1]
        servers = [s for s in self._sandbox.identities.servers() if (s.id >> 22) % shard[1] == shard[0]]
        await session.dispatch("READY", self._ready(session, servers, shard))
        now = self._sandbox.clock.now()
        for server in servers if session.intents & 1 else ():
            await session.dispatch("GUILD_CREATE", documents.guild_create(server, now))
        return None

    def _refuse(self, data: Any) -> int | None:
        if not isinstance(data, dict) or data.get("token") in (None, "", BAD_TOKEN):
            return _BAD_TOKEN
        intents = data.get("intents")
        if not isinstance(intents, int) or not 0 <= intents < _UNKNOWN_INTENTS:
            return _INVALID_INTENTS
        if intents & MEMBERS_INTENT and not self._sandbox.hub.members_intent:
            return _DISALLOWED_INTENTS
        return None

    def _ready(self, session: Session, servers: list[Server], shard: list[int]) -> dict[str, Any]:
        return {
            "v": 10,
            "user_settings": {},
            "user": documents.bot_user(the_bot(self._sandbox)),
            "session_type": "normal",
            "session_id": session.id,
            "resume_gateway_url": self._url,
            "relationships": [],
            "private_channels": [],
            "presences": [],
            "guilds": [{"id": str(server.id), "unavailable": True} for server in servers],
            "guild_join_requests": [],
            "geo_ordered_rtc_regions": [],
            "application": {"id": str(APPLICATION), "flags": 1 << 15},
            "shard": shard,
            "_trace": ["[sandbox]"],
        }

    async def _resume(self, data: Any) -> int | None:
        if not isinstance(data, dict) or data.get("token") in (None, "", BAD_TOKEN):
            return _BAD_TOKEN
        session = self._sandbox.hub.sessions.get(str(data.get("session_id")))
        sequence = data.get("seq")
        if session is None or not isinstance(sequence, int) or not _reaches_back(session, sequence):
            await self._send(9, False)
            return None
        missed = [frame for frame in session.kept if frame["s"] > sequence]
        self._session, session.socket = session, self._socket
        for frame in missed:
            await session.send(frame)
        await session.dispatch("RESUMED", {"_trace": ["[sandbox]"]})
        return None

    async def _request_members(self, data: Any) -> int | None:
        server = self._sandbox.identities.find_server(int(data.get("guild_id") or 0))
        if server is None or self._session is None:
            return None
        rows = [documents.member(row) for row in self._wanted(server, data)]
        chunks = [rows[first : first + _CHUNK] for first in range(0, len(rows), _CHUNK)] or [[]]
        known = {row["user"]["id"] for row in rows}
        asked = data.get("user_ids") or []
        lost = [str(identifier) for identifier in ([asked] if isinstance(asked, str) else asked)]
        for place, chunk in enumerate(chunks):
            body = {
                "guild_id": str(server.id),
                "members": chunk,
                "chunk_index": place,
                "chunk_count": len(chunks),
                "not_found": [identifier for identifier in lost if identifier not in known],
            }
            if data.get("nonce") is not None:
                body["nonce"] = data["nonce"]
            await self._session.dispatch("GUILD_MEMBERS_CHUNK", body)
        return None

    def _wanted(self, server: Server, data: dict[str, Any]) -> list[Any]:
        present = server.present(self._sandbox.clock.now())
        if data.get("user_ids"):
            asked = data["user_ids"] if isinstance(data["user_ids"], list) else [data["user_ids"]]
            return [row for row in present if str(row.account.id) in {str(identifier) for identifier in asked}]
        query = str(data.get("query") or "").casefold()
        if query:
            found = [row for row in present if begins_with(row, query)]
            return found[: int(data.get("limit") or _MOST_BY_QUERY)]
        # The whole list needs the members intent.
        return present if self._session and self._session.intents & MEMBERS_INTENT else []


def _reaches_back(session: Session, sequence: int) -> bool:
    return sequence <= session.sequence and (not session.kept or session.kept[0]["s"] <= sequence + 1)
