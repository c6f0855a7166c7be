"""Listening to Discord: what the gateway tells is applied one piece after the other, in the order it came."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asgiref.sync import sync_to_async
from django.db import Error as DatabaseFailure
from django.db import close_old_connections

from characters.domain.errors import UpstreamError
from guild_identity.clients.gateway import listen
from guild_identity.domain.discord_members import parse_server_id
from guild_identity.models import DiscordServer
from guild_identity.services.discord_events import EVENTS, hear
from guild_identity.services.discord_sync import sync_discord

logger = logging.getLogger(__name__)
# Our own among the gateway's names: a server whose full list is wanted, or all of them.
FULL_SYNC = "FULL_SYNC"
HEAL_AFTER_S = 60.0
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class News:
    """Something to apply, and when it was heard."""

    event: str
    body: Any
    heard_at: datetime


class Listening:
    """One process's listening. Set `stop` to end it.

    The database is asked in one thread beside the connection, which must never wait for it.
    """

    def __init__(self, clock: Clock, *, heal_after: float = HEAL_AFTER_S) -> None:
        self.stop = asyncio.Event()
        self._clock = clock
        self._heal_after = heal_after
        self._news: asyncio.Queue[News] = asyncio.Queue()
        self._greeted: set[str] = set()

    async def run(self) -> None:
        """Listen until told to stop.

        :raises UpstreamError: as guild_identity.clients.gateway.listen.
        """
        applying = asyncio.create_task(self._apply_all())
        listening = asyncio.create_task(listen(self._hear, until=self.stop))
        await asyncio.wait({applying, listening}, return_when=asyncio.FIRST_COMPLETED)
        self.stop.set()
        await listening
        applying.cancel()
        await asyncio.gather(applying, return_exceptions=True)
        if not applying.cancelled() and (defect := applying.exception()):
            raise defect

    def _hear(self, event: str, body: Any) -> None:
        if event == "READY":
            logger.info("Connected to Discord: every known server is synced, then kept up to date")
            self._greeted = {server["id"] for server in body.get("guilds", ())}
            self._news.put_nowait(News(FULL_SYNC, None, self._clock()))
        elif event == "GUILD_CREATE" and body["id"] in self._greeted:
            # It follows for every server that READY named; only a later one is news.
            self._greeted.discard(body["id"])
        elif event == "GUILD_CREATE":
            self._news.put_nowait(News(FULL_SYNC, body, self._clock()))
        elif event in EVENTS:
            self._news.put_nowait(News(event, body, self._clock()))

    async def _apply_all(self) -> None:
        while True:
            await self._apply(await self._news.get())

    async def _apply(self, news: News) -> None:
        try:
            await sync_to_async(self._work)(news)
        except UpstreamError as error:
            logger.warning("%s was not applied: %s. The next full sync brings what it said", news.event, error)
        except DatabaseFailure as error:
            kind = type(error).__name__
            logger.error(
                "%s was not stored (%s). A full sync in %g s makes up for it", news.event, kind, self._heal_after
            )
            again = News(FULL_SYNC, None, self._clock())
            asyncio.get_running_loop().call_later(self._heal_after, self._news.put_nowait, again)

    def _work(self, news: News) -> None:
        # A connection that broke is of no use to the next piece of news.
        close_old_connections()
        try:
            if news.event == FULL_SYNC:
                self._sync(None if news.body is None else parse_server_id(news.body))
            else:
                hear(news.event, news.body, now=news.heard_at)
        finally:
            close_old_connections()

    def _sync(self, server_id: int | None) -> None:
        """Sync one server's guilds, or all; one that fails keeps no other from its turn."""
        servers = DiscordServer.objects.filter(is_active=True).select_related("guild").defer("webhook_url")
        for server in servers.filter(**({} if server_id is None else {"server_id": server_id})).order_by("pk"):
            try:
                counts = sync_discord(server.guild, now=self._clock())
            except UpstreamError as error:
                logger.warning("Discord server %s was not synced: %s", server.server_id, error)
            else:
                logger.info("Discord server %s synced: %s", server.server_id, counts)
