"""Import a file into a guild's ledgers: show what it would do, and apply it when told to."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from characters.domain.errors import Refused
from characters.management.asking import REFUSED, STDIN, Clock, file_bytes, told_plainly
from characters.models import Guild
from characters.selectors.writing import to_json
from characters.services.guilds import find_guild
from lootlog.management.telling import counted, in_words
from lootlog.models import Profile, Upload
from lootlog.selectors.uploads import upload_detail
from lootlog.services.importing import begin_apply, finish_apply, preview_upload, read_upload
from lootlog.services.mapping import NEW, Target
from lootlog.services.profiles import active_profile
from lootlog.services.uploads import ADDRESSED, LARGEST_UPLOAD, receive_upload

State = Upload.State


class Command(BaseCommand):
    """Takes SavedVariables of loot addons, lines with “|”, RCLootCouncil's history, and our own exports.

    A file has at most 64 MB, which a bundle reaches with about 140,000 entries. A ledger that is larger moves from
    server to server with lootlog_peer, in portions: point one store at both.

    Without --yes it shows what would happen and asks, or stops there where nobody can be asked. What was applied
    before is not applied again; what broke off while it was applied is finished with --yes.

    Exit status: 0 when the file was applied, or shown as asked; 1 when it could not be read or applied, or a choice of
    profile is missing: then no ledger has changed.
    """

    help = "Import a loot addon's file, or an export, into a guild's ledgers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, the guild's place, and where the file's profiles go."""
        parser.add_argument(
            "file", help="the file, such as SavedVariables/SpectrumFederation.lua; - reads standard input"
        )
        parser.add_argument("--guild", nargs=3, required=True, metavar=("REGION", "REALM", "GUILD"))
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--profile", metavar="NAME", help="the profile that takes the file's only one")
        where.add_argument("--new", metavar="NAME", help="make a profile of that name for the file's only one")
        parser.add_argument(
            "--map", action="append", default=[], metavar="KEY=NAME",
            help="the profile for one of the file's; KEY=new:NAME makes one, KEY= leaves it out",
        )  # fmt: skip
        parser.add_argument(
            "--price", action="append", default=[], metavar="RESPONSE=POINTS",
            help="points for each award with that response, such as “Main spec=-10”; kept for the next file",
        )  # fmt: skip
        parser.add_argument("--yes", action="store_true", help="apply what is shown without asking")
        parser.add_argument("--json", action="store_true", help="write one JSON document and nothing else")
        parser.add_argument("--now", metavar="ISO", help="act as if it were this moment, such as 2026-11-18T20:00Z")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, show, and apply."""
        clock = Clock(options["now"])
        bar = tqdm(total=3, desc="Reading", unit="step", file=sys.stderr, disable=not sys.stderr.isatty(), leave=False)
        with told_plainly(), bar:
            guild = find_guild(*options["guild"])
            active_profile(guild, now=clock.start)
            choices, prices = _choices(guild, options), _prices(options["price"])
            upload = _taken(guild, options["file"], clock)
            is_known = upload.state == State.APPLIED
            bar.update()
            if upload.state == State.APPLYING and options["yes"]:
                upload = finish_apply(upload, now=clock.now())
            if upload.state == State.PREVIEW:
                bar.set_description("Comparing")
                upload = preview_upload(upload, choices, prices=prices, now=clock.now())
                bar.update()
                if self._may_apply(upload, options):
                    bar.set_description("Applying")
                    upload = begin_apply(upload, _confirmed(upload, choices), user=None, now=clock.now())
                    upload = finish_apply(upload, now=clock.now())
                    bar.update()
        self._tell(upload, options, is_known=is_known)

    def _may_apply(self, upload: Upload, options: dict[str, Any]) -> bool:
        if options["yes"]:
            return True
        if options["json"] or not sys.stdin.isatty():
            return False
        self.stdout.write(in_words(upload_detail(upload)))
        return input("Apply this? [y/N] ").strip().lower() in ("y", "yes")

    def _tell(self, upload: Upload, options: dict[str, Any], *, is_known: bool) -> None:
        detail = upload_detail(upload)
        if options["json"]:
            self.stdout.write(to_json(detail, indented=True).decode())
        elif upload.state == State.PREVIEW:
            self.stdout.write(in_words(detail))
            self.stdout.write("Nothing was written. --yes applies it.")
        elif upload.state == State.APPLIED and is_known:
            when = f"{upload.applied_at:%Y-%m-%d %H:%M}"
            self.stdout.write(
                f"The file came before: applied as upload {upload.pk} at {when} UTC. Nothing has changed."
            )
        elif upload.state == State.APPLIED:
            self.stdout.write(in_words(detail))
            self.stdout.write(f"Applied as upload {upload.pk}: {counted(upload.report['counts'])}.")
        if upload.state not in (State.PREVIEW, State.APPLIED):
            told = upload.error or f"The file came before as upload {upload.pk} and is {upload.get_state_display()}."
            raise CommandError(f"Nothing was imported: {told}", returncode=REFUSED)


def _taken(guild: Guild, name: str, clock: Clock) -> Upload:
    file_name = "" if name == STDIN else name
    upload = receive_upload(guild, file_bytes(name, LARGEST_UPLOAD), file_name=file_name, user=None, now=clock.start)
    return read_upload(upload, now=clock.now())


def _choices(guild: Guild, options: dict[str, Any]) -> dict[str, Target]:
    """Read where the file's profiles go.

    :raises Refused: when a profile is unknown.
    """
    choices: dict[str, Target] = {}
    if options["profile"]:
        choices[ADDRESSED] = _uuid(guild, options["profile"])
    if options["new"]:
        choices[ADDRESSED] = f"{NEW}{options['new']}"
    for pair in options["map"]:
        key, equals, name = pair.rpartition("=")
        if not equals:
            raise Refused(f"--map {pair}: write KEY=NAME.")
        choices[key] = name if name.startswith(NEW) else _uuid(guild, name) if name else None
    return choices


def _prices(pairs: list[str]) -> dict[str, str] | None:
    """Read points by response; None where none is given.

    :raises Refused: when a pair is none.
    """
    if odd := next((pair for pair in pairs if "=" not in pair), ""):
        raise Refused(f"--price {odd}: write RESPONSE=POINTS.")
    return dict((pair.rpartition("=")[::2]) for pair in pairs) if pairs else None


def _uuid(guild: Guild, name: str) -> str:
    found = Profile.objects.filter(guild=guild, name__iexact=name.strip(), archived_at__isnull=True).first()
    if found is None:
        present = Profile.objects.filter(guild=guild, archived_at__isnull=True).order_by("name", "pk")
        names = ", ".join(f"“{profile}”" for profile in present[:20])
        raise Refused(f"{guild.name} has no profile “{name}”. There are: {names}. --new makes one.")
    return str(found.uuid)


def _confirmed(upload: Upload, choices: dict[str, Target]) -> dict[str, Target]:
    """Take what was shown for what was not chosen: all but new profiles, which nobody asked for."""
    if ADDRESSED in choices:
        return choices
    shown = {row["key"]: row["target"] for row in upload.report["profiles"]}
    agreed = {key: target for key, target in shown.items() if target and not target.startswith(NEW)}
    return {**agreed, **choices}
