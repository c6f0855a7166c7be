"""The seasons as they count here: shipped packs with the officers' overlays laid over them."""

from dataclasses import dataclass
from functools import lru_cache

import orjson

from characters.domain.difficulties import Difficulty
from vault.domain.packs import load_seasons
from vault.domain.rules import SeasonRules, rules_for
from vault.domain.seasons import Season, journal_ids, tracked_statistics
from vault.models import SeasonOverlay


@dataclass(frozen=True, slots=True)
class SeasonBook:
    """Every known season, with the look-ups that reading documents needs."""

    seasons: tuple[Season, ...]
    encounters: frozenset[int]
    statistics: frozenset[int]
    encounter_of_log: dict[int, int]
    log_of_encounter: dict[int, int]
    boss_of_statistic: dict[int, tuple[int, Difficulty]]

    def rules_for(self, period_id: int) -> SeasonRules | None:
        """Return the rules of a period, or None where no pack covers it."""
        return rules_for(self.seasons, period_id)


def season_book() -> SeasonBook:
    """Return the seasons with the overlays in force: one small query, the rest is remembered while nothing changes."""
    overlays = SeasonOverlay.objects.order_by("season").values_list("season", "changes")
    return _book(orjson.dumps([list(row) for row in overlays], option=orjson.OPT_SORT_KEYS))


@lru_cache(maxsize=4)
def _book(overlays: bytes) -> SeasonBook:
    seasons = load_seasons(dict(orjson.loads(overlays)))
    bosses = [
        (encounter, boss)
        for season in seasons
        for raid in season.raids.values()
        for encounter, boss in raid.bosses.items()
    ]
    logs = journal_ids(seasons)
    return SeasonBook(
        seasons=seasons,
        encounters=frozenset(encounter for encounter, _ in bosses),
        statistics=frozenset().union(*(tracked_statistics(season) for season in seasons)),
        encounter_of_log=logs,
        log_of_encounter={encounter: log for log, encounter in logs.items()},
        boss_of_statistic={
            statistic: (encounter, difficulty)
            for encounter, boss in bosses
            for difficulty, statistic in boss.statistics.items()
        },
    )
