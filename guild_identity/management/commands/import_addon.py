"""Import a guild's roster export or list of alts from a file, match and check, and tell what became of each row."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from characters.management.asking import REFUSED, STDIN, Clock, file_bytes, told_plainly
from characters.selectors.writing import to_json
from characters.services.guilds import find_guild
from guild_identity.domain.note_plan import Outcome
from guild_identity.management.running import in_words, run_now
from guild_identity.models import AddonUpload
from guild_identity.selectors.pipelines import pipeline_summary
from guild_identity.selectors.uploads import upload_detail
from guild_identity.services.importing import take_upload
from guild_identity.services.pipeline import UPLOAD
from guild_identity.services.uploads import LARGEST_UPLOAD

FINE = (Outcome.UPDATED, Outcome.UNCHANGED)


class Command(BaseCommand):
    """Takes the addon's SavedVariables (GuildSync.lua, PATTSync.lua) and JSON of the same shape, and lists of alts:
    Guild_Roster_Manager.lua, or a CSV with the columns character, realm, main and main_realm.

    The pipeline follows at once, from the notes on: matching, checks, report.

    Exit status: 0 when the file was read, whatever single rows said; 1 when it could not be read, is of another
    guild, or the guild is unknown: then nothing has changed.
    """

    help = (
        "Import notes, officer notes and names of ranks from an export of a guild's roster, or a list of alts that "
        "officers keep, then match and check."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and the guild's place."""
        parser.add_argument("file", help="the file, such as SavedVariables/GuildSync.lua; - reads standard input")
        parser.add_argument("--guild", nargs=3, required=True, metavar=("REGION", "REALM", "GUILD"))
        parser.add_argument("--force", action="store_true", help="take an export of a guild with another name")
        parser.add_argument("--json", action="store_true", help="write one JSON document and nothing else")
        parser.add_argument("--now", metavar="ISO", help="act as if it were this moment, such as 2026-11-18T20:00Z")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and tell what came of it."""
        clock = Clock(options["now"])
        summary = None
        with told_plainly():
            guild = find_guild(*options["guild"])
            upload = take_upload(
                guild,
                file_bytes(options["file"], LARGEST_UPLOAD),
                file_name="" if options["file"] == STDIN else options["file"],
                source="command",
                user=None,
                now=clock.start,
                is_forced=options["force"],
            )
            if upload.status == AddonUpload.Status.DONE:
                summary = pipeline_summary(run_now(guild, source=UPLOAD, clock=clock))
        if options["json"]:
            self.stdout.write(to_json({**upload_detail(upload), "run": summary}, indented=True).decode())
        if summary is None:
            raise CommandError(f"Nothing was imported: {upload.error}", returncode=REFUSED)
        if not options["json"]:
            self.stdout.write("\n".join([*rows_in_words(upload), in_words(summary)]))


def rows_in_words(upload: AddonUpload) -> list[str]:
    """Tell what became of an upload: numbers first, then every row that was not simply taken over."""
    numbers = (
        f"{upload.counts[outcome]} {outcome.value.replace('_', ' ')}" for outcome in Outcome if outcome in upload.counts
    )
    lines = [f"{upload.counts.get('characters', 0)} characters: {', '.join(numbers)}."]
    for row in upload.report:
        if row["outcome"] not in FINE or row["message"]:
            name = "-".join(filter(None, (row["name"], row["realm"]))) or "(no name)"
            lines.append(f"Row {row['row']}, {name}: {row['outcome'].replace('_', ' ')}. {row['message']}".rstrip())
    return lines
