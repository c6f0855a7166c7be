"""Characters as Warcraft Logs shows them: ranked kills, zone rankings and recent reports."""

from typing import Any

from sandbox.warcraftlogs import things
from sandbox.warcraftlogs.report_documents import report_document
from sandbox.world.classes import CLASSES
from sandbox.world.library import Library
from sandbox.world.records import Character, Kill
from sandbox.world.reports import Fight, Report, fighter_of, spec_of
from sandbox.world.seasons import BOSSES_BY_LOGS_ID, LOGS_DIFFICULTIES, SEASONS, Boss, zone_of_boss
from sandbox.world.world import World

_SAME_KILL = 5_000
_NO_ENCOUNTER = {"error": "Invalid encounter id specified."}


class CharacterDocuments:
    """Writes one character; what it needs to know of the character's logs is looked up once."""

    def __init__(self, world: World, library: Library, character: Character, now: int) -> None:
        """Prepare to write a character at a moment."""
        self._world, self._library, self._character, self._now = world, library, character, now
        self._logged: list[tuple[Kill, Report, Fight]] | None = None

    def document(self) -> dict[str, Any]:
        """Write the character; rankings and reports are worked out when they are asked for."""
        character, identity = self._character, self._character.identity(self._now)
        stint = character.stint(self._now)
        return {
            "id": 60_000_000 + character.number,
            "canonicalID": 60_000_000 + character.number,
            "name": identity.name,
            "classID": things.CLASS_IDS[character.class_id],
            "level": character.level,
            "hidden": character.logs == "hidden",
            "server": things.server(character.region, identity.realm),
            "guilds": [things.guild(self._world.guilds[stint.guild])] if stint else [],
            "encounterRankings": lambda _, **asked: self._encounter_rankings(asked),
            "zoneRankings": lambda _, **asked: self._zone_rankings(asked),
            "recentReports": lambda _, limit=10, page=1: self._recent_reports(limit, page),
        }

    def _recent_reports(self, limit: int, page: int) -> dict[str, Any]:
        reports = self._library.of_character(self._character, self._now) if self._is_shown() else []
        written = [report_document(self._library, report, self._now) for report in reports]
        return things.page_of(written, min(max(limit, 1), 100), max(page, 1))

    def _encounter_rankings(self, asked: dict[str, Any]) -> dict[str, Any] | None:
        boss = BOSSES_BY_LOGS_ID.get(asked.get("encounterID") or 0)
        if boss is None:
            return _NO_ENCOUNTER
        if not self._is_shown():
            return None
        number = asked.get("difficulty") or self._highest(boss)
        ranks = [
            self._rank(kill, report, fight)
            for kill, report, fight in self._ranked()
            if kill.boss == boss.id and LOGS_DIFFICULTIES[kill.difficulty] == number
        ]
        percents = sorted(rank["rankPercent"] for rank in ranks)
        return {
            "bestAmount": max((rank["amount"] for rank in ranks), default=0),
            "medianPerformance": percents[len(percents) // 2] if percents else None,
            "averagePerformance": sum(percents) / len(percents) if percents else None,
            "totalKills": len(ranks),
            "fastestKill": min((rank["duration"] for rank in ranks), default=0),
            "difficulty": number,
            "metric": "dps",
            "partition": 1,
            "zone": zone_of_boss()[boss.id],
            "ranks": ranks,
        }

    def _zone_rankings(self, asked: dict[str, Any]) -> dict[str, Any] | None:
        number = asked.get("zoneID") or SEASONS[-1].raids[0].zone
        zone = things.zone(number)
        if zone is None:
            return {"error": "Invalid zone id specified."}
        if not self._is_shown():
            return None
        difficulty = asked.get("difficulty") or max(
            (LOGS_DIFFICULTIES[kill.difficulty] for kill, *_ in self._ranked()), default=4
        )
        rows = [self._zone_row(BOSSES_BY_LOGS_ID[row["id"]], difficulty) for row in zone["encounters"]]
        best = [row["rankPercent"] for row in rows if row["rankPercent"] is not None]
        average = sum(best) / len(best) if best else None
        return {
            "bestPerformanceAverage": average,
            "medianPerformanceAverage": average,
            "difficulty": difficulty,
            "metric": "dps",
            "partition": 1,
            "zone": number,
            "allStars": [],
            "rankings": rows,
        }

    def _zone_row(self, boss: Boss, difficulty: int) -> dict[str, Any]:
        kills = [
            (self._library.parse(fighter_of(self._character, kill.at), fight) or 0.0, fight)
            for kill, _, fight in self._ranked()
            if kill.boss == boss.id and LOGS_DIFFICULTIES[kill.difficulty] == difficulty
        ]
        spec = spec_of(fighter_of(self._character, self._now))[0] if kills else None
        best = max((percent for percent, _ in kills), default=None)
        return {
            "encounter": {"id": boss.logs_id, "name": boss.name},
            "rankPercent": best,
            "medianPercent": best,
            "lockedIn": True,
            "totalKills": len(kills),
            "fastestKill": min((fight.end - fight.start for _, fight in kills), default=0),
            "allStars": None,
            "spec": spec,
            "bestSpec": spec,
            "bestAmount": (best or 0) * 10_000,
        }

    def _is_shown(self) -> bool:
        return self._character.logs == "shown"

    def _highest(self, boss: Boss) -> int:
        killed = (LOGS_DIFFICULTIES[kill.difficulty] for kill, *_ in self._ranked() if kill.boss == boss.id)
        return max(killed, default=LOGS_DIFFICULTIES[-1])

    def _ranked(self) -> list[tuple[Kill, Report, Fight]]:
        """Give each ranked kill once, from the first report that holds it."""
        if self._logged is None:
            kills = self._library.kills_of(self._character, self._now)
            self._logged = [found for kill in kills if (found := self._ranking_of(kill))]
        return self._logged

    def _ranking_of(self, kill: Kill) -> tuple[Kill, Report, Fight] | None:
        for code in kill.codes:
            report = self._library.report(code)
            if report is None or report.visibility != "public" or not report.is_exported(self._now):
                continue
            for fight in report.visible(self._now):
                same = (fight.boss, fight.difficulty) == (kill.boss, kill.difficulty)
                if fight.kill and same and abs(fight.end - kill.at) < _SAME_KILL:
                    unranked = self._library.parse(fighter_of(self._character, kill.at), fight) is None
                    return None if unranked else (kill, report, fight)
        return None

    def _rank(self, kill: Kill, report: Report, fight: Fight) -> dict[str, Any]:
        fighter = fighter_of(self._character, kill.at)
        percent, spec = self._library.parse(fighter, fight) or 0.0, spec_of(fighter)[0]
        guild = report.guild
        return {
            "lockedIn": True,
            "rankPercent": percent,
            "historicalPercent": percent,
            "todayPercent": max(0.1, percent - 3),
            "rankTotalParses": 40_000,
            "historicalTotalParses": 40_000,
            "todayTotalParses": 45_000,
            "guild": {
                "id": guild.logs_id if guild else None,
                "name": guild.name if guild else report.guild_name,
                "faction": 1 if guild or report.guild_name else None,
            },
            "report": {"code": report.code, "startTime": report.start, "fightID": fight.id},
            "duration": fight.end - fight.start,
            "startTime": fight.start,
            "amount": 1_000_000 + percent * 9_000,
            "bracketData": 300,
            "spec": spec,
            "bestSpec": spec,
            "class": things.CLASS_IDS[CLASSES[fighter.class_id].id],
            "faction": 1,
        }
