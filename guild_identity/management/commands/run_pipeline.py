"""Run the pipeline of who is who for a guild, here and now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from characters.management.asking import Clock, add_place, told_plainly
from characters.selectors.writing import to_json
from characters.services.guilds import ensure_guild
from guild_identity.management.running import in_words, run_now
from guild_identity.selectors.pipelines import pipeline_summary
from guild_identity.services.pipeline import COMMAND


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
            summary = pipeline_summary(run_now(guild, source=COMMAND, clock=clock))
        if options["json"]:
            self.stdout.write(to_json(summary, indented=True).decode())
        else:
            self.stdout.write(in_words(summary))
