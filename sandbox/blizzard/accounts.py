"""What Blizzard tells somebody who signed in: who they are and which characters their account has."""

import re
from typing import Any

from sandbox.blizzard import links
from sandbox.world.chance import dice, number
from sandbox.world.classes import CLASSES, RACES
from sandbox.world.names import invent_name
from sandbox.world.records import Character

_TOKEN = re.compile(r"user-token-(\d{1,9})")
_FIRST_ACCOUNT = 100_000_000


def person_of(authorization: str) -> int | None:
    """Read whose a bearer token is: "user-token-" and the person's number; None for any other token."""
    scheme, _, token = authorization.partition(" ")
    found = _TOKEN.fullmatch(token) if scheme.lower() == "bearer" else None
    return int(found[1]) if found else None


def user_info(seed: int, person: int) -> dict[str, Any]:
    """Write who somebody is: the account's number and BattleTag."""
    account = _FIRST_ACCOUNT + person
    tag = invent_name(dice(seed, "battletag", person))
    return {"sub": str(account), "id": account, "battletag": f"{tag}#{1000 + number(seed, 'tag', person) % 9000}"}


def account_profile(region: str, person: int, characters: list[Character], now: int) -> dict[str, Any]:
    """Write the characters of an account in a region; an account that never played there has no list at all."""
    path = "/profile/user/wow"
    here = {"href": f"https://{region}.api.blizzard.com{path}?namespace=profile-{region}"}
    document: dict[str, Any] = {
        "_links": {"self": here, "user": {"href": f"https://{region}.api.blizzard.com/profile/user"}, "profile": here},
        "id": _FIRST_ACCOUNT + person,
    }
    if characters:
        rows = [_character(character, now) for character in characters]
        document["wow_accounts"] = [{"id": 20_000_000 + person, "characters": rows}]
    return {**document, "collections": links.href(region, f"{path}/collections", "profile")}


def _character(character: Character, now: int) -> dict[str, Any]:
    identity, region = character.identity(now), character.region
    chosen = CLASSES[character.class_id]
    realm = links.realm_reference(region, identity.realm)
    protected = f"/profile/user/wow/protected-character/{realm['id']}-{identity.blizzard_id}"
    return {
        "character": links.href(region, links.character_path(identity), "profile"),
        "protected_character": links.href(region, protected, "profile"),
        "name": identity.name,
        "id": identity.blizzard_id,
        "realm": realm,
        "playable_class": links.static(region, "playable-class", chosen.id, chosen.name),
        "playable_race": links.static(region, "playable-race", character.race_id, RACES[character.race_id]),
        "gender": {"type": "MALE", "name": "Male"},
        "faction": {"type": "HORDE", "name": "Horde"},
        "level": character.level,
    }
