"""Write a guild's ledger to a file."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from characters.domain.errors import Refused
from characters.management.asking import REFUSED, told_plainly
from characters.services.guilds import find_guild
from lootlog.models import Profile
from lootlog.selectors.exports import FORMATS, export


class Command(BaseCommand):
    """Writes json, csv, pipe, addon or bundle; a bundle can be checked by lootlog_verify without any database.

    A file appears under its name only when it is complete. Exit status: 0 when it was written, 1 when guild, profile
    or file make no sense.
    """

    help = "Export a guild's ledger."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the guild's place, the profile, the format and the file."""
        parser.add_argument("region", help="us, eu, kr or tw")
        parser.add_argument("realm", help="name or slug of the realm, in any spelling")
        parser.add_argument("guild", help="name of the guild, in any spelling")
        parser.add_argument("--profile", metavar="NAME", help="the active one without it")
        parser.add_argument("--as", dest="form", choices=list(FORMATS), default="json")
        parser.add_argument("--output", metavar="FILE", help="standard output without it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        with told_plainly():
            guild = find_guild(options["region"], options["realm"], options["guild"])
            profiles = Profile.objects.filter(guild=guild).select_related("guild__realm")
            name = options["profile"]
            wanted = profiles.filter(name__iexact=name.strip()) if name else profiles.filter(is_default=True)
            profile = wanted.order_by("archived_at", "pk").first()
            if profile is None:
                raise Refused(f"{guild.name} has no profile “{name}”." if name else f"{guild.name} has no profile yet.")
            made = export(profile, options["form"])
            if options["output"]:
                size = _write(Path(options["output"]), made.pieces)
                self.stdout.write(f"{options['output']}: {profile.last_position:,} entries, {size:,} bytes.")
                return
            for piece in made.pieces:
                self.stdout.write(piece.decode(), ending="")


def _write(path: Path, pieces: Iterable[bytes]) -> int:
    """Write a file beside its place and put it there when it is complete. Returns its size in bytes.

    :raises CommandError: when it cannot be written.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    bar = tqdm(unit="B", unit_scale=True, file=sys.stderr, disable=not sys.stderr.isatty(), leave=False)
    size = 0
    try:
        with bar, partial.open("wb") as file:
            for piece in pieces:
                size += file.write(piece)
                bar.update(len(piece))
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.", returncode=REFUSED) from error
    finally:
        partial.unlink(missing_ok=True)
    return size
