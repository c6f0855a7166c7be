"""Keep Discord members up to date as they join, change and leave."""

import asyncio
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from characters.domain.errors import ErrorKind, UpstreamError
from characters.management.asking import REFUSED, UPSTREAMS_DOWN
from guild_identity.management.listening import Listening


class Command(BaseCommand):
    """A process that runs for ever: a full sync of every known server, then events as they happen.

    Exit status: 0 after SIGTERM or SIGINT; 1 when the token is missing or wrong or the bot may not see members, where
    starting again does not help; 2 when Discord cannot be reached at the start.
    """

    help = "Listen to Discord: members who join, change and leave. Needs DISCORD_BOT_TOKEN and the members intent."

    def handle(self, *args: Any, **options: Any) -> None:
        """Listen until a signal comes."""
        try:
            asyncio.run(_run())
        except UpstreamError as error:
            status = UPSTREAMS_DOWN if error.kind is ErrorKind.UNAVAILABLE else REFUSED
            raise CommandError(str(error), returncode=status) from error


async def _run() -> None:
    listening = Listening(timezone.now)
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, listening.stop.set)
    await listening.run()
