"""Check an exported bundle, without a database and without trust in who sent it."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from characters.management.asking import REFUSED
from characters.selectors.writing import to_json
from lootlog.domain.bundle import standings_of
from lootlog.domain.digests import digest_of
from lootlog.domain.verifying import Verdict, verify

STDIN = "-"
SHOWN = 50
NO_GAPS = " No chain has a gap, and every void is about an entry that is here."


class Command(BaseCommand):
    """Checks every hash, every author's chain, what voids are about, the digest and the standings.

    Exit status: 0 when the bundle is as it was exported, 1 when it is not, with the faults and their lines. What the
    ledger itself lacked, such as an entry that waits for an officer, is told and is no fault.
    """

    help = "Check an exported bundle (lootlog_export --as bundle) against itself."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", help="the bundle; - reads standard input")
        parser.add_argument("--json", action="store_true", help="write one JSON document and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and tell what was proved."""
        try:
            verdict = verify(_lines(options["file"]))
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.", returncode=REFUSED) from error
        told = _document(verdict)
        self.stdout.write(to_json(told, indented=True).decode() if options["json"] else _in_words(told))
        if not verdict.holds:
            raise CommandError(f"The bundle does not hold: {len(verdict.faults)} faults.", returncode=REFUSED)


def _lines(name: str) -> Iterator[bytes]:
    if name == STDIN:
        yield from sys.stdin.buffer
        return
    with Path(name).open("rb") as file:
        yield from file


def _document(verdict: Verdict) -> dict[str, Any]:
    header = verdict.header
    chained = {entry.author for entry in verdict.entries if entry.previous}
    return {
        "holds": verdict.holds, "name": header.name if header else "", "guild": header.guild if header else "",
        "profile": str(header.profile) if header else None, "entries": len(verdict.entries),
        "digest": str(digest_of(entry.hash for entry in verdict.entries)),
        "authors": len({entry.author for entry in verdict.entries}), "chains": len(chained),
        "standings": standings_of(verdict.entries, header.home_realm if header else ""),
        "faults": [str(fault) for fault in verdict.faults], "forks": verdict.forks,
        "gaps": verdict.gaps,
    }  # fmt: skip


def _in_words(told: dict[str, Any]) -> str:
    lines = [
        f"“{told['name']}” of {told['guild'] or 'an unnamed guild'}: {told['entries']:,} entries whose hash is right."
    ]
    if told["holds"]:
        lines += [
            f"The file is whole: no entry was changed, dropped or reordered since it was made; of {told['authors']} "
            f"authors, {told['chains']} chained theirs when they wrote.{'' if told['gaps'] else NO_GAPS}",
            f"Digest: {told['digest']}",
            "Whoever made the file could have left entries out: compare the digest with the one that others have seen.",
            f"{len(told['standings'])} hold points; the sums are those of the entries.",
        ]
    lines += _first([f"Two histories: {fork}" for fork in told["forks"]])
    lines += _first([f"Not in the ledger: {gap}" for gap in told["gaps"]])
    lines += _first(told["faults"])
    return "\n".join(lines)


def _first(found: list[str]) -> list[str]:
    more = [f"… and {len(found) - SHOWN:,} more."] if len(found) > SHOWN else []
    return [*found[:SHOWN], *more]
