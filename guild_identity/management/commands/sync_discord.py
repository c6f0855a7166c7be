"""Sync a guild's Discord server here and now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from characters.domain.errors import Refused
from characters.management.asking import Clock, add_place, told_plainly
from characters.models import Guild
from characters.selectors.writing import to_json
from characters.services.guilds import ensure_guild
from guild_identity.models import DiscordServer
from guild_identity.services.discord_sync import Counts, sync_discord
from guild_identity.services.role_map import role_map_of

_LARGEST_ID = 2**63 - 1


class Command(BaseCommand):
    """Members and roles of the guild's Discord server.

    Exit status: 0 when the list came, even if it is held; 1 when the guild is unknown or its server not named yet;
    2 when Discord gave no answer.
    """

    help = "Sync the members and roles of a guild's Discord server. The first time, name the server with --server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the guild's place and its server."""
        add_place(parser, "guild")
        parser.add_argument("--server", type=int, metavar="ID", help="id of the Discord server; remembered")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sync, and tell what came of it."""
        clock = Clock(options["now"])
        with told_plainly():
            guild = ensure_guild(options["region"], options["realm"], options["guild"], now=clock.start)
            _check_server(guild, options["server"])
            counts = sync_discord(guild, now=clock.start, server_id=options["server"])
        server = DiscordServer.objects.defer("webhook_url").get(guild=guild)
        problems = role_map_of(guild).problems
        if options["json"]:
            self.stdout.write(to_json(summary(server, counts, problems), indented=True).decode())
        else:
            self.stdout.write(in_words(server, counts, problems))


def _check_server(guild: Guild, given: int | None) -> None:
    if given is not None:
        if not 0 < given <= _LARGEST_ID:
            raise Refused(f"{given} is no id of a Discord server.")
        return
    server = DiscordServer.objects.filter(guild=guild).defer("webhook_url").first()
    if server is None:
        raise Refused(f"No Discord server is known for {guild}. Name it with --server and its id.")
    if not server.is_active:
        raise Refused(f"Officers of {guild} switched off the sync of its Discord server.")


def summary(server: DiscordServer, counts: Counts, problems: tuple[str, ...]) -> dict[str, Any]:
    """Return what a sync did as plain values."""
    named = {"id": str(server.server_id), "name": server.name}
    return {"server": named, "counts": counts, "held": server.held_reason or None, "role_problems": list(problems)}


def in_words(server: DiscordServer, counts: Counts, problems: tuple[str, ...]) -> str:
    """Tell what a sync did in a few lines."""
    lines = [
        f"{server.name} ({server.server_id}): {counts['members']} members, {counts['joined']} new, "
        f"{counts['returned']} back, {counts['updated']} changed, {counts['departed']} gone."
    ]
    if server.held_reason:
        lines.append(f"Nobody was marked as gone: {server.held_reason}")
    return "\n".join([*lines, *(f"Role map: {problem}" for problem in problems)])
