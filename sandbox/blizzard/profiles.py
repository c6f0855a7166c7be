"""A character's summary, status, equipment and professions."""

from typing import Any

from sandbox.blizzard import links
from sandbox.world.calendar import period_at
from sandbox.world.chance import number, share
from sandbox.world.classes import CLASSES, RACES, specialization
from sandbox.world.records import Character
from sandbox.world.seasons import season_of
from sandbox.world.world import World

_HREFS = (
    "achievements",
    "titles",
    "pvp_summary",
    "encounters",
    "media",
    "specializations",
    "statistics",
    "mythic_keystone_profile",
    "equipment",
    "appearance",
    "collections",
    "reputations",
    "quests",
    "achievements_statistics",
    "professions",
)
_PATHS = {"media": "character-media", "achievements_statistics": "achievements/statistics"}
_SLOTS = "HEAD NECK SHOULDER CHEST WAIST LEGS FEET WRIST HANDS FINGER_1 FINGER_2 TRINKET_1 TRINKET_2 BACK MAIN_HAND"
_PROFESSIONS = ((164, "Blacksmithing"), (171, "Alchemy"), (333, "Enchanting"), (186, "Mining"), (182, "Herbalism"))


def item_level(world: World, character: Character, moment: int) -> int:
    """Give what a character wears on average at a moment: it grows over a season."""
    period = period_at(character.region, moment)
    season = season_of(period)
    zeal = world.cast.players[character.player].zeal if character.player is not None else 0.5
    weeks = max(0, min(period - season.live, 16))
    luck = share(world.seed, "gear", character.number) * 6
    return int(season.item_level + weeks * (0.6 + 1.4 * zeal) + luck) - (90 - character.level) * 8


def summary(world: World, character: Character, now: int) -> dict[str, Any]:
    """Write a character's profile as of the last logout."""
    identity, region = character.identity(now), character.region
    path, logout = links.character_path(identity), world.last_logout(character, now)
    chosen = CLASSES[character.class_id]
    spec = specialization(character.class_id, character.spec_id)
    level = item_level(world, character, logout)
    stint = character.stint(now)
    guild = {"guild": links.guild_reference(world.guilds[stint.guild])} if stint else {}
    hrefs = (
        (name, links.href(region, f"{path}/{_PATHS.get(name, name.replace('_', '-'))}", "profile")) for name in _HREFS
    )
    return {
        "_links": links.self_link(region, path),
        "id": identity.blizzard_id,
        "name": identity.name,
        "gender": {"type": "FEMALE", "name": "Female"} if character.number % 2 else {"type": "MALE", "name": "Male"},
        "faction": {"type": "HORDE", "name": "Horde"},
        "race": links.static(region, "playable-race", character.race_id, RACES[character.race_id]),
        "character_class": links.static(region, "playable-class", chosen.id, chosen.name),
        "active_spec": links.static(region, "playable-specialization", spec.id, spec.name),
        "realm": links.realm_reference(region, identity.realm),
        **guild,
        "level": character.level,
        "experience": 0,
        "achievement_points": 4000 + number(world.seed, "points", character.number) % 30_000,
        "last_login_timestamp": logout,
        "average_item_level": level + 1,
        "equipped_item_level": level,
        **dict(hrefs),
    }


def status(character: Character, now: int) -> dict[str, Any]:
    """Say whether a profile is still valid."""
    identity = character.identity(now)
    path = f"{links.character_path(identity)}/status"
    return {"_links": links.self_link(character.region, path), "id": identity.blizzard_id, "is_valid": True}


def equipment(world: World, character: Character, now: int) -> dict[str, Any]:
    """Write what a character wears."""
    region, path = character.region, f"{links.character_path(character.identity(now))}/equipment"
    level = item_level(world, character, world.last_logout(character, now))
    return {
        "_links": links.self_link(region, path),
        "character": links.character_reference(character, now),
        "equipped_items": [
            _item(world, character, slot, level + place % 5 - 2) for place, slot in enumerate(_SLOTS.split())
        ],
    }


def _item(world: World, character: Character, slot: str, level: int) -> dict[str, Any]:
    identifier = 230_000 + number(world.seed, "item", character.number, slot) % 20_000
    name = slot.replace("_", " ").title()
    return {
        "item": {**links.key(character.region, f"/data/wow/item/{identifier}", "static"), "id": identifier},
        "slot": {"type": slot, "name": name},
        "quantity": 1,
        "context": 6,
        "bonus_list": [6652, 10_355 + level],
        "quality": {"type": "EPIC", "name": "Epic"},
        "name": f"Venomforged {name}",
        "level": {"value": level, "display_string": f"Item Level {level}"},
    }


def professions(world: World, character: Character, now: int) -> dict[str, Any]:
    """Write a character's professions."""
    region, path = character.region, f"{links.character_path(character.identity(now))}/professions"
    first = number(world.seed, "profession", character.number) % len(_PROFESSIONS)
    primaries = [_PROFESSIONS[first], _PROFESSIONS[(first + 2) % len(_PROFESSIONS)]]
    return {
        "_links": links.self_link(region, path),
        "character": links.character_reference(character, now),
        "primaries": [
            {
                "profession": links.static(region, "profession", identifier, name),
                "tiers": [
                    {
                        "skill_points": 100,
                        "max_skill_points": 100,
                        "tier": {"name": f"Midnight {name}", "id": 2900 + identifier},
                        "known_recipes": [],
                    }
                ],
            }
            for identifier, name in primaries
        ],
    }
