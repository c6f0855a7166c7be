"""Run the pipeline of who is who for a guild, here and now."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from characters.management.asking import Clock, add_place, told_plainly
from characters.models import SyncRun
from characters.selectors.writing import to_json
from characters.services.guilds import ensure_guild
from characters.services.runs import release_stale_steps
from guild_identity.selectors.pipelines import pipeline_summary
from guild_identity.services.pipeline import COMMAND, start_pipeline, work_pipeline

POLL_S = 0.5


class Command(BaseCommand):
    """Roster, Discord, notes, matching, checks, report. A run that is going on already is brought to its end first.

    Exit status: 0 when every step was done, whatever upstreams said; 1 when region, realm or guild is unknown.
    """

    help = "Run the pipeline of who is who: roster, Discord, notes, matching, checks, report."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the guild's place."""
        add_place(parser, "guild")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, and tell what came of it."""
        clock = Clock(options["now"])
        with told_plainly():
            guild = ensure_guild(options["region"], options["realm"], options["guild"], now=clock.start)
            run = start_pipeline(guild, source=COMMAND, now=clock.start)
            if run.created_at < clock.start:
                self._finish(run, clock)
                run = start_pipeline(guild, source=COMMAND, now=clock.now())
            self._finish(run, clock)
        summary = pipeline_summary(run)
        if options["json"]:
            self.stdout.write(to_json(summary, indented=True).decode())
        else:
            self.stdout.write(in_words(summary))

    def _finish(self, run: SyncRun, clock: Clock) -> None:
        while not work_pipeline(run, clock=clock.now):
            release_stale_steps(now=clock.now())
            time.sleep(POLL_S)
        run.refresh_from_db()


def in_words(summary: dict[str, Any]) -> str:
    """Tell a run's steps, one line each."""
    guild = summary["guild"]
    lines = [f"{guild['name']} ({guild['region'].upper()} {guild['realm']}): who is who, in {summary['seconds']:.1f} s"]
    for step in summary["steps"]:
        counts = ", ".join(f"{value} {name}" for name, value in step["counts"].items() if ":" not in name)
        lines.append(f"{step['step']:>8}  {step['error'] or counts or 'nothing to do'}")
    return "\n".join(lines)
