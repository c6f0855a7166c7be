"""A character's raid kills: per expansion, instance and difficulty, only bosses that were killed."""

from collections.abc import Iterable
from typing import Any

from sandbox.blizzard import links
from sandbox.world.calendar import DAY, SECOND, period_at, period_start
from sandbox.world.chance import number, share
from sandbox.world.records import Character
from sandbox.world.seasons import FIRST_PERIOD, OLD_RAID, SEASONS, Raid, season_of
from sandbox.world.tallies import Counts
from sandbox.world.world import World

_DIFFICULTIES = (
    {"type": "LFR", "name": "Raid Finder"},
    {"type": "NORMAL", "name": "Normal"},
    {"type": "HEROIC", "name": "Heroic"},
    {"type": "MYTHIC", "name": "Mythic"},
)
_CURRENT_SEASON, _WAR_WITHIN, _MIDNIGHT = (505, "Current Season"), (514, "The War Within"), (516, "Midnight")


def raids(world: World, character: Character, now: int) -> dict[str, Any]:
    """Write a character's lifetime of raids as of the last logout.

    The running season's raids stand there twice: under "Current Season" and under their expansion.
    """
    region, logout = character.region, world.last_logout(character, now)
    kills = world.tally(character, logout, now).kills
    season = season_of(period_at(region, logout))
    midnight = [raid for each in SEASONS if each.first <= season.first for raid in each.raids]
    expansions = [
        _expansion(region, _CURRENT_SEASON, season.raids, kills),
        _expansion(region, _WAR_WITHIN, (OLD_RAID,), _old_kills(world, character)),
        _expansion(region, _MIDNIGHT, midnight, kills),
    ]
    listed = [expansion for expansion in expansions if expansion["instances"]]
    path = f"{links.character_path(character.identity(now))}/encounters/raids"
    return {
        "_links": links.self_link(region, path),
        "character": links.character_reference(character, now),
        # A fresh character has no list at all.
        **({"expansions": listed} if listed else {}),
    }


def _old_kills(world: World, character: Character) -> Counts[tuple[int, int]]:
    kills: Counts[tuple[int, int]] = Counts()
    if character.player is None or character.level < 90:
        return kills
    start = period_start(character.region, FIRST_PERIOD)
    for place, boss in enumerate(OLD_RAID.bosses):
        for difficulty in range(3):
            luck = share(world.seed, "old kills", character.number, boss.id, difficulty)
            if luck < 0.8 - 0.06 * place - 0.15 * difficulty:
                ago = number(character.number, boss.id) % (150 * DAY)
                kills[boss.id, difficulty] = (1 + int(luck * 12), (start - DAY - ago) // SECOND * SECOND)
    return kills


def _expansion(
    region: str, expansion: tuple[int, str], content: Iterable[Raid], kills: Counts[tuple[int, int]]
) -> dict[str, Any]:
    instances = (_instance(region, raid, kills) for raid in content)
    return {
        "expansion": links.static(region, "journal-expansion", *expansion),
        "instances": [instance for instance in instances if instance["modes"]],
    }


def _instance(region: str, raid: Raid, kills: Counts[tuple[int, int]]) -> dict[str, Any]:
    modes = (_mode(region, raid, difficulty, kills) for difficulty in range(4))
    return {
        "instance": links.static(region, "journal-instance", raid.id, raid.name),
        "modes": [mode for mode in modes if mode["progress"]["encounters"]],
    }


def _mode(region: str, raid: Raid, difficulty: int, kills: Counts[tuple[int, int]]) -> dict[str, Any]:
    killed = [
        {
            "encounter": links.static(region, "journal-encounter", boss.id, boss.name),
            "completed_count": kills[boss.id, difficulty][0],
            "last_kill_timestamp": kills[boss.id, difficulty][1],
        }
        for boss in raid.bosses
        if (boss.id, difficulty) in kills
    ]
    complete = len(killed) == len(raid.bosses)
    return {
        "difficulty": _DIFFICULTIES[difficulty],
        "status": {"type": "COMPLETE", "name": "Complete"} if complete else _IN_PROGRESS,
        "progress": {"completed_count": len(killed), "total_count": len(raid.bosses), "encounters": killed},
    }


_IN_PROGRESS = {"type": "IN_PROGRESS", "name": "In Progress"}
