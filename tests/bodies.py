"""Upstream documents in their real shapes, built from the few things a test is about."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any


def ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def guild(name: str = "Keepers", blizzard_id: int = 7001) -> dict[str, Any]:
    return {"id": blizzard_id, "name": name, "faction": {"type": "HORDE", "name": "Horde"}}


def member(
    name: str, blizzard_id: int, realm: str = "senjin", rank: int = 3, level: int = 90, class_id: int = 11
) -> Any:
    return {
        "character": {
            "name": name,
            "id": blizzard_id,
            "realm": {"id": 1, "slug": realm},
            "level": level,
            "playable_class": {"id": class_id},
            "playable_race": {"id": 10},
        },
        "rank": rank,
    }


def roster(members: Iterable[Any], name: str = "Keepers", realm: str = "senjin") -> dict[str, Any]:
    return {
        "guild": {"name": name, "id": 7001, "realm": {"name": realm, "id": 1, "slug": realm}},
        "members": list(members),
    }


def summary(name: str, blizzard_id: int, login: datetime | None, realm: str = "senjin") -> dict[str, Any]:
    body = {
        "id": blizzard_id,
        "name": name,
        "faction": {"type": "HORDE", "name": "Horde"},
        "character_class": {"id": 11, "name": "Druid"},
        "active_spec": {"id": 102, "name": "Balance"},
        "realm": {"name": realm, "id": 1, "slug": realm},
        "level": 90,
        "achievement_points": 12000,
        "average_item_level": 300,
        "equipped_item_level": 298,
    }
    return body | ({"last_login_timestamp": ms(login)} if login else {})


Kills = Mapping[tuple[int, str], tuple[int, datetime | None]]


def raids(kills: Kills, instance: int = 1320) -> dict[str, Any]:
    """Kills by (journal encounter id, difficulty type such as HEROIC): count and time of the last."""
    modes: dict[str, list[Any]] = {}
    for (encounter, difficulty), (count, last) in kills.items():
        row: dict[str, Any] = {"encounter": {"id": encounter, "name": f"Boss {encounter}"}, "completed_count": count}
        if last is not None:
            row["last_kill_timestamp"] = ms(last)
        modes.setdefault(difficulty, []).append(row)
    return {
        "expansions": [
            {
                "expansion": {"id": 505, "name": "Current Season"},
                "instances": [
                    {
                        "instance": {"id": instance, "name": "The Venomous Abyss"},
                        "modes": [
                            {
                                "difficulty": {"type": difficulty, "name": difficulty.title()},
                                "status": {"type": "IN_PROGRESS", "name": "In Progress"},
                                "progress": {"completed_count": len(rows), "total_count": 8, "encounters": rows},
                            }
                            for difficulty, rows in modes.items()
                        ],
                    }
                ],
            }
        ]
    }


def statistics(counters: Mapping[int, tuple[int, datetime | None]] | None = None) -> dict[str, Any]:
    rows = [
        {"id": key, "name": str(key), "quantity": count} | ({"last_updated_timestamp": ms(last)} if last else {})
        for key, (count, last) in (counters or {}).items()
    ]
    return {"categories": [{"id": 14807, "name": "Dungeons & Raids", "statistics": rows}]}


def keystones(period: int, runs: Iterable[tuple[int, int, datetime]] = ()) -> dict[str, Any]:
    """Runs as (dungeon, level, completed)."""
    rows = [
        {
            "completed_timestamp": ms(completed),
            "duration": 1_500_000,
            "keystone_level": level,
            "dungeon": {"id": dungeon, "name": "Dungeon"},
            "is_completed_within_time": True,
        }
        for dungeon, level, completed in runs
    ]
    return {"current_period": {"period": {"id": period}} | ({"best_runs": rows} if rows else {})}


def raiderio(name: str, runs: Iterable[tuple[int, int, datetime]] = (), crawled: datetime | None = None) -> Any:
    rows = [
        {
            "dungeon": "Dungeon",
            "short_name": "D",
            "mythic_level": level,
            "keystone_run_id": 9_000_000 + int(completed.timestamp()) % 1_000_000,
            "completed_at": iso(completed),
            "clear_time_ms": 1_500_000,
            "num_keystone_upgrades": 1,
            "map_challenge_mode_id": dungeon,
            "url": "https://raider.io/mythic-plus-runs/season-mn-2/1-1-x",
        }
        for dungeon, level, completed in runs
    ]
    body: dict[str, Any] = {"name": name, "mythic_plus_recent_runs": rows}
    return body | ({"last_crawled_at": iso(crawled)} if crawled else {})


def period(period_id: int, start: datetime, end: datetime) -> dict[str, Any]:
    return {"id": period_id, "start_timestamp": ms(start), "end_timestamp": ms(end) - 1000}


Fight = tuple[int, int, int, datetime, Iterable[tuple[str, str | None]]]


def reports(*fights_of_reports: tuple[str, datetime, Iterable[Fight]], more: bool = False) -> dict[str, Any]:
    """Reports as (code, start, fights); a fight is (id, encounter, difficulty, end, players as (name, server))."""
    data = [_report(code, start, fights) for code, start, fights in fights_of_reports]
    return {
        "data": {
            "reportData": {"reports": {"has_more_pages": more, "current_page": 1, "data": data}},
            "rateLimitData": {"limitPerHour": 3600, "pointsSpentThisHour": 12.5, "pointsResetIn": 1800},
        }
    }


def _report(code: str, start: datetime, fights: Iterable[Fight]) -> dict[str, Any]:
    actors: dict[tuple[str, str | None], int] = {}
    rows = [_fight(fight, start, actors) for fight in fights]
    players = [
        {"id": number, "name": name, "server": server, "subType": "Druid"} for (name, server), number in actors.items()
    ]
    return {
        "code": code,
        "startTime": ms(start),
        "endTime": ms(start) + 4 * 3600_000,
        "revision": 1,
        "visibility": "public",
        "segments": 1,
        "exportedSegments": 1,
        "zone": {"id": 53},
        "fights": rows,
        "masterData": {"actors": players},
        "rankings": {"data": []},
    }


def _fight(fight: Fight, start: datetime, actors: dict[tuple[str, str | None], int]) -> dict[str, Any]:
    fight_id, encounter, difficulty, ended, players = fight
    return {
        "id": fight_id,
        "encounterID": encounter,
        "difficulty": difficulty,
        "size": 20,
        "startTime": ms(ended) - ms(start) - 300_000,
        "endTime": ms(ended) - ms(start),
        "inProgress": False,
        "friendlyPlayers": [actors.setdefault(player, len(actors) + 1) for player in players],
    }
