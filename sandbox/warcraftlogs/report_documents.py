"""Reports as Warcraft Logs shows them: fights, actors and rankings of what has been uploaded so far."""

from typing import Any

from sandbox.warcraftlogs import things
from sandbox.world.calendar import MINUTE
from sandbox.world.chance import number
from sandbox.world.classes import CLASSES
from sandbox.world.library import Library
from sandbox.world.reports import Fight, Fighter, Report, boss_name, server_name, spec_of
from sandbox.world.seasons import BOSSES, LOGS_DIFFICULTIES

_ROLES = (("tank", "tanks", "Tanks"), ("healer", "healers", "Healers"), ("dps", "dps", "DPS"))
_ActorIds = dict[tuple[str, str], int]


def report_document(library: Library, report: Report, now: int) -> dict[str, Any]:
    """Write a report; fights, actors and rankings are worked out when they are asked for."""
    visible = report.visible(now)
    segments = report.segments(now)
    ids = _actor_ids(visible)
    guild = things.guild(report.guild) if report.guild else None
    return {
        "archiveStatus": {"isArchived": False, "isAccessible": True, "archiveDate": None},
        "code": report.code,
        "title": report.title,
        "startTime": float(report.start),
        "endTime": float(report.shown_end(now)),
        "revision": max(1, len(visible)) + report.revisions,
        "segments": segments,
        "exportedSegments": segments if report.is_exported(now) else 0,
        "visibility": report.visibility,
        "zone": things.zone(report.zone),
        "guild": guild,
        "fights": lambda _, **asked: [_fight(report, fight, ids) for fight in _chosen(visible, asked)],
        "masterData": lambda _, **asked: _master_data(visible, ids),
        "rankings": lambda _, **asked: _rankings(library, report, visible, now, asked),
    }


def _actor_ids(fights: list[Fight]) -> _ActorIds:
    ids: _ActorIds = {}
    for fight in fights:
        for fighter in fight.fighters:
            # Pets and the like take numbers in between.
            ids.setdefault((fighter.name, fighter.realm), 1 + len(ids) + len(ids) // 3)
    return ids


_KINDS = {
    "All": lambda fight: True,
    "Encounters": lambda fight: fight.boss != 0,
    "Kills": lambda fight: fight.kill is True,
    "Trash": lambda fight: fight.boss == 0,
    "Wipes": lambda fight: fight.kill is False,
}


def _chosen(fights: list[Fight], asked: dict[str, Any]) -> list[Fight]:
    kind = _KINDS[asked.get("killType") or "All"]
    difficulty, encounter, numbers = asked.get("difficulty"), asked.get("encounterID"), asked.get("fightIDs")
    return [
        fight
        for fight in fights
        if kind(fight)
        and (not difficulty or (fight.boss and LOGS_DIFFICULTIES[fight.difficulty] == difficulty))
        and (not encounter or (fight.boss and BOSSES[fight.boss].logs_id == encounter))
        and (not numbers or fight.id in numbers)
    ]


def _fight(report: Report, fight: Fight, ids: _ActorIds) -> dict[str, Any]:
    logs_id = BOSSES[fight.boss].logs_id if fight.boss else 0
    return {
        "id": fight.id,
        "encounterID": logs_id,
        "originalEncounterID": None if fight.boss else logs_id,
        "name": boss_name(fight.boss),
        "difficulty": LOGS_DIFFICULTIES[fight.difficulty] if fight.boss else None,
        "size": len(fight.fighters) if fight.boss else None,
        "kill": fight.kill,
        "startTime": float(fight.start - report.start),
        "endTime": float(fight.end - report.start),
        "inProgress": False,
        "bossPercentage": fight.percent if fight.boss else None,
        "fightPercentage": fight.percent if fight.boss else None,
        "averageItemLevel": 300.5,
        "friendlyPlayers": [ids[f.name, f.realm] for f in fight.fighters],
        "friendlySpecs": [f"{CLASSES[f.class_id].logs_name}-{spec_of(f)[0]}" for f in fight.fighters],
        "friendlyItemLevels": [_item_level(f) for f in fight.fighters],
    }


def _item_level(fighter: Fighter) -> int:
    return 290 + number("level", fighter.name) % 25


def _master_data(fights: list[Fight], ids: _ActorIds) -> dict[str, Any]:
    fighters = {ids[f.name, f.realm]: f for fight in fights for f in fight.fighters}
    actors = [_actor(number, fighter) for number, fighter in fighters.items()]
    actors.append(_nobody(len(ids) * 2 + 5, "Nek'zali", "NPC", "Boss"))
    actors.append(_nobody(len(ids) * 2 + 6, "Fluffy", "Pet", "Pet"))

    def chosen(_: object, type: str | None = None, subType: str | None = None) -> list[dict[str, Any]]:  # noqa: A002, N803
        return [a for a in actors if a["type"] == (type or a["type"]) and a["subType"] == (subType or a["subType"])]

    return {"logVersion": 30, "gameVersion": 1, "lang": "en", "actors": chosen}


def _actor(identifier: int, fighter: Fighter) -> dict[str, Any]:
    chosen = CLASSES[fighter.class_id].logs_name
    return {
        "gameID": float(number("game", fighter.name, fighter.realm) % 10**8),
        "icon": f"{chosen}-{spec_of(fighter)[0]}",
        "id": identifier,
        "name": fighter.name,
        "petOwner": None,
        "server": server_name(fighter.region, fighter.realm),
        "subType": chosen,
        "type": "Player",
    }


def _nobody(identifier: int, name: str, kind: str, sub_kind: str) -> dict[str, Any]:
    blank = {"gameID": 250_000.0, "icon": kind, "petOwner": None, "server": None}
    return {**blank, "id": identifier, "name": name, "subType": sub_kind, "type": kind}


def _rankings(
    library: Library, report: Report, visible: list[Fight], now: int, asked: dict[str, Any]
) -> dict[str, Any]:
    kills = _chosen([fight for fight in visible if fight.kill], {**asked, "killType": "Kills"})
    return {"data": [_ranked_fight(library, report, fight) for fight in kills] if report.is_exported(now) else []}


def _ranked_fight(library: Library, report: Report, fight: Fight) -> dict[str, Any]:
    boss, length = BOSSES[fight.boss], fight.end - fight.start
    return {
        "fightID": fight.id,
        "partition": 1,
        "zone": report.zone,
        "encounter": {"id": boss.logs_id, "name": boss.name},
        "difficulty": LOGS_DIFFICULTIES[fight.difficulty],
        "size": len(fight.fighters),
        "kill": 1,
        "duration": length,
        "bracketData": 300,
        "roles": {
            key: {"name": name, "characters": [_ranked(library, f, fight) for f in _of_role(fight, role)]}
            for role, key, name in _ROLES
        },
    }


def _of_role(fight: Fight, role: str) -> list[Fighter]:
    return [fighter for fighter in fight.fighters if spec_of(fighter)[1] == role and not fighter.hidden]


def _ranked(library: Library, fighter: Fighter, fight: Fight) -> dict[str, Any]:
    percent = library.parse(fighter, fight)
    shown: int | str = "-" if percent is None else int(percent)
    return {
        "id": number("character", fighter.name, fighter.realm) % 10**8,
        "name": fighter.name,
        "server": {
            "id": 1,
            "name": server_name(fighter.region, fighter.realm),
            "region": fighter.region.upper(),
        },
        "class": CLASSES[fighter.class_id].logs_name,
        "spec": spec_of(fighter)[0],
        "amount": round(1_000_000 + (percent or 0) * 9_000 + fight.end // MINUTE % 100, 1),
        "bracketData": _item_level(fighter),
        "bracketPercent": shown,
        "rank": "-" if percent is None else f"~{int((100 - percent) * 400) + 1}",
        "best": "-" if percent is None else f"~{int((100 - percent) * 300) + 1}",
        "totalParses": 40_000,
        "rankPercent": shown,
    }
