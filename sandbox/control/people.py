"""Events that make or change guilds and characters."""

from collections.abc import Callable
from typing import Any

from sandbox.control.references import Refused, characters_of, moment_of
from sandbox.state import Sandbox
from sandbox.world.chance import number
from sandbox.world.classes import CLASSES
from sandbox.world.realms import realm_of
from sandbox.world.records import Character, Guild, Identity, Stint

_SETTINGS = {"profile": str, "logs": str, "on_raiderio": bool, "level": int, "class_id": int, "spec_id": int}


def _guild(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    region, realm, name = event.get("region", "us"), event["realm"], event["name"]
    if realm_of(region, realm) is None:
        raise Refused(f"there is no realm {realm!r} in {region!r}")
    guilds = sandbox.world.guilds
    identifier = 70_000_000 + number("posted guild", region, realm, name) % 9_000_000
    guilds.append(Guild(len(guilds), region, realm, name, identifier, 700_000 + len(guilds)))
    return {"guild": guilds[-1].number}


def _character(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    world = sandbox.world
    home = world.guilds[0]
    region, realm = event.get("region", home.region), event.get("realm", home.realm)
    chosen = CLASSES[event.get("class_id", 11)]
    if realm_of(region, realm) is None:
        raise Refused(f"there is no realm {realm!r} in {region!r}")
    guild, joined = event.get("guild", 0), moment_of(sandbox, event.get("joined_at"), 0)
    uid = len(world.characters)
    character = Character(
        number=uid,
        region=region,
        identities=[Identity(0, event["name"], realm, event.get("blizzard_id", 190_000_000 + uid))],
        class_id=chosen.id,
        spec_id=event.get("spec_id", chosen.specializations[0].id),
        race_id=chosen.races[0],
        stints=[Stint(guild, event.get("rank", 4), joined)] if guild is not None else [],
    )
    world.characters.append(character)
    _set(character, event)
    world.forget()
    return {"character": uid}


def _set(character: Character, event: dict[str, Any]) -> None:
    for name, kind in _SETTINGS.items():
        if name in event:
            if not isinstance(event[name], kind):
                raise Refused(f"{name} must be {kind.__name__}")
            setattr(character, name, event[name])


def _settings(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    for character in characters_of(sandbox, event):
        _set(character, event)
    return {}


def _rename(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    return _identify(sandbox, event, name=event["name"])


def _transfer(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    for character in characters_of(sandbox, event):
        if realm_of(character.region, event["realm"]) is None:
            raise Refused(f"there is no realm {event['realm']!r} in {character.region!r}")
    return _identify(sandbox, event, realm=event["realm"])


def _identify(sandbox: Sandbox, event: dict[str, Any], **changes: str) -> dict[str, Any]:
    since = moment_of(sandbox, event.get("at"))
    for character in characters_of(sandbox, event):
        latest = character.identities[-1]
        moved = 60_000_000 if "realm" in changes else 0
        identifier = event.get("blizzard_id", latest.blizzard_id + moved)
        character.identities.append(latest._replace(since=since, blizzard_id=identifier, **changes))
    sandbox.forget()
    return {}


def _join(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    joined, guild = moment_of(sandbox, event.get("at")), sandbox.world.guilds[event.get("guild", 0)]
    for character in characters_of(sandbox, event):
        _close_stint(character, joined)
        character.stints.append(Stint(guild.number, event.get("rank", 4), joined))
    sandbox.forget()
    return {}


def _leave(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    for character in characters_of(sandbox, event):
        _close_stint(character, moment_of(sandbox, event.get("at")))
    sandbox.forget()
    return {}


def _close_stint(character: Character, moment: int) -> None:
    for stint in character.stints:
        if stint.joined <= moment < stint.left:
            stint.left = moment


def _rank(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    for character in characters_of(sandbox, event):
        stint = character.stint(sandbox.clock.now())
        if stint is None:
            raise Refused("the character is in no guild")
        stint.rank = int(event["rank"])
    return {}


CHANGES: dict[str, Callable[[Sandbox, dict[str, Any]], dict[str, Any]]] = {
    "guild": _guild,
    "character": _character,
    "settings": _settings,
    "rename": _rename,
    "transfer": _transfer,
    "join": _join,
    "leave": _leave,
    "rank": _rank,
}
