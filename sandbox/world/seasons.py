"""The few facts of the Midnight seasons that lives are made of: raids, dungeons, and the ids upstreams use."""

from dataclasses import dataclass
from functools import lru_cache

DIFFICULTIES = ("lfr", "normal", "heroic", "mythic")
LFR, NORMAL, HEROIC, MYTHIC = range(4)
LOGS_DIFFICULTIES = (1, 3, 4, 5)
DELVE_STATISTICS = {tier: 40765 + tier for tier in range(1, 12)}
DELVE_TOTAL_STATISTIC = 40734


@dataclass(frozen=True, slots=True)
class Boss:
    """A boss: journal encounter id, Warcraft Logs id, name, and its statistics from LFR to Mythic."""

    id: int
    logs_id: int
    name: str
    statistics: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Raid:
    """A raid: journal instance id, name, Warcraft Logs zone, the periods it opens in (and in LFR), bosses."""

    id: int
    name: str
    zone: int
    opens: int
    lfr_opens: int
    bosses: tuple[Boss, ...]


@dataclass(frozen=True, slots=True)
class Dungeon:
    """A dungeon: challenge mode id, names, Raider.IO's zone, timer in milliseconds, statistics."""

    id: int
    name: str
    short_name: str
    zone: int
    timer: int
    mythic_statistic: int | None
    heroic_statistic: int | None

    @property
    def slug(self) -> str:
        """Give the name as it stands in addresses."""
        return self.name.lower().replace("'", "").replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Season:
    """A season: Blizzard's id, Raider.IO's slug, first periods (of all, of raids, of keystones), content."""

    id: int
    slug: str
    first: int
    live: int
    keystones: int
    raids: tuple[Raid, ...]
    dungeons: tuple[Dungeon, ...]
    item_level: int

    def bosses(self, period: int, difficulty: int) -> list[Boss]:
        """List the bosses that can be fought in a period on a difficulty, in order."""
        return [
            boss
            for raid in self.raids
            if period >= (raid.lfr_opens if difficulty == LFR else raid.opens)
            for boss in raid.bosses
        ]


def _raid(facts: tuple[int, str, int, int, int], *bosses: Boss) -> Raid:
    return Raid(*facts, bosses=bosses)


def _boss(boss_id: int, logs_id: int, name: str, first: int, second: int = 0) -> Boss:
    # Statistics are numbered on; a second block takes over after LFR where the numbering jumps.
    rest = range(second, second + 3) if second else range(first + 1, first + 4)
    return Boss(boss_id, logs_id, name, (first, *rest))


_MIDNIGHT_1 = Season(
    id=17,
    slug="season-mn-1",
    first=1052,
    live=1055,
    keystones=1056,
    item_level=232,
    raids=(
        _raid(
            (1307, "The Voidspire", 46, 1055, 1055),
            _boss(2733, 3176, "Imperator Averzian", 61276),
            _boss(2734, 3177, "Vorasius", 61280),
            _boss(2736, 3179, "Fallen-King Salhadaar", 61284),
            _boss(2735, 3178, "Vaelgor & Ezzorak", 61288),
            _boss(2737, 3180, "Lightblinded Vanguard", 61292),
            _boss(2738, 3181, "Crown of the Cosmos", 61296),
        ),
        _raid(
            (1314, "The Dreamrift", 46, 1055, 1055),
            _boss(2795, 3306, "Chimaerus the Undreamt God", 61474),
        ),
        _raid(
            (1308, "March on Quel'Danas", 46, 1057, 1057),
            _boss(2739, 3182, "Belo'ren, Child of Al'ar", 61300),
            _boss(2740, 3183, "Midnight Falls", 61304),
        ),
        _raid((1305, "Sporefall", 50, 1068, 1068), _boss(2711, 3159, "Rotmire", 63233)),
    ),
    dungeons=(
        Dungeon(558, "Magisters' Terrace", "MT", 15829, 2_000_000, 61217, 61216),
        Dungeon(560, "Maisara Caverns", "MC", 16395, 1_680_000, 61655, 61654),
        Dungeon(559, "Nexus-Point Xenas", "NPX", 16573, 1_600_000, 61658, 61657),
        Dungeon(557, "Windrunner Spire", "WS", 15808, 1_980_000, 41295, 41294),
        Dungeon(402, "Algeth'ar Academy", "AA", 14032, 1_820_000, 16088, None),
        Dungeon(556, "Pit of Saron", "POS", 4813, 1_800_000, None, None),
        Dungeon(239, "Seat of the Triumvirate", "SEAT", 8910, 2_040_000, 12613, None),
        Dungeon(161, "Skyreach", "SR", 6988, 1_680_000, 10195, None),
    ),
)
_MIDNIGHT_2 = Season(
    id=18,
    slug="season-mn-2",
    first=1076,
    live=1077,
    keystones=1077,
    item_level=284,
    raids=(
        _raid(
            (1320, "The Venomous Abyss", 53, 1077, 1077),
            _boss(2888, 3470, "Nek'zali the Soulcoiler", 63533),
            _boss(2874, 3445, "Entombed Sentinels", 63537),
            _boss(2894, 3497, "The Lost Explorers", 63541, 63552),
            _boss(2882, 3455, "Vashnik the Malignant", 63547, 63555),
            _boss(2871, 3420, "Sszorak", 63548, 63558),
            _boss(2887, 3421, "The Twin Fangs", 63549, 63561),
            _boss(2883, 3429, "The Coiled Altar", 63550, 63564),
            _boss(2895, 3492, "Ula'tek", 63551, 63567),
        ),
        # Its lowest difficulty, World, opened a week before the others.
        _raid(
            (1317, "The Tidebound Grotto", 53, 1077, 1076),
            _boss(2849, 3379, "Nymrissa Wavecaller", 63613),
        ),
    ),
    dungeons=(
        Dungeon(588, "Altar of Fangs", "AOF", 16865, 1_800_000, 62287, None),
        Dungeon(587, "Murder Row", "MR", 16091, 2_040_000, 61275, 61274),
        Dungeon(586, "Den of Nalorakk", "DON", 16368, 1_920_000, 61652, 61651),
        Dungeon(584, "The Blinding Vale", "BV", 16359, 1_800_000, 61661, 61660),
        Dungeon(585, "Voidscar Arena", "VSA", 16425, 1_800_000, 61513, 61512),
        Dungeon(249, "Kings' Rest", "KR", 9526, 1_980_000, 12763, None),
        Dungeon(250, "Temple of Sethraliss", "TOS", 9527, 1_920_000, 12776, None),
        Dungeon(399, "Ruby Life Pools", "RLP", 14063, 1_680_000, 16085, None),
    ),
)
SEASONS = (_MIDNIGHT_1, _MIDNIGHT_2)
FIRST_PERIOD = _MIDNIGHT_1.first
OLD_RAID = _raid(
    (1302, "Manaforge Omega", 44, 1023, 1023),
    *(
        Boss(boss_id, logs_id, name, ())
        for boss_id, logs_id, name in (
            (2684, 3129, "Plexus Sentinel"),
            (2686, 3131, "Loom'ithar"),
            (2685, 3130, "Soulbinder Naazindhri"),
            (2687, 3132, "Forgeweaver Araz"),
            (2688, 3122, "The Soul Hunters"),
            (2747, 3133, "Fractillus"),
            (2690, 3134, "Nexus-King Salhadaar"),
            (2691, 3135, "Dimensius, the All-Devouring"),
        )
    ),
)
BOSSES = {boss.id: boss for season in SEASONS for raid in season.raids for boss in raid.bosses}
BOSSES_BY_LOGS_ID = {boss.logs_id: boss for boss in BOSSES.values()}
DUNGEONS = {dungeon.id: dungeon for season in SEASONS for dungeon in season.dungeons}
ZONE_NAMES = {46: "VS / DR / MQD", 50: "Sporefall", 53: "The Venomous Abyss", 44: "Manaforge Omega"}


def season_of(period: int) -> Season:
    """Give the season that a period belongs to; the first one for everything before."""
    return _MIDNIGHT_2 if period >= _MIDNIGHT_2.first else _MIDNIGHT_1


@lru_cache(maxsize=1)
def zone_of_boss() -> dict[int, int]:
    """Map each boss to its Warcraft Logs zone."""
    return {boss.id: raid.zone for season in SEASONS for raid in season.raids for boss in raid.bosses}
