"""What really happened, and which upstream shows it at this moment."""

from typing import Any

from sandbox.clock import to_iso
from sandbox.raiderio.profiles import seen_at
from sandbox.state import Sandbox
from sandbox.world.calendar import period_at, period_end, period_start
from sandbox.world.records import Character, Deeds, Kill, Run
from sandbox.world.seasons import DIFFICULTIES
from sandbox.world.tallies import Tally

_SAME_KILL = 5_000


def truth(sandbox: Sandbox, characters: list[Character], period: int | None) -> list[dict[str, Any]]:
    """Tell what each of some characters did in a period (the running one if None), up to now.

    `shown_by` of a kill names who shows it now: blizzard and statistics while the moment of the last kill is
    that of this one, "… count" where only the number of kills holds it, warcraftlogs where a public log does.
    """
    return [_character(sandbox, character, period) for character in characters]


def _character(sandbox: Sandbox, character: Character, period: int | None) -> dict[str, Any]:
    world, now = sandbox.world, sandbox.clock.now()
    week = period_at(character.region, now) if period is None else period
    deeds, logout = world.deeds(character, week), world.last_logout(character, now)
    identity, stint = character.identity(now), character.stint(now)
    profile_shown = character.profile == "ok"
    tally = world.tally(character, logout, now) if profile_shown else Tally()
    return {
        "number": character.number,
        "name": identity.name,
        "realm": identity.realm,
        "region": character.region,
        "blizzard_id": identity.blizzard_id,
        "player": character.player,
        "guild": stint.guild if stint else None,
        "rank": stint.rank if stint else None,
        "profile": character.profile,
        "logs": character.logs,
        "on_raiderio": character.on_raiderio,
        "period": week,
        "week_start": to_iso(period_start(character.region, week)),
        "week_end": to_iso(period_end(character.region, week)),
        "last_logout": to_iso(logout),
        "online": world.is_online(character, now),
        "sessions": [[to_iso(login), to_iso(out)] for login, out in deeds.sessions if login <= now],
        "kills": [_kill(sandbox, character, kill, tally, logout) for kill in deeds.kills if kill.at <= now],
        "runs": [_run(sandbox, character, run, tally, logout) for run in deeds.runs if run.at <= now],
        **_counted(deeds, now, logout if profile_shown else 0),
    }


def _counted(deeds: Deeds, now: int, logout: int) -> dict[str, Any]:
    return {
        "delves": [
            {"tier": delve.tier, "at": to_iso(delve.at), "counted": delve.at <= logout}
            for delve in deeds.delves
            if delve.at <= now
        ],
        "dungeons": [
            {"dungeon": c.dungeon, "mythic": c.mythic, "at": to_iso(c.at), "counted": c.at <= logout}
            for c in deeds.clears
            if c.at <= now
        ],
    }


def _kill(sandbox: Sandbox, character: Character, kill: Kill, tally: Tally, logout: int) -> dict[str, Any]:
    shown = []
    if kill.at <= logout and (kill.boss, kill.difficulty) in tally.kills:
        _, last = tally.kills[kill.boss, kill.difficulty]
        shown += ["blizzard", "statistics"] if last == kill.at else ["blizzard count", "statistics count"]
    if codes := _logged(sandbox, kill):
        shown.append("warcraftlogs")
    return {
        "encounter": kill.boss,
        "difficulty": DIFFICULTIES[kill.difficulty],
        "at": to_iso(kill.at),
        "shown_by": shown,
        "reports": codes,
    }


def _logged(sandbox: Sandbox, kill: Kill) -> list[str]:
    now, found = sandbox.clock.now(), []
    for code in kill.codes:
        report = sandbox.library.report(code)
        if report and report.visibility == "public":
            fights = (f for f in report.visible(now) if f.kill and f.boss == kill.boss)
            if any(abs(fight.end - kill.at) < _SAME_KILL for fight in fights):
                found.append(code)
    return found


def _run(sandbox: Sandbox, character: Character, run: Run, tally: Tally, logout: int) -> dict[str, Any]:
    seen = seen_at(sandbox.world, character, run) if character.on_raiderio else None
    shown = ["raiderio"] if seen is not None and seen <= sandbox.clock.now() else []
    if run.at <= logout and run in tally.best_runs.values():
        shown.append("blizzard")
    return {
        "dungeon": run.dungeon,
        "level": run.level,
        "at": to_iso(run.at),
        "timed": run.timed,
        "shown_by": shown,
    }
