"""Check a guild's ledgers in the database: whether they are what was written in them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from characters.domain.errors import Refused
from characters.management.asking import REFUSED, told_plainly
from characters.selectors.writing import to_json
from characters.services.guilds import find_guild
from lootlog.models import Profile
from lootlog.services.checking import Check, check_ledger, rebuild


class Command(BaseCommand):
    """Makes every hash anew from what the lines say, and compares checkpoints, digests and balances with them.

    With --recount, balances and digests are made again from the lines first. Exit status: 0 when everything is as it
    was written, 1 when something is not, or the guild or profile makes no sense.
    """

    help = "Check a guild's ledgers against themselves, and make balances and digests anew with --recount."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the guild's place and the profile."""
        parser.add_argument("region", help="us, eu, kr or tw")
        parser.add_argument("realm", help="name or slug of the realm, in any spelling")
        parser.add_argument("guild", help="name of the guild, in any spelling")
        parser.add_argument("--profile", metavar="NAME", help="all of them without it")
        parser.add_argument("--recount", action="store_true", help="make balances and digests again from the entries")
        parser.add_argument("--json", action="store_true", help="write one JSON document and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and tell what was found."""
        with told_plainly():
            profiles = _profiles(options)
            if options["recount"]:
                for profile in profiles:
                    rebuild(profile)
            checks = [(profile, check_ledger(profile)) for profile in profiles]
        if options["json"]:
            self.stdout.write(to_json([_document(*found) for found in checks], indented=True).decode())
        else:
            self.stdout.write("\n".join(line for found in checks for line in _in_words(*found)))
        if wrong := sum(check.wrong for _, check in checks):
            raise CommandError(f"Not everything is as it was written. Faults: {wrong:,}.", returncode=REFUSED)


def _profiles(options: dict[str, Any]) -> list[Profile]:
    guild = find_guild(options["region"], options["realm"], options["guild"])
    profiles = Profile.objects.filter(guild=guild).order_by("pk")
    if name := options["profile"]:
        profiles = profiles.filter(name__iexact=name.strip())
    if not profiles:
        raise Refused(f"{guild.name} has no profile “{name}”." if name else f"{guild.name} has no profile yet.")
    return list(profiles)


def _document(profile: Profile, check: Check) -> dict[str, Any]:
    return {
        "profile": str(profile.uuid), "name": profile.name, "entries": check.lines, "wrong": check.wrong,
        "faults": check.faults,
    }  # fmt: skip


def _in_words(profile: Profile, check: Check) -> list[str]:
    if not check.faults:
        return [f"“{profile.name}”: entries {check.lines:,}, all as they were written; digests and balances follow."]
    more = [f"… and {check.wrong - len(check.faults):,} more."] if check.wrong > len(check.faults) else []
    return [f"“{profile.name}”: entries {check.lines:,}, faults {check.wrong:,}.", *check.faults, *more]
