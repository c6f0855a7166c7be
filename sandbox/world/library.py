"""All reports: the guilds' own, those of strangers, and the posted ones."""

from collections.abc import Iterator
from dataclasses import replace

from sandbox.world.calendar import DAY, HOUR, MINUTE, SECOND, period_at
from sandbox.world.chance import dice
from sandbox.world.codes import GUILD_REPORT
from sandbox.world.nights import Log, Night, NightKill
from sandbox.world.records import Character, Guild, Kill
from sandbox.world.reports import (
    Fight,
    Fighter,
    Report,
    fighter_of,
    foreign_guild,
    parse,
    strangers,
)
from sandbox.world.seasons import DIFFICULTIES, MYTHIC, ZONE_NAMES, zone_of_boss
from sandbox.world.world import World

_WEEKS_KEPT = 8


class Library:
    """The reports of a world."""

    def __init__(self, world: World) -> None:
        """Open the library of a world; posted reports are added to `posted`."""
        self._world = world
        self.posted: dict[str, Report] = {}
        # Posted percentiles by character, boss, difficulty and moment.
        self.parses: dict[tuple[int | None, int, int, int], float | None] = {}
        self._built: dict[str, Report] = {}

    def forget(self) -> None:
        """Drop what was worked out."""
        self._built.clear()

    def report(self, code: str) -> Report | None:
        """Find a report by its code, whether or not it can be read yet."""
        if code in self.posted:
            return self._with_posted_fights(self.posted[code])
        if code not in self._built:
            content = self._world.mint.read(code)
            report = self._build(code, *content) if content else None
            if report is None:
                return None
            self._built[code] = report
        return self._built[code]

    def of_guild(self, guild: Guild, start: int, end: int, now: int) -> list[Report]:
        """List a guild's public reports that overlap a time and are there, newest first."""
        first, last = (period_at(guild.region, moment) for moment in (start - DAY, min(end, now)))
        codes = [
            log.code
            for period in range(first, last + 1)
            for night in self._world.nights(guild, period)
            for log in night.logs
        ]
        codes += [report.code for report in self.posted.values() if report.guild == guild]
        return self._shown(codes, start, end, now)

    def of_character(self, character: Character, now: int) -> list[Report]:
        """List the public reports of the last weeks that hold a character's kills, newest first."""
        codes = dict.fromkeys(code for kill in self.kills_of(character, now) for code in kill.codes)
        return self._shown(list(codes), 0, now, now)

    def kills_of(self, character: Character, now: int) -> Iterator[Kill]:
        """Give the logged kills of the last weeks and all posted ones."""
        for period in self._world.periods_back(character.region, now, _WEEKS_KEPT):
            yield from (kill for kill in self._world.deeds(character, period).kills if kill.codes)

    def parse(self, fighter: Fighter, fight: Fight) -> float | None:
        """Give the percentile of a fighter in a kill: the posted one, or one by chance; None where not ranked."""
        key = (fighter.number, fight.boss, fight.difficulty, fight.end)
        return self.parses[key] if key in self.parses else parse(self._world.seed, fighter, fight)

    def _shown(self, codes: list[str], start: int, end: int, now: int) -> list[Report]:
        reports = (self.report(code) for code in codes)
        shown = [
            report
            for report in reports
            if report
            and report.is_there(now)
            and report.visibility == "public"
            and report.shown_end(now) >= start
            and report.start <= end
        ]
        return sorted(shown, key=lambda report: (-report.start, report.code))

    def _build(self, code: str, kind: int, period: int, owner: int, index: int) -> Report | None:
        if kind == GUILD_REPORT:
            return self._guild_report(code, period, owner)
        return self._pug_report(code, period, owner)

    def _guild_report(self, code: str, period: int, owner: int) -> Report | None:
        guild = self._world.guilds[owner] if owner < len(self._world.guilds) else None
        nights = self._world.nights(guild, period) if guild else []
        return next(
            (self._of_night(guild, night, log) for night in nights for log in night.logs if log.code == code), None
        )

    def _of_night(self, guild: Guild | None, night: Night, log: Log) -> Report:
        kills = [kill for kill in night.kills if code_in(log, night, kill)]
        zone = zone_of_boss()[kills[-1].boss] if kills else 0
        title = f"{ZONE_NAMES.get(zone, 'Raid')} {DIFFICULTIES[kills[-1].difficulty] if kills else ''}".strip()
        fights: list[Fight] = []
        for kill in kills:
            fighters = [fighter_of(self._world.characters[uid], kill.at) for uid in kill.players]
            if kill.difficulty == MYTHIC:
                fighters += strangers(
                    f"{night.guild} {night.start}", guild.region if guild else "us", 20 - len(fighters)
                )
            _tell_pulls(fights, kill, tuple(fighters), log)
        return Report(
            log.code,
            title,
            guild,
            guild.name if guild else None,
            zone,
            log.start,
            log.end,
            log.uploaded,
            log.exported,
            log.visibility,
            fights,
        )

    def _pug_report(self, code: str, period: int, owner: int) -> Report | None:
        players = self._world.cast.players
        if owner >= len(players):
            return None
        rows = []
        for weeks in (period, period + 1):
            for uid, deeds in self._world.player_week(owner, weeks).items():
                rows += [(uid, kill) for kill in deeds.kills if code in kill.codes]
        if not rows:
            return None
        character = self._world.characters[rows[0][0]]
        kills = [kill for _, kill in rows]
        rolls = dice("pug", code)
        begin = kills[0].at - rolls.randint(12, 25) * MINUTE
        finish = kills[-1].at + 5 * MINUTE
        uploaded = begin if rolls.random() < 0.6 else finish + rolls.randint(1, 20) * HOUR
        exported = max(finish, uploaded) + rolls.randint(15, 120) * MINUTE
        zone = zone_of_boss()[kills[-1].boss]
        name = foreign_guild(code) if rolls.random() < 0.7 else None
        report = Report(code, ZONE_NAMES.get(zone, "Raid"), None, name, zone, begin, finish, uploaded, exported)
        others = tuple(strangers(code, character.region, rolls.randint(12, 22)))
        for place, kill in enumerate(kills, start=1):
            length = rolls.randint(180, 400) * SECOND
            report.fights.append(_kill_fight(place, kill, length, (fighter_of(character, kill.at), *others)))
        return report

    def _with_posted_fights(self, report: Report) -> Report:
        fighters: dict[tuple[int, int, int], list[Fighter]] = {}
        for uid, deeds in self._world.posted.items():
            for kill in deeds.kills:
                if report.code in kill.codes:
                    there = fighters.setdefault(kill[:3], [])
                    there.append(fighter_of(self._world.characters[uid], kill.at))
        fights = [
            _kill_fight(place, Kill(*key), 5 * MINUTE, tuple(there))
            for place, (key, there) in enumerate(sorted(fighters.items()), start=1)
        ]
        return replace(report, fights=fights)


def code_in(log: Log, night: Night, kill: NightKill) -> bool:
    """Say whether a log holds a kill of its night."""
    return log.code in night.codes(kill)


def _kill_fight(place: int, kill: Kill, length: int, fighters: tuple[Fighter, ...]) -> Fight:
    return Fight(place, kill.boss, kill.difficulty, kill.at - length, kill.at, True, 0.01, fighters)


def _tell_pulls(fights: list[Fight], kill: NightKill, fighters: tuple[Fighter, ...], log: Log) -> None:
    """Add the trash before a boss, the wipes, and the kill."""
    rolls = dice("pulls", kill.at, kill.boss)
    begin = kill.at - kill.duration + log.skew
    trash_end = begin - 20 * SECOND - 4 * kill.wipes * MINUTE
    fights.append(Fight(len(fights) + 1, 0, 0, trash_end - 30 * SECOND, trash_end, None, 0, fighters))
    for wipe in range(kill.wipes):
        start = trash_end + 10 * SECOND + 4 * wipe * MINUTE
        length, percent = rolls.randint(60, 170) * SECOND, round(rolls.uniform(2, 80), 2)
        pull = (len(fights) + 1, kill.boss, kill.difficulty, start, start + length, False, percent, fighters)
        fights.append(Fight(*pull))
    end = kill.at + log.skew
    fights.append(Fight(len(fights) + 1, kill.boss, kill.difficulty, begin, end, True, 0.01, fighters))
