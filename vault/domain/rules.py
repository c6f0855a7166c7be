"""A season's rules as they stand in one period: which bosses are open, what fills the rows, what a slot offers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from characters.domain.difficulties import Difficulty
from vault.domain.facts import boss_key
from vault.domain.seasons import Boss, DungeonUse, Raid, Reward, Season, season_of_period

BossOnDifficulty = tuple[int, Difficulty]


@dataclass(frozen=True, slots=True)
class SeasonRules:
    """The rules of one period.

    `open_bosses` maps the keys of the raids' counters ("2888:heroic") to boss and difficulty, the hardest first;
    `boss_statistics` the ids of statistics, as text, to the same. Bosses of raids not yet open are in neither.
    """

    season: Season
    period_id: int
    week_number: int
    has_vault: bool
    bosses: Mapping[int, Boss]
    open_bosses: Mapping[str, BossOnDifficulty]
    boss_statistics: Mapping[str, BossOnDifficulty]
    dungeon_row_uses: tuple[DungeonUse, ...]
    delve_tier_cap: int

    def raid_reward(self, difficulty: Difficulty) -> Reward:
        """Give the reward of a slot of the raid row."""
        return self.season.rewards.raid[difficulty]

    def dungeon_reward(self, level: int | None) -> Reward:
        """Give the reward of a slot of the dungeon row: a keystone's level, 0 for Mythic,
        None for Heroic. Beyond the season's cap it grows no further.
        """
        if level is None:
            return self.season.rewards.dungeon["heroic"]
        if level == 0:
            return self.season.rewards.dungeon["mythic0"]
        return self.season.rewards.dungeon[str(min(level, self.season.caps.dungeon_level))]

    def world_reward(self, tier: int) -> Reward:
        """Give the reward of a slot of the world row, capped for the season and its pre-season."""
        return self.season.rewards.world[min(tier, self.delve_tier_cap)]


def rules_for(seasons: Iterable[Season], period_id: int) -> SeasonRules | None:
    """Give the rules of a period, or None when no season covers it."""
    season = season_of_period(seasons, period_id)
    return rules_of(season, period_id) if season else None


def rules_of(season: Season, period_id: int) -> SeasonRules:
    """Give the rules of a period of a season."""
    pairs = sorted(_open_pairs(season.raids.values(), period_id), key=lambda pair: -pair[1].order)
    return SeasonRules(
        season=season,
        period_id=period_id,
        week_number=season.week_number(period_id),
        has_vault=period_id not in season.periods_without_vault,
        bosses={number: boss for number, _, boss in pairs},
        open_bosses={boss_key(number, difficulty): (number, difficulty) for number, difficulty, _ in pairs},
        boss_statistics={
            str(boss.statistics[difficulty]): (number, difficulty)
            for number, difficulty, boss in pairs
            if difficulty in boss.statistics
        },
        dungeon_row_uses=_dungeon_row_uses(season, period_id),
        delve_tier_cap=_delve_tier_cap(season, period_id),
    )


def _open_pairs(raids: Iterable[Raid], period_id: int) -> Iterable[tuple[int, Difficulty, Boss]]:
    for raid in raids:
        for difficulty in Difficulty:
            early = raid.lowest_difficulty_opens_period if difficulty is Difficulty.LFR else None
            if period_id >= min(raid.opens_period, early or raid.opens_period):
                yield from ((number, difficulty, boss) for number, boss in raid.bosses.items())


def _dungeon_row_uses(season: Season, period_id: int) -> tuple[DungeonUse, ...]:
    # Once there are keystones the Mythic statistic counts them too and says nothing about Mythic without one.
    if period_id >= season.mythic_plus_first_period:
        return ("keystone", "heroic")
    return season.preseason.dungeon_row_uses if season.preseason else ("mythic0", "heroic")


def _delve_tier_cap(season: Season, period_id: int) -> int:
    preseason = season.preseason
    if preseason and period_id in preseason.periods and preseason.delve_tier_cap is not None:
        return min(preseason.delve_tier_cap, season.caps.delve_tier)
    return season.caps.delve_tier
