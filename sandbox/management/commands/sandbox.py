"""`manage.py sandbox`: the game's APIs in miniature."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sandbox.cli import add_arguments, run


class Command(BaseCommand):
    """Serve Blizzard, Raider.IO, Warcraft Logs and Discord in miniature until Ctrl-C."""

    help = "Serves Blizzard, Raider.IO, Warcraft Logs and Discord in miniature from one living world, until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve."""
        try:
            run(options, self._say)
        except OSError as error:
            raise CommandError(
                f"cannot listen on {options['host']}:{options['port']}: {error.strerror or error}"
            ) from error

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
