"""Sync a guild here and now: all that the background does for it in an hour."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from characters.management.asking import UPSTREAMS_DOWN, Clock, add_place, told_plainly
from characters.models import Guild, SyncRun
from characters.selectors.writing import to_json
from characters.services.guilds import ensure_guild
from characters.services.hurrying import take_over_run
from characters.services.runs import start_guild_run
from vault.management.foreground import Foreground
from vault.selectors.summaries import guild_summary


class Command(BaseCommand):
    """Roster, every member's due sections, logs and vaults; an unknown guild is added first.

    Exit status: 0 when the sync ran to its end, whatever single sections said; 1 when region, realm or guild is
    unknown; 2 when no upstream gave anything.
    """

    help = "Sync a guild in the foreground: roster, members, logs, vaults. Adds a guild that is not known yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the guild's place."""
        add_place(parser, "guild")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, and tell what came of it."""
        clock = Clock(options["now"])
        with told_plainly():
            guild = ensure_guild(options["region"], options["realm"], options["guild"], now=clock.start)
            runs = self._sync(guild, clock)
        summary = guild_summary(guild, [run.pk for run in runs], since=clock.start, now=clock.now())
        if options["json"]:
            self.stdout.write(to_json(summary, indented=True).decode())
        else:
            self.stdout.write(in_words(summary))
        if summary["errors"] and not summary["fetched"]:
            raise CommandError("Nothing could be fetched: every upstream failed.", returncode=UPSTREAMS_DOWN)

    def _sync(self, guild: Guild, clock: Clock) -> list[SyncRun]:
        """Do a run of our own; one that was going on already is brought to its end first."""
        runs = [start_guild_run(guild, source="command", now=clock.start)]
        self._finish(runs[0], clock)
        if runs[0].created_at < clock.start:
            runs.append(start_guild_run(guild, source="command", now=clock.now()))
            self._finish(runs[1], clock)
        return runs

    def _finish(self, run: SyncRun, clock: Clock) -> None:
        take_over_run(run, source="command", now=clock.now())
        with Foreground(run, clock, self.stderr.write) as foreground:
            foreground.finish()


def in_words(summary: dict[str, Any]) -> str:
    """Tell a summary in a few lines."""
    guild = summary["guild"]
    lines = [
        f"{guild['name']} ({guild['region'].upper()} {guild['realm']}): {summary['members']} members, "
        f"{summary['synced']} of {summary['tracked']} synced with {summary['requests']} requests.",
        f"Great Vaults of week {summary['period']}: {summary['vault_entries']} of {summary['tracked']}.",
    ]
    if summary["held_roster"]:
        lines.append(f"A roster answer is held for officers: {summary['held_roster']}")
    for error in summary["errors"]:
        lines.append(f"{error['count']} × {error['section']} {error['kind']}: {error['example']}")
    return "\n".join([*lines, *(f"Fault of ours: {defect}" for defect in summary["defects"])])
