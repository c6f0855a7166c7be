"""Seasons as data: the shape of a season pack, and which season a period is in.

Packs cover periods without gap or overlap, with each pre-season booked to the season that follows. Item
levels are on today's scale; `item_level_before_squish` is what players saw at the time.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from characters.domain.difficulties import Difficulty

PeriodId = Annotated[int, Meta(ge=1, le=10_000)]
Id = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Text = Annotated[str, Meta(min_length=1, max_length=500)]
ItemLevel = Annotated[int, Meta(ge=1, le=2000)]
Threshold = Annotated[int, Meta(ge=1, le=30)]
DungeonUse = Literal["keystone", "mythic0", "heroic"]


class _Part(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a pack; a misspelt field is an error, because an overlay would silently do nothing."""


class Reward(_Part, frozen=True):
    """What a slot offers; `rank` is the step of the upgrade track."""

    item_level: ItemLevel
    track: Text
    rank: Annotated[int, Meta(ge=1, le=10)] | None = None
    item_level_before_squish: ItemLevel | None = None


class Boss(_Part, frozen=True):
    """A raid boss; its journal id is the key in the pack."""

    name: Text
    order: Annotated[int, Meta(ge=1, le=30)]
    warcraftlogs: Id | None = None
    statistics: dict[Difficulty, Id] = {}


class Raid(_Part, frozen=True):
    """A raid or lair of the season; its journal instance id is the key in the pack.

    `lowest_difficulty_opens_period` is set where the lowest difficulty (`lfr`; in lairs it is called World)
    opened earlier.
    """

    name: Text
    opens_period: PeriodId
    bosses: dict[Id, Boss]
    kind: Literal["raid", "lair"] = "raid"
    raiderio_slug: Text | None = None
    warcraftlogs_zone: Id | None = None
    lowest_difficulty_opens_period: PeriodId | None = None
    note: Text | None = None


class Dungeon(_Part, frozen=True):
    """A keystone dungeon; its challenge mode id is the key in the pack."""

    name: Text
    short_name: Text
    timer_seconds: Annotated[int, Meta(ge=60, le=7200)]
    mythic0_statistic: Id | None = None
    heroic_statistic: Id | None = None


class Thresholds(_Part, frozen=True):
    """How many bosses, runs or activities open the slots of a row."""

    raid: tuple[Threshold, Threshold, Threshold]
    dungeon: tuple[Threshold, Threshold, Threshold]
    world: tuple[Threshold, Threshold, Threshold]


class Rewards(_Part, frozen=True):
    """Rewards by difficulty, by keystone level ("2" to the cap, "mythic0", "heroic") and by delve tier."""

    raid: dict[Difficulty, Reward]
    dungeon: dict[str, Reward]
    world: dict[int, Reward]


class Caps(_Part, frozen=True):
    """From which keystone level and delve tier on the reward grows no further."""

    dungeon_level: Annotated[int, Meta(ge=2, le=99)]
    delve_tier: Annotated[int, Meta(ge=1, le=20)]


class Preseason(_Part, frozen=True):
    """The weeks of the season before its raid and keystones are open."""

    periods: tuple[PeriodId, ...]
    dungeon_row_uses: tuple[DungeonUse, ...] = ("mythic0", "heroic")
    delve_tier_cap: Annotated[int, Meta(ge=1, le=20)] | None = None
    note: Text | None = None


class Season(_Part, frozen=True):
    """One season with all its rules; `last_period` is None while it runs."""

    key: Text
    name: Text
    blizzard_season_id: Id
    raiderio_slug: Text
    first_period: PeriodId
    live_first_period: PeriodId
    mythic_plus_first_period: PeriodId
    raids: dict[Id, Raid]
    dungeons: dict[Id, Dungeon]
    thresholds: Thresholds
    rewards: Rewards
    caps: Caps
    delve_statistics: dict[int, Id]
    last_period: PeriodId | None = None
    periods_without_vault: tuple[PeriodId, ...] = ()
    preseason: Preseason | None = None
    warcraftlogs_dungeon_zone: Id | None = None
    notes: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        for fault in _faults(self):
            raise ValueError(fault)

    def covers(self, period_id: int) -> bool:
        """Tell whether a period belongs to the season, its pre-season included."""
        return self.first_period <= period_id and (self.last_period is None or period_id <= self.last_period)

    def week_number(self, period_id: int) -> int:
        """Number a period within the season: the first live week is 1, pre-season weeks are 0 and less."""
        return period_id - self.live_first_period + 1


def season_of_period(seasons: Iterable[Season], period_id: int) -> Season | None:
    """Find the season that a period belongs to, or None when no pack covers it."""
    return next((season for season in seasons if season.covers(period_id)), None)


def journal_ids(seasons: Iterable[Season]) -> dict[int, int]:
    """Map Warcraft Logs encounter ids to Blizzard's journal encounter ids, over all given seasons."""
    return {
        boss.warcraftlogs: number
        for season in seasons
        for raid in season.raids.values()
        for number, boss in raid.bosses.items()
        if boss.warcraftlogs
    }


def tracked_statistics(season: Season) -> frozenset[int]:
    """List the statistics that say something about the vault: boss kills, dungeons without a keystone, delves."""
    bosses = (boss for raid in season.raids.values() for boss in raid.bosses.values())
    dungeons = season.dungeons.values()
    of_dungeons = (number for d in dungeons for number in (d.mythic0_statistic, d.heroic_statistic) if number)
    of_bosses = (number for boss in bosses for number in boss.statistics.values())
    return frozenset((*of_bosses, *of_dungeons, *season.delve_statistics.values()))


def _faults(season: Season) -> Iterable[str]:
    if season.last_period is not None and season.last_period < season.first_period:
        yield "last_period lies before first_period"
    if season.live_first_period < season.first_period:
        yield "live_first_period lies before first_period"
    for row in ("raid", "dungeon", "world"):
        thresholds = getattr(season.thresholds, row)
        if sorted(set(thresholds)) != list(thresholds):
            yield f"thresholds of the {row} row must rise"
    yield from _missing_rewards(season)
    yield from _repeated_ids(season)


def _missing_rewards(season: Season) -> Iterable[str]:
    levels = [*map(str, range(2, season.caps.dungeon_level + 1)), "mythic0", "heroic"]
    rows: tuple[tuple[str, Iterable[Any], Mapping[Any, Reward]], ...] = (
        ("raid", Difficulty, season.rewards.raid),
        ("dungeon", levels, season.rewards.dungeon),
        ("world", range(1, season.caps.delve_tier + 1), season.rewards.world),
    )
    for row, wanted, known in rows:
        for missing in (key for key in wanted if key not in known):
            yield f"rewards of the {row} row have no entry for {missing}"


def _repeated_ids(season: Season) -> Iterable[str]:
    bosses = [(number, boss) for raid in season.raids.values() for number, boss in raid.bosses.items()]
    statistics = [statistic for _, boss in bosses for statistic in boss.statistics.values()]
    columns = (
        ("boss id", [number for number, _ in bosses]),
        ("Warcraft Logs id", [boss.warcraftlogs for _, boss in bosses if boss.warcraftlogs]),
        ("statistic id", statistics + list(season.delve_statistics.values())),
    )
    for what, ids in columns:
        if len(set(ids)) != len(ids):
            yield f"a {what} is given twice"
