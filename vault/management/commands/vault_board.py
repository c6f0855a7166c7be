"""Show a guild's vault board of a week, from the database only."""

from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.management.base import BaseCommand

from characters.domain.regions import Region
from characters.management.asking import Clock, add_place, told_plainly
from characters.models import Guild
from characters.selectors.writing import to_json
from characters.services.guilds import find_guild
from vault.domain.weeks import Week
from vault.selectors.board import board
from vault.selectors.board_row import BoardRow
from vault.selectors.weeks import asked_week
from vault.selectors.wording import slot_in_words

HEADINGS = ("Name", "Class", "LFR", "N", "H", "M", "Raid", "Dungeons", "World", "State")


class Command(BaseCommand):
    """The same rows as the API's, as a table for people or as JSON. Exit status: 0, or 1 when something is unknown."""

    help = "Show the Great Vaults of a guild's members in one week, from the database only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the guild's place and the week."""
        add_place(parser, "guild")
        parser.add_argument("--period", metavar="N", help="keystone period of the week; this week without it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Show the board."""
        now = Clock(options["now"]).start
        with told_plainly():
            guild = find_guild(options["region"], options["realm"], options["guild"])
            week = asked_week(Region(guild.realm.region), options["period"], now=now)
        rows = board(guild, week, now=now)
        if options["json"]:
            self.stdout.write(to_json([row.as_json(week) for row in rows], indented=False).decode())
        else:
            self.stdout.write("\n".join(_table(guild, week, rows)))


def _table(guild: Guild, week: Week, rows: Sequence[BoardRow]) -> Iterable[str]:
    yield f"{guild.name} ({guild.realm.name} {guild.realm.region.upper()}), week {week.period_id}"
    yield f"from {week.start:%Y-%m-%d %H:%M} to {week.end:%Y-%m-%d %H:%M} UTC"
    yield ""
    lines = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _cells(row: BoardRow) -> tuple[str, ...]:
    slots = row.slot_list()
    counts = ("?" if count is None else str(count) for count in row.known_counts())
    vault = (
        " · ".join(slot_in_words(slot) for slot in slots if slot["row"] == name)
        for name in ("raid", "dungeon", "world")
    )
    return (row.name, row.class_name or "?", *counts, *vault, row.state.value)
