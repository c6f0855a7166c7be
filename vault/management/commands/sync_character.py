"""Sync one character here and now, every section of it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from characters.domain.regions import Region
from characters.management.asking import UPSTREAMS_DOWN, Clock, add_place, told_plainly
from characters.models import Character, SyncRun
from characters.selectors.runs import running_run_of
from characters.selectors.writing import to_json
from characters.services.arrivals import ensure_character
from characters.services.hurrying import take_over_run
from characters.services.runs import start_character_run
from vault.management.foreground import Foreground
from vault.selectors.summaries import character_summary
from vault.selectors.wording import slot_in_words
from vault.services.calendar import refresh_calendar


class Command(BaseCommand):
    """Every section of a character that is older than five minutes, and its vault; an unknown one is added first.

    Exit status: 0 when the sync ran to its end, whatever single sections said; 1 when region, realm or character is
    unknown; 2 when no upstream gave anything.
    """

    help = "Sync every section of a character in the foreground. Adds a character that is not known yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the character's place."""
        add_place(parser, "name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, and tell what came of it."""
        clock = Clock(options["now"])
        with told_plainly():
            character = ensure_character(options["region"], options["realm"], options["name"], now=clock.start)
            run = self._sync(character, clock)
        character.refresh_from_db()
        summary = character_summary(character, run.pk, now=clock.now())
        if options["json"]:
            self.stdout.write(to_json(summary, indented=True).decode())
        else:
            self.stdout.write(in_words(summary))
        fetched = [row for row in summary["sections"] if row["fetched_at"] and row["fetched_at"] >= clock.start]
        failed = [row for row in summary["sections"] if row["error"]]
        if failed and not fetched:
            raise CommandError(f"Nothing could be fetched: {failed[0]['error']}", returncode=UPSTREAMS_DOWN)

    def _sync(self, character: Character, clock: Clock) -> SyncRun:
        refresh_calendar(Region(character.realm.region), now=clock.start)
        run = running_run_of(character) or start_character_run([character], source="command", now=clock.start)
        take_over_run(run, source="command", now=clock.now())
        with Foreground(run, clock, self.stderr.write) as foreground:
            foreground.finish()
        return run


def in_words(summary: dict[str, Any]) -> str:
    """Tell a summary in a few lines."""
    who, vault = summary["character"], summary["vault"]
    lines = [f"{who['name']} ({who['region'].upper()} {who['realm']}): {summary['requests']} requests."]
    lines += [f"  {row['section']}: {row['cause']}" for row in summary["sections"]]
    if vault:
        lines.append(f"Great Vault of week {summary['period']}:")
        for name in ("raid", "dungeon", "world"):
            slots = [slot_in_words(slot) for slot in vault["slots"] if slot["row"] == name]
            lines.append(f"  {name}: {', '.join(slots)}")
    return "\n".join([*lines, *(f"Fault of ours: {defect}" for defect in summary["defects"])])
