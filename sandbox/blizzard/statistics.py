"""A character's lifetime statistics: boss kills, dungeons, delves, each with the time it last moved."""

from typing import Any

from sandbox.blizzard import links
from sandbox.world.records import Character
from sandbox.world.seasons import (
    DELVE_STATISTICS,
    DELVE_TOTAL_STATISTIC,
    SEASONS,
)
from sandbox.world.tallies import Tally
from sandbox.world.world import World

_DIFFICULTY_NAMES = ("Raid Finder", "Normal", "Heroic", "Mythic")


def statistics(world: World, character: Character, now: int) -> dict[str, Any]:
    """Write a character's statistics as of the last logout."""
    logout = world.last_logout(character, now)
    tally = world.tally(character, logout, now)
    path = f"{links.character_path(character.identity(now))}/achievements/statistics"
    return {
        "_links": links.self_link(character.region, path),
        "character": links.character_reference(character, now),
        "categories": [
            {
                "id": 130,
                "name": "Character",
                "sub_categories": [
                    {"id": 145, "name": "Consumables", "statistics": [_row(345, "Health potions consumed", 40, logout)]}
                ],
                "statistics": [_row(60, "Total deaths", 12 + character.number % 90, logout)],
            },
            {
                "id": 14807,
                "name": "Dungeons & Raids",
                "sub_categories": [{"id": 15510, "name": "Midnight", "statistics": _bosses(tally) + _dungeons(tally)}],
            },
            {"id": 15460, "name": "Delves", "statistics": _delves(tally)},
        ],
    }


def _row(identifier: int, name: str, quantity: int, moment: int) -> dict[str, Any]:
    return {"id": identifier, "name": name, "last_updated_timestamp": moment, "quantity": float(quantity)}


def _bosses(tally: Tally) -> list[dict[str, Any]]:
    return [
        _row(boss.statistics[difficulty], f"{boss.name} kills ({name} {raid.name})", *tally.kills[boss.id, difficulty])
        for season in SEASONS
        for raid in season.raids
        for boss in raid.bosses
        for difficulty, name in enumerate(_DIFFICULTY_NAMES)
        if (boss.id, difficulty) in tally.kills
    ]


def _dungeons(tally: Tally) -> list[dict[str, Any]]:
    rows = []
    for season in SEASONS:
        for dungeon in season.dungeons:
            for mythic, statistic in ((False, dungeon.heroic_statistic), (True, dungeon.mythic_statistic)):
                if statistic and (dungeon.id, mythic) in tally.clears:
                    name = f"{'Mythic' if mythic else 'Heroic'} {dungeon.name} completed"
                    rows.append(_row(statistic, name, *tally.clears[dungeon.id, mythic]))
    return rows


def _delves(tally: Tally) -> list[dict[str, Any]]:
    rows = [
        _row(DELVE_STATISTICS[tier], f"Tier {tier} delves completed", *tally.delves[tier])
        for tier in sorted(tally.delves)
    ]
    if rows:
        total = sum(count for count, _ in tally.delves.values())
        rows.append(
            _row(DELVE_TOTAL_STATISTIC, "Total delves completed", total, max(last for _, last in tally.delves.values()))
        )
    return rows
