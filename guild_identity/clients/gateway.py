"""Discord's gateway, through the library of the field: it connects, beats, reconnects and resumes; we read the events.

Events are taken as they arrive on the socket. The library itself would pass on only what concerns members it keeps in
memory, and would keep every member of every server for that.
"""

import asyncio
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from django.conf import settings

from characters.clients.http import read_address
from characters.domain.errors import ErrorKind, UpstreamError
from guild_identity.clients.discord import MISSING_INTENT, NO_TOKEN, WRONG_TOKEN

with warnings.catch_warnings():
    # The library's voice support needs a module that Python is about to drop. Nobody speaks here.
    warnings.filterwarnings("ignore", "'audioop' is deprecated", DeprecationWarning)
    import discord
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

Hear = Callable[[str, Any], None]
PUBLIC_ORIGIN = "https://discord.com"
_DISPATCH = 0
_BAD_TOKEN = 4004
_LOST = (discord.HTTPException, discord.GatewayNotFound, discord.ConnectionClosed, OSError, asyncio.TimeoutError)


class _Client(discord.Client):
    """The bot's connection; it keeps neither members nor messages."""

    def __init__(self, hear: Hear) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, members=True),
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            enable_debug_events=True,
        )
        self._hear = hear

    async def on_socket_raw_receive(self, message: str | bytes) -> None:
        frame = orjson.loads(message)
        if frame.get("op") == _DISPATCH:
            self._hear(frame["t"], frame["d"])


async def listen(hear: Hear, *, until: asyncio.Event) -> None:
    """Listen to the gateway until an event is set, and give `hear` the name and body of everything it tells, in order.

    A lost connection is made again, for ever. Raises UpstreamError: misconfigured without a token, unauthorized for a
    wrong one, forbidden where the bot may not see members, and unavailable when the first connection fails.
    """
    if not settings.DISCORD_BOT_TOKEN:
        raise UpstreamError(ErrorKind.MISCONFIGURED, NO_TOKEN)
    with _pointed_at(settings.DISCORD_API_URL), _errors_translated():
        async with _Client(hear) as client:
            connection = asyncio.create_task(client.start(settings.DISCORD_BOT_TOKEN))
            stop = asyncio.create_task(until.wait())
            await asyncio.wait({connection, stop}, return_when=asyncio.FIRST_COMPLETED)
            stop.cancel()
            if until.is_set():
                await client.close()
                # It may be waiting minutes for its next try to reconnect.
                connection.cancel()
                await asyncio.gather(connection, return_exceptions=True)
            else:
                await connection


@contextmanager
def _pointed_at(origin: str) -> Iterator[None]:
    """Send the library to an origin; its addresses are its classes' own."""
    parts = read_address("discord", origin)
    api, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = origin.rstrip("/") + "/api/v10"
    if origin.rstrip("/") != PUBLIC_ORIGIN:
        scheme = "wss" if parts.scheme == "https" else "ws"
        DiscordWebSocket.DEFAULT_GATEWAY = (
            gateway.with_host(str(parts.hostname)).with_port(parts.port).with_scheme(scheme)
        )
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api, gateway


@contextmanager
def _errors_translated() -> Iterator[None]:
    try:
        yield
    except discord.LoginFailure as error:
        raise UpstreamError(ErrorKind.UNAUTHORIZED, WRONG_TOKEN) from error
    except discord.PrivilegedIntentsRequired as error:
        raise UpstreamError(ErrorKind.FORBIDDEN, MISSING_INTENT) from error
    except _LOST as error:
        code = error.code if isinstance(error, discord.ConnectionClosed) else None
        if code == _BAD_TOKEN:
            raise UpstreamError(ErrorKind.UNAUTHORIZED, WRONG_TOKEN) from error
        message = f"Discord's gateway cannot be reached ({type(error).__name__}{f' {code}' if code else ''})"
        raise UpstreamError(ErrorKind.UNAVAILABLE, message) from error
