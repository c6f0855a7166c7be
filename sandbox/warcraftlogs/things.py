"""Realms, zones, encounters and guilds as Warcraft Logs shows them."""

from typing import Any

from sandbox.world.realms import realm_of
from sandbox.world.records import Guild
from sandbox.world.seasons import BOSSES, LOGS_DIFFICULTIES, SEASONS, ZONE_NAMES, Boss, zone_of_boss

_REGION_IDS = {"us": 1, "eu": 2, "kr": 3, "tw": 4}
_DIFFICULTY_NAMES = ("LFR", "Normal", "Heroic", "Mythic")
# Warcraft Logs numbers the classes by their English names.
CLASS_IDS = {6: 1, 11: 2, 3: 3, 8: 4, 10: 5, 2: 6, 5: 7, 4: 8, 7: 9, 9: 10, 1: 11, 12: 12, 13: 13}


def server(region: str, slug: str) -> dict[str, Any]:
    """Describe a realm."""
    realm = realm_of(region, slug)
    name, identifier = (realm.name, realm.id) if realm else (slug, 0)
    return {
        "id": identifier,
        "name": name,
        "normalizedName": name.replace(" ", ""),
        "slug": slug,
        "region": {
            "id": _REGION_IDS[region],
            "compactName": region.upper(),
            "name": region.upper(),
            "slug": region.upper(),
        },
        "blizzardID": identifier,
        "connectedRealmID": realm.group if realm else 0,
    }


def encounter(boss: Boss) -> dict[str, Any]:
    """Describe a boss."""
    return {"id": boss.logs_id, "name": boss.name, "journalID": boss.id}


def zone(number: int) -> dict[str, Any] | None:
    """Describe a zone; None for a number without one."""
    bosses = [BOSSES[boss] for boss, of_zone in zone_of_boss().items() if of_zone == number]
    if not bosses:
        return None
    difficulties = zip(LOGS_DIFFICULTIES, _DIFFICULTY_NAMES, strict=True)
    newest = {raid.zone for raid in SEASONS[-1].raids}
    return {
        "id": number,
        "name": ZONE_NAMES.get(number, "Raid"),
        "frozen": number not in newest,
        "difficulties": [{"id": i, "name": name, "sizes": [20] if i == 5 else []} for i, name in difficulties],
        "encounters": [encounter(boss) for boss in bosses],
    }


def guild(found: Guild) -> dict[str, Any]:
    """Describe a guild, without its members."""
    return {"id": found.logs_id, "name": found.name, "server": server(found.region, found.realm)}


def page_of(rows: list[Any], limit: int, page: int) -> dict[str, Any]:
    """Cut one page out of rows, with the counts that go with it."""
    first = (page - 1) * limit
    shown = rows[first : first + limit]
    return {
        "data": shown,
        "total": len(rows),
        "per_page": limit,
        "current_page": page,
        "from": first + 1 if shown else None,
        "to": first + len(shown) if shown else None,
        "last_page": max(1, -(-len(rows) // limit)),
        "has_more_pages": first + limit < len(rows),
    }
