"""What a character does in one sitting."""

from dataclasses import dataclass
from random import Random

from sandbox.world.calendar import MINUTE, SECOND
from sandbox.world.codes import PUG_REPORT, Mint
from sandbox.world.records import Clear, Deeds, Delve, Kill, Player, Run
from sandbox.world.seasons import HEROIC, LFR, NORMAL, Season

_HABITS = {
    "raid": ("keys", "keys", "delves", "pug", "lfr", "idle"),
    "keys": ("keys", "keys", "keys", "delves", "pug", "idle"),
    "delves": ("delves", "delves", "heroics", "lfr", "keys", "idle"),
    "casual": ("heroics", "lfr", "delves", "idle", "idle", "keys"),
}


@dataclass(slots=True)
class Sitting:
    """A time to play from `at` up to `limit`, in one of the slots of a week."""

    player: Player
    season: Season
    period: int
    slot: int
    at: int
    limit: int
    mint: Mint
    rolls: Random
    deeds: Deeds

    def play(self) -> None:
        """Do something after the player's taste until it gets late."""
        begin = self.at
        habits = _HABITS.get(self.player.taste, _HABITS["casual"])
        for _ in range(self.rolls.choice((1, 1, 2))):
            habit = self.rolls.choice(habits)
            if habit == "keys" and self.period < self.season.keystones:
                habit = "mythics"
            _ACTIVITIES[habit](self)
        self.at = max(self.at, min(begin + 20 * MINUTE, self.limit))

    def spend(self, low: float, high: float) -> bool:
        """Let some minutes pass; False when there is not that much time left."""
        end = self.at + int(self.rolls.uniform(low, high) * 60) * SECOND
        if end > self.limit:
            return False
        self.at = end
        return True


def _keys(sitting: Sitting) -> None:
    rolls, skill = sitting.rolls, 4 + 8 * sitting.player.zeal
    for _ in range(rolls.choice((1, 2, 2, 3, 4))):
        dungeon = rolls.choice(sitting.season.dungeons)
        timed = rolls.random() < 0.75
        duration = int(dungeon.timer * (rolls.uniform(0.72, 0.99) if timed else rolls.uniform(1.01, 1.3)))
        if not sitting.spend(duration / MINUTE + 3, duration / MINUTE + 12):
            return
        level = max(2, min(20, round(rolls.gauss(skill, 2))))
        sitting.deeds.runs.append(Run(sitting.at, dungeon.id, level, duration, timed))


def _dungeons(sitting: Sitting, *, mythic: bool) -> None:
    known = [d for d in sitting.season.dungeons if (d.mythic_statistic if mythic else d.heroic_statistic)]
    for _ in range(sitting.rolls.choice((1, 1, 2, 3))):
        if sitting.spend(16, 30):
            sitting.deeds.clears.append(Clear(sitting.at, sitting.rolls.choice(known).id, mythic))


def _heroics(sitting: Sitting) -> None:
    _dungeons(sitting, mythic=False)


def _mythics(sitting: Sitting) -> None:
    _dungeons(sitting, mythic=True)


def _delves(sitting: Sitting) -> None:
    rolls, skill = sitting.rolls, 3 + 8 * sitting.player.zeal
    for _ in range(rolls.choice((1, 2, 2, 3, 4, 6))):
        if sitting.spend(9, 16):
            sitting.deeds.delves.append(Delve(sitting.at, max(1, min(11, round(rolls.gauss(skill, 2))))))


def _lfr(sitting: Sitting) -> None:
    _fight(sitting, LFR, logged=0.1)


def _pug(sitting: Sitting) -> None:
    _fight(sitting, sitting.rolls.choice((NORMAL, HEROIC, HEROIC)), logged=0.6)


def _fight(sitting: Sitting, difficulty: int, logged: float) -> None:
    rolls = sitting.rolls
    bosses = sitting.season.bosses(sitting.period, difficulty)
    if difficulty == HEROIC:
        bosses = bosses[: 2 + (sitting.period - sitting.season.live) // 2]
    first = rolls.randrange(max(1, len(bosses) - 2))
    codes = (_code(sitting),) if rolls.random() < logged else ()
    for boss in bosses[first : first + rolls.choice((2, 3, 3, 4))]:
        if sitting.spend(8, 17):
            sitting.deeds.kills.append(Kill(sitting.at, boss.id, difficulty, codes))


def _code(sitting: Sitting) -> str:
    return sitting.mint.code(PUG_REPORT, sitting.period, sitting.player.number, sitting.slot)


def _idle(sitting: Sitting) -> None:
    sitting.spend(20, 60)


_ACTIVITIES = {
    "keys": _keys,
    "heroics": _heroics,
    "mythics": _mythics,
    "delves": _delves,
    "lfr": _lfr,
    "pug": _pug,
    "idle": _idle,
}
