"""Names for the ids in facts, from the season packs: bosses, dungeons, and what a counter counts."""

from dataclasses import dataclass, field

from vault.domain.seasons import Season
from vault.selectors.seasons import SeasonBook


@dataclass(slots=True)
class Names:
    """Names by journal encounter id, challenge mode id, and counter key ("2888:heroic" or a statistic's id)."""

    bosses: dict[int, str] = field(default_factory=dict)
    dungeons: dict[int, str] = field(default_factory=dict)
    statistics: dict[str, str] = field(default_factory=dict)

    def boss(self, encounter: int) -> str:
        """Return a boss's name."""
        return self.bosses.get(encounter, f"Encounter {encounter}")

    def dungeon(self, dungeon: int) -> str:
        """Return a keystone dungeon's name."""
        return self.dungeons.get(dungeon, f"Dungeon {dungeon}")

    def counter(self, key: str) -> str:
        """Return in words what a counter counts, such as "Sszorak on heroic" or "delves of tier 8"."""
        encounter, separator, difficulty = key.partition(":")
        if separator and encounter.isdigit():
            return f"{self.boss(int(encounter))} on {difficulty}"
        return self.statistics.get(key, f"statistic {key}")


def names_of(book: SeasonBook) -> Names:
    """Collect the names of all seasons; where two share an id, the newest season's name counts."""
    names = Names()
    for season in book.seasons:
        _name_bosses(names, season)
        _name_dungeons(names, season)
        for tier, statistic in season.delve_statistics.items():
            names.statistics[str(statistic)] = f"delves of tier {tier}"
    return names


def _name_bosses(names: Names, season: Season) -> None:
    for raid in season.raids.values():
        for encounter, boss in raid.bosses.items():
            names.bosses[encounter] = boss.name
            for difficulty, statistic in boss.statistics.items():
                names.statistics[str(statistic)] = f"{boss.name} on {difficulty.value}"


def _name_dungeons(names: Names, season: Season) -> None:
    for challenge, dungeon in season.dungeons.items():
        names.dungeons[challenge] = dungeon.name
        counted = {dungeon.mythic0_statistic: "mythic", dungeon.heroic_statistic: "heroic"}
        for statistic, difficulty in counted.items():
            if statistic is not None:
                names.statistics[str(statistic)] = f"{dungeon.name} on {difficulty}"
