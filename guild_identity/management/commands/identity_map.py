"""Show who is who in a guild, from the database only."""

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand

from characters.management.asking import add_place, told_plainly
from characters.selectors.writing import to_json
from characters.services.guilds import find_guild
from guild_identity.selectors.map import identity_map

HEADINGS = ("Player", "Discord", "Character", "Realm", "Known by", "Sure")
PROPOSED = ("Character", "Realm", "Likely", "Score", "Because")


class Command(BaseCommand):
    """Players with their characters, then open proposals, as tables for people or as JSON.

    Exit status: 0, or 1 when region, realm or guild is unknown.
    """

    help = (
        "Show who is who in a guild, from the database only: players with their characters and the evidence for each "
        "link, then open proposals. For operators: it includes evidence that quotes officer notes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the guild's place."""
        add_place(parser, "guild")

    def handle(self, *args: Any, **options: Any) -> None:
        """Show the map."""
        with told_plainly():
            guild = find_guild(options["region"], options["realm"], options["guild"])
        found = identity_map(guild)
        if options["json"]:
            self.stdout.write(to_json(found).decode())
            return
        for line in in_words(found):
            self.stdout.write(line)


def in_words(found: dict[str, Any]) -> Iterable[str]:
    """Write the map as lines: a table of players, and one of proposals where there are some."""
    guild, people, proposals = found["guild"], found["players"], found["proposals"]
    yield f"{guild['name']} ({guild['region'].upper()} {guild['realm']}): {len(people)} players"
    yield ""
    yield from _table(HEADINGS, [row for player in people for row in _player_rows(player)])
    if proposals:
        yield ""
        yield f"{len(proposals)} proposals wait for an officer"
        yield ""
        names = {player["id"]: player["name"] for player in people}
        yield from _table(PROPOSED, [_proposal_row(proposal, names) for proposal in proposals])


def _player_rows(player: dict[str, Any]) -> Iterable[tuple[str, ...]]:
    """Write a line per character; name and Discord stand on the first, and a star beside the main."""
    named = (player["name"], player["discord_username"] or "-")
    for character in player["characters"] or [None]:
        if character is None:
            yield (*named, "-", "", "", "")
            return
        is_main = player["main"] == {"name": character["name"], "realm": character["realm"]}
        name = f"{character['name']} *" if is_main else character["name"]
        yield (*named, name, character["realm"], character["link_source"], f"{character['confidence']:.2f}")
        named = ("", "")


def _proposal_row(proposal: dict[str, Any], names: dict[int, str]) -> tuple[str, ...]:
    character, other = proposal["character"], proposal["other_character"]
    if other is not None:
        target = f"same person as {other['name']} ({other['realm']})"
    elif proposal["player"] is not None:
        target = names.get(proposal["player"], "a player")
    else:
        target = f"Discord {proposal['discord_id']}"
    because = " ".join(proposal["reasons"])
    return (character["name"], character["realm"], target, f"{proposal['score']:.2f}", because)


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterable[str]:
    lines = [headings, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headings))]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
