"""A character's achievements. Blizzard dates most by the account: all characters of one person show the same."""

from functools import lru_cache
from typing import Any

from sandbox.blizzard import links
from sandbox.world.calendar import DAY, SECOND, WEEK, period_start
from sandbox.world.chance import number, share
from sandbox.world.records import Character, Player
from sandbox.world.seasons import FIRST_PERIOD
from sandbox.world.world import World

_LAUNCH = 1_325_376_000_000
_OF_ACCOUNTS = range(40_100, 40_260)
_OF_CHARACTERS = range(6, 36)
_OF_RAIDS = range(41_000, 41_040)
_POINTS = (5, 10, 10, 10, 25)
_HELD, _STARTED = 0.55, 0.06
# A tenth of the dates lie within the story, so that some come as time goes by.
_LATE, _STORY = 0.1, 60 * WEEK


def achievements(world: World, person: int, character: Character, now: int) -> dict[str, Any]:
    """Write a character's achievements as of the last logout; `person` is who plays it."""
    logout = world.last_logout(character, now)
    dates = _dates(world, person, character)
    done = {key: moment for key, moment in dates.items() if moment <= logout}
    rows = [_row(character.region, key, moment) for key, moment in sorted(done.items())]
    under_way = [
        _under_way(character.region, key)
        for key in _OF_ACCOUNTS
        if key not in done and share(world.seed, "achievement begun", person, key) < _STARTED
    ]
    path = links.character_path(character.identity(now))
    return {
        "_links": links.self_link(character.region, f"{path}/achievements"),
        "total_quantity": len(done),
        "total_points": sum(_points(key) for key in done),
        "achievements": rows + under_way,
        "category_progress": [_category(character.region, done)],
        "recent_events": [
            {"achievement": _reference(character.region, key), "timestamp": moment}
            for key, moment in sorted(done.items(), key=lambda row: -row[1])[:5]
        ],
        "character": links.character_reference(character, now),
        "statistics": links.href(character.region, f"{path}/achievements/statistics", "profile"),
    }


def _dates(world: World, person: int, character: Character) -> dict[int, int]:
    """Date everything that a character will ever show, in whole seconds."""
    seed, began = world.seed, period_start(character.region, FIRST_PERIOD)
    dates = {
        key: _date(began, seed, "account", person, key)
        for key in _OF_ACCOUNTS
        if share(seed, "achievement held", person, key) < _HELD
    }
    # Levels and the like are dated by the character.
    dates |= {key: _date(began, seed, "character", character.number, key) for key in _OF_CHARACTERS}
    player = world.cast.players[character.player] if character.player is not None else None
    if player is not None and player.raids:
        dates |= _with_others(seed, player, began)
    return dates


def _with_others(seed: int, player: Player, began: int) -> dict[int, int]:
    """Date what a raid earned together: equal for all who were there, who are most of those who raid."""
    return {
        key: _date(began, seed, "raid", player.guild, key)
        for key in _OF_RAIDS
        if share(seed, "achievement in raid", player.number, key) < 0.7
    }


def _date(began: int, *parts: object) -> int:
    at = share(*parts, "date")
    first, span = (began, _STORY) if share(*parts, "late") < _LATE else (_LAUNCH, began - DAY - _LAUNCH)
    return (first + int(at * span)) // SECOND * SECOND


def _points(key: int) -> int:
    return _POINTS[key % len(_POINTS)]


@lru_cache(maxsize=2_000)
def _reference(region: str, key: int) -> dict[str, Any]:
    kind = "Level" if key in _OF_CHARACTERS else "Glory" if key in _OF_RAIDS else "Deed"
    return links.static(region, "achievement", key, f"{kind} {key}")


def _row(region: str, key: int, moment: int) -> dict[str, Any]:
    criteria = {"id": 50_000 + key, "is_completed": True}
    reference = _reference(region, key)
    return {"id": key, "achievement": reference, "criteria": criteria, "completed_timestamp": moment}


def _under_way(region: str, key: int) -> dict[str, Any]:
    amount = 1 + number("amount", key) % 9
    child = {"id": 90_000 + key, "amount": amount, "is_completed": False}
    criteria = {"id": 50_000 + key, "is_completed": False, "child_criteria": [child]}
    return {"id": key, "achievement": _reference(region, key), "criteria": criteria}


def _category(region: str, done: dict[int, int]) -> dict[str, Any]:
    category = links.static(region, "achievement-category", 92, "General")
    return {"category": category, "quantity": len(done), "points": sum(_points(key) for key in done)}
