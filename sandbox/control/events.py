"""What can be posted to happen in the world: characters, deeds, reports, and changes of names and guilds."""

from bisect import insort
from collections.abc import Callable
from typing import Any

from sandbox.clock import to_ms
from sandbox.state import Sandbox
from sandbox.world.calendar import HOUR, MINUTE
from sandbox.world.chance import number
from sandbox.world.classes import CLASSES
from sandbox.world.realms import realm_of
from sandbox.world.records import (
    FOREVER,
    Character,
    Clear,
    Delve,
    Guild,
    Identity,
    Kill,
    Run,
    Session,
    Stint,
)
from sandbox.world.reports import Report
from sandbox.world.seasons import BOSSES, DIFFICULTIES, DUNGEONS, zone_of_boss

_SETTINGS = {"profile": str, "logs": str, "on_raiderio": bool, "level": int, "class_id": int, "spec_id": int}


class Refused(ValueError):
    """An event that makes no sense; the message says why."""


def apply(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    """Let one event happen. Raises Refused."""
    happen = _EVENTS.get(str(event.get("type")))
    if happen is None:
        raise Refused(f"type must be one of {', '.join(_EVENTS)}; it is {event.get('type')!r}")
    try:
        return happen(sandbox, event)
    except KeyError as error:
        raise Refused(f"{event['type']}: {error.args[0]!r} is missing or unknown") from error
    except (TypeError, ValueError) as error:
        raise Refused(f"{event['type']}: {error}") from error


def moment_of(sandbox: Sandbox, value: object, default: int | None = None) -> int:
    """Read a moment: ISO 8601, Unix milliseconds, or nothing for the default or now."""
    if value is None:
        return sandbox.clock.now() if default is None else default
    return int(value) if isinstance(value, int | float) else to_ms(str(value))


def character_of(sandbox: Sandbox, reference: object) -> Character:
    """Find a character by its number, "name", "realm/name" or "region/realm/name", as it is called now.

    Raises Refused.
    """
    world, now = sandbox.world, sandbox.clock.now()
    if isinstance(reference, int) and 0 <= reference < len(world.characters):
        return world.characters[reference]
    home = world.guilds[0]
    parts = str(reference).split("/")
    region, realm, name = [home.region, home.realm, ""][: 3 - len(parts)] + parts if len(parts) < 4 else parts[:3]
    found = world.find_character(region, realm, name, now)
    if found is None:
        raise Refused(f"there is no character {reference!r} at this moment")
    return found


def _characters(sandbox: Sandbox, event: dict[str, Any]) -> list[Character]:
    references = event["characters"] if "characters" in event else [event["character"]]
    found = [character_of(sandbox, reference) for reference in references]
    for character in found:
        sandbox.world.touch(character)
    return found


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
    for character in _characters(sandbox, event):
        _set(character, event)
    return {}


def _kill(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    at, boss = moment_of(sandbox, event.get("at")), BOSSES[event["encounter"]].id
    difficulty, codes = DIFFICULTIES.index(event["difficulty"]), tuple(event.get("reports", ()))
    characters = _characters(sandbox, event)
    for character in characters:
        insort(sandbox.world.posted[character.number].kills, Kill(at, boss, difficulty, codes))
        if "parse" in event:
            sandbox.library.parses[character.number, boss, difficulty, at] = event["parse"]
    for code in codes:
        if sandbox.library.report(code) is None:
            stint = characters[0].stint(at)
            guild = sandbox.world.guilds[stint.guild] if stint else None
            _open_report(sandbox, code, guild, at, zone_of_boss()[boss], {})
    return {}


def _report(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    guild = sandbox.world.guilds[event["guild"]] if event.get("guild") is not None else None
    start = moment_of(sandbox, event.get("start"))
    _open_report(sandbox, event["code"], guild, start + 30 * MINUTE, event.get("zone", 53), event)
    return {}


def _open_report(
    sandbox: Sandbox, code: str, guild: Guild | None, kill_at: int, zone: int, event: dict[str, Any]
) -> None:
    start = moment_of(sandbox, event.get("start"), kill_at - 30 * MINUTE)
    end = moment_of(sandbox, event.get("end"), start + 3 * HOUR)
    uploaded = moment_of(sandbox, event.get("uploaded_at"), start)
    sandbox.library.posted[code] = Report(
        code=code,
        title=event.get("title", "Posted"),
        guild=guild,
        guild_name=event.get("guild_name", guild.name if guild else None),
        zone=zone,
        start=start,
        end=end,
        uploaded=uploaded,
        exported=moment_of(sandbox, event.get("exported_at"), max(end, uploaded) + 30 * MINUTE),
        visibility=event.get("visibility", "public"),
        revisions=event.get("revisions", 0),
    )


def _run(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    dungeon, at = DUNGEONS[event["dungeon"]], moment_of(sandbox, event.get("at"))
    timed = bool(event.get("timed", True))
    duration = int(event.get("duration_ms", dungeon.timer * (0.9 if timed else 1.1)))
    never_seen = event.get("raiderio_at", at) is None
    seen = None if never_seen else moment_of(sandbox, event.get("raiderio_at"), at)
    for character in _characters(sandbox, event):
        insort(sandbox.world.posted[character.number].runs, Run(at, dungeon.id, int(event["level"]), duration, timed))
        sandbox.world.crawls[character.number, at] = seen
    return {}


def _delve(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    at, tier = moment_of(sandbox, event.get("at")), int(event["tier"])
    if not 1 <= tier <= 11:
        raise Refused("tier must be from 1 to 11")
    for character in _characters(sandbox, event):
        for _ in range(int(event.get("count", 1))):
            insort(sandbox.world.posted[character.number].delves, Delve(at, tier))
    return {}


def _dungeon(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    clear = Clear(moment_of(sandbox, event.get("at")), DUNGEONS[event["dungeon"]].id, bool(event.get("mythic")))
    for character in _characters(sandbox, event):
        insort(sandbox.world.posted[character.number].clears, clear)
    return {}


def _session(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    logout = moment_of(sandbox, event.get("logout"))
    session = Session(moment_of(sandbox, event.get("login"), logout - HOUR), logout)
    if session.login > session.logout:
        raise Refused("logout comes before login")
    for character in _characters(sandbox, event):
        insort(sandbox.world.posted[character.number].sessions, session)
    return {}


def _rename(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    return _identify(sandbox, event, name=event["name"])


def _transfer(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    for character in _characters(sandbox, event):
        if realm_of(character.region, event["realm"]) is None:
            raise Refused(f"there is no realm {event['realm']!r} in {character.region!r}")
    return _identify(sandbox, event, realm=event["realm"])


def _identify(sandbox: Sandbox, event: dict[str, Any], **changes: str) -> dict[str, Any]:
    since = moment_of(sandbox, event.get("at"))
    for character in _characters(sandbox, event):
        latest = character.identities[-1]
        moved = 60_000_000 if "realm" in changes else 0
        identifier = event.get("blizzard_id", latest.blizzard_id + moved)
        character.identities.append(latest._replace(since=since, blizzard_id=identifier, **changes))
    sandbox.forget()
    return {}


def _join(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    joined, guild = moment_of(sandbox, event.get("at")), sandbox.world.guilds[event.get("guild", 0)]
    for character in _characters(sandbox, event):
        _close_stint(character, joined)
        character.stints.append(Stint(guild.number, event.get("rank", 4), joined))
    sandbox.forget()
    return {}


def _leave(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    for character in _characters(sandbox, event):
        _close_stint(character, moment_of(sandbox, event.get("at")))
    sandbox.forget()
    return {}


def _close_stint(character: Character, moment: int) -> None:
    for stint in character.stints:
        if stint.joined <= moment < stint.left <= FOREVER:
            stint.left = moment


def _rank(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    for character in _characters(sandbox, event):
        stint = character.stint(sandbox.clock.now())
        if stint is None:
            raise Refused("the character is in no guild")
        stint.rank = int(event["rank"])
    return {}


_EVENTS: dict[str, Callable[[Sandbox, dict[str, Any]], dict[str, Any]]] = {
    "guild": _guild,
    "character": _character,
    "settings": _settings,
    "kill": _kill,
    "report": _report,
    "run": _run,
    "delve": _delve,
    "dungeon": _dungeon,
    "session": _session,
    "rename": _rename,
    "transfer": _transfer,
    "join": _join,
    "leave": _leave,
    "rank": _rank,
}
