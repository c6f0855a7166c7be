"""Raid nights of a guild: who kills what, when, and who writes logs of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from sandbox.world.calendar import DAY, HOUR, MINUTE, SECOND, period_start
from sandbox.world.cast import Cast
from sandbox.world.chance import dice, share
from sandbox.world.codes import GUILD_REPORT, Mint
from sandbox.world.records import Guild, Player
from sandbox.world.seasons import HEROIC, MYTHIC, NORMAL, Boss, Season, season_of

# When an evening begins after the daily hour of the reset, so that it is about 19:00 where the players live.
EVENING = {"us": 10 * HOUR, "eu": 14 * HOUR, "kr": 11 * HOUR, "tw": 11 * HOUR}
_LENGTH = 170 * MINUTE
_MYTHIC_SIZE, _FLEXIBLE_SIZE = 20, 30
# Team, number of the night in the week, team members, what they mean to kill.
_Plan = tuple[int, int, Sequence[Player], Sequence[tuple[Boss, int]]]


class NightKill(NamedTuple):
    """A kill of the raid: when it ended, boss, difficulty, length in milliseconds, wipes before it, who."""

    at: int
    boss: int
    difficulty: int
    duration: int
    wipes: int
    players: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Log:
    """One logger's recording of a night: the times it covers, when it is on the site and when it is ranked."""

    code: str
    logger: int
    start: int
    end: int
    uploaded: int
    exported: int
    skew: int
    visibility: str = "public"


@dataclass(frozen=True, slots=True)
class Night:
    """A raid night: day of the week from the reset, time, the characters there, kills and logs."""

    guild: int
    team: int
    day: int
    start: int
    raiders: tuple[int, ...]
    kills: tuple[NightKill, ...]
    logs: tuple[Log, ...]

    @property
    def end(self) -> int:
        """Give the end of the night."""
        return self.start + _LENGTH

    def codes(self, kill: NightKill) -> tuple[str, ...]:
        """List the logs that hold a kill."""
        return tuple(log.code for log in self.logs if log.start <= kill.at - kill.duration and kill.at <= log.end)


def nights_of(seed: int, cast: Cast, guild: Guild, period: int, mint: Mint) -> list[Night]:
    """Give the raid nights of a guild in a period: two for its mains, one on normal for alts."""
    season = season_of(period)
    week = period - season.live
    if week < 0:
        return []
    raiders = [player for player in cast.players if player.guild == guild.number and player.raids]
    teams = [raiders[:24]] if len(raiders) < 50 else [raiders[:24], raiders[24:48]]
    return [
        _night(seed, cast, guild, period, mint, (team, day, members, targets))
        for team, members in enumerate(teams)
        for day, targets in enumerate(_plans(season, period, week))
        if targets
    ]


def _plans(season: Season, period: int, week: int) -> list[list[tuple[Boss, int]]]:
    bosses = season.bosses(period, NORMAL)
    normal = [(boss, NORMAL) for boss in bosses[: 5 + 2 * week]]
    heroic = [(boss, HEROIC) for boss in bosses[: 2 + int(week * 1.4)]]
    mythic = [(boss, MYTHIC) for boss in bosses[: max(0, min(int((week - 2) * 0.6), len(bosses) - 2))]]
    if week < 2:
        return [normal, heroic, []]
    return [heroic[:6], heroic[6:] + mythic, normal[:6]]


def _night(seed: int, cast: Cast, guild: Guild, period: int, mint: Mint, plan: _Plan) -> Night:
    team, index, members, targets = plan
    day = (1, 2, 5)[index] if team == 0 else (3, 4, 6)[index]
    start = period_start(guild.region, period) + day * DAY + EVENING[guild.region] + 15 * MINUTE
    brought = (
        _bring(cast, player, alts=index == 2)
        for player in members
        if share(seed, "attends", player.number, period, day) < 0.7 + 0.25 * player.zeal
    )
    there = tuple(uid for uid in brought if _free(cast, uid, guild.number, start))
    if not there:
        return Night(guild.number, team, day, start, (), (), ())
    rolls = dice(seed, "night", guild.number, period, team, index)
    step = (_LENGTH - 15 * MINUTE) // len(targets)
    kills = tuple(_kill(rolls, start + place * step, step, target, there) for place, target in enumerate(targets))
    return Night(
        guild.number, team, day, start, there, kills, _logs(seed, guild, period, mint, (team, index, start, there))
    )


def _kill(rolls: Random, start: int, step: int, target: tuple[Boss, int], there: tuple[int, ...]) -> NightKill:
    boss, difficulty = target
    at = start + int(rolls.uniform(0.6, 1.0) * step)
    length = rolls.randint(min(230, step // 2500), min(420, step // 2100)) * SECOND
    # Somebody is swapped out or away now and then; a mythic raid has 20 places.
    players = [uid for uid in there if rolls.random() > 0.04]
    limit = _MYTHIC_SIZE if difficulty == MYTHIC else _FLEXIBLE_SIZE
    wipes = min(rolls.choice((0, 0, 0, 1, 2)), max(0, int(0.6 * step) - length - MINUTE) // (4 * MINUTE))
    return NightKill(at // SECOND * SECOND, boss.id, difficulty, length, wipes, tuple(players[:limit]))


def _bring(cast: Cast, player: Player, *, alts: bool) -> int:
    grown = [uid for uid in player.characters if cast.characters[uid].level == 90]
    return grown[-1] if alts and grown else player.characters[0]


def _free(cast: Cast, uid: int, guild: int, moment: int) -> bool:
    character = cast.characters[uid]
    stint = character.stint(moment)
    return bool(stint and stint.guild == guild and moment < character.dormant_since)


def _logs(
    seed: int, guild: Guild, period: int, mint: Mint, night: tuple[int, int, int, tuple[int, ...]]
) -> tuple[Log, ...]:
    team, index, start, there = night
    fortune = share(seed, "logged", guild.number, period, team, index)
    if fortune < (0.08, 0.15, 0.6)[index]:
        return ()
    rolls = dice(seed, "logs", guild.number, period, team, index)
    logs = []
    for copy in range(2 if index == 0 else 1):
        begins = start + (-10 * MINUTE if copy == 0 else rolls.randint(15, 50) * MINUTE)
        ends = start + _LENGTH + rolls.randint(-5, 15) * MINUTE
        # Most log live, so that it is there minutes later; some upload the next day or the one after.
        late = rolls.random() < (0.15 if copy == 0 else 0.3)
        uploaded = ends + rolls.randint(10, 50) * HOUR if late else begins
        code = mint.code(GUILD_REPORT, period, guild.number, team * 16 + index * 4 + copy)
        exported = max(ends, uploaded) + rolls.randint(15, 90) * MINUTE
        logger = there[rolls.randrange(len(there))]
        logs.append(Log(code, logger, begins, ends, uploaded, exported, rolls.randint(-1500, 1500)))
    return tuple(logs)
