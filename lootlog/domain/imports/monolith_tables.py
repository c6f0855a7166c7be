"""Where MonolithDKP and CommunityDKP keep their tables, and how they write points for many players."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lootlog.domain.imports.rows import BadRow, Fields, known_amount, listed, points


@dataclass(frozen=True, slots=True)
class Book:
    """One team's three tables, and where they lie."""

    key: str
    name: str
    table: object
    history: object
    loot: object


def books_of(variables: Fields, prefix: str) -> Iterator[Book]:
    """Find the teams: MonolithDKP has one; CommunityDKP has them by realm, guild and number."""
    names = ("DKPTable", "DKPHistory", "Loot")
    tables = [variables.get(f"{prefix}_{name}") for name in names]
    if prefix == "MonDKP":
        yield Book(prefix, "MonolithDKP", *tables)
        return
    settings = _table(variables.get(f"{prefix}_DB"))
    places = {place: None for table in tables for place in _places(table)}
    for realm, guild, team in sorted(places):
        about = _table(_table(_table(_table(settings.get(realm)).get(guild)).get("teams")).get(team))
        found = [_table(_table(_table(table).get(realm)).get(guild)).get(team) for table in tables]
        if any(listed(part or {}) for part in found):
            name = about.get("name")
            yield Book(f"{realm}/{guild}/{team}", name if isinstance(name, str) else f"{guild} {team}", *found)


def _places(table: object) -> Iterator[tuple[str, str, str]]:
    for realm, guilds in _table(table).items():
        for guild, teams in _table(guilds).items() if realm not in ("__default", "dbinfo") else ():
            yield from ((str(realm), str(guild), str(team)) for team in _table(teams))


def _table(value: object) -> Fields:
    return value if isinstance(value, dict) else {}


def amounts_of(written: object, players: int) -> list[Decimal]:
    """Read what every player got: one number for all, or one for each, as in a decay "-4,-2,-5%".

    :raises BadRow: when it is neither.
    """
    if not isinstance(written, str):
        return [points({"dkp": written}, "dkp")] * players
    parts = [part.strip() for part in written.split(",") if part.strip() and not part.strip().endswith("%")]
    if len(parts) != players and not (len(parts) == 1 and "%" not in written):
        raise BadRow(f"“dkp” holds {len(parts)} amounts for {players} players: “{written:.40}”.")
    amounts = [known_amount(part) for part in parts]
    return amounts if len(amounts) == players else amounts * players
