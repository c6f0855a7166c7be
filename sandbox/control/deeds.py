"""Events in which characters do something, and the reports of it."""

from bisect import insort
from collections.abc import Callable
from typing import Any

from sandbox.control.references import Refused, characters_of, moment_of
from sandbox.state import Sandbox
from sandbox.world.calendar import HOUR, MINUTE
from sandbox.world.records import Clear, Delve, Guild, Kill, Run, Session
from sandbox.world.reports import Report
from sandbox.world.seasons import BOSSES, DIFFICULTIES, DUNGEONS, zone_of_boss

_DIFFICULTY = {name: number for number, name in enumerate(DIFFICULTIES)}


def _kill(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    at, boss = moment_of(sandbox, event.get("at")), BOSSES[event["encounter"]].id
    difficulty, codes = _DIFFICULTY[event["difficulty"]], tuple(event.get("reports", ()))
    characters = characters_of(sandbox, event)
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
    for character in characters_of(sandbox, event):
        insort(sandbox.world.posted[character.number].runs, Run(at, dungeon.id, int(event["level"]), duration, timed))
        sandbox.world.crawls[character.number, at] = seen
    return {}


def _delve(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    at, tier = moment_of(sandbox, event.get("at")), int(event["tier"])
    if not 1 <= tier <= 11:
        raise Refused("tier must be from 1 to 11")
    for character in characters_of(sandbox, event):
        for _ in range(int(event.get("count", 1))):
            insort(sandbox.world.posted[character.number].delves, Delve(at, tier))
    return {}


def _dungeon(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    clear = Clear(moment_of(sandbox, event.get("at")), DUNGEONS[event["dungeon"]].id, bool(event.get("mythic")))
    for character in characters_of(sandbox, event):
        insort(sandbox.world.posted[character.number].clears, clear)
    return {}


def _session(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    logout = moment_of(sandbox, event.get("logout"))
    session = Session(moment_of(sandbox, event.get("login"), logout - HOUR), logout)
    if session.login > session.logout:
        raise Refused("logout comes before login")
    for character in characters_of(sandbox, event):
        insort(sandbox.world.posted[character.number].sessions, session)
    return {}


DEEDS: dict[str, Callable[[Sandbox, dict[str, Any]], dict[str, Any]]] = {
    "kill": _kill,
    "report": _report,
    "run": _run,
    "delve": _delve,
    "dungeon": _dungeon,
    "session": _session,
}
