"""A guild of any size, written to the database in bulk, as a long-running site would have it.

Three kinds of members: of ten, three raid on two difficulties and are logged, four play keys, delves and a boss or
two, three log in once a week. Facts reach back as far as deriving looks.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import orjson
from django.db import connection, models

from characters.domain.names import character_key, fold
from characters.domain.regions import Region
from characters.models import Character, CharacterClass, Guild, GuildMember, GuildRank, Payload, Realm, Specialization
from vault.domain.packs import load_seasons
from vault.domain.rules import SeasonRules, rules_for
from vault.domain.weeks import Week, fallback_week_of_period
from vault.models import CountSnapshot, KeystoneRun, KillSighting

PERIOD = 1090
WEEKS = 10
WEEK = fallback_week_of_period(Region.US, PERIOD)
NOW = WEEK.start + timedelta(days=4)
RULES: SeasonRules = rules_for(load_seasons(), PERIOD)  # type: ignore[assignment]
BOSSES = sorted(RULES.bosses)
STATISTIC_OF = {pair: int(number) for number, pair in RULES.boss_statistics.items()}
DUNGEONS = sorted(RULES.season.dungeons)
DELVES = sorted(RULES.season.delve_statistics.values())
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def make_guild(size: int) -> Guild:
    """Write a guild with `size` synced members, with payload rows, facts and nothing derived."""
    realm = Realm.objects.filter(region="us").order_by("pk")[0]
    guild = Guild.objects.create(
        realm=realm, name="Many", slug="many", is_public=True, created_at=WEEK.start, logs_synced_at=NOW
    )
    GuildRank.objects.bulk_create(GuildRank(guild=guild, index=index, name=f"Rank {index}") for index in range(10))
    characters = Character.objects.bulk_create(_characters(realm, size), batch_size=2000)
    GuildMember.objects.bulk_create(
        (
            GuildMember(
                guild=guild, character=character, rank=number % 10, character_name=character.name, joined_at=WEEK.start
            )
            for number, character in enumerate(characters)
        ),
        batch_size=2000,
    )
    Payload.objects.bulk_create(_payloads(guild, characters), batch_size=2000)
    _write_facts([character.pk for character in characters])
    return guild


def _characters(realm: Realm, size: int) -> Iterator[Character]:
    classes = list(CharacterClass.objects.order_by("pk"))
    specs = {spec.character_class_id: spec for spec in Specialization.objects.order_by("pk")}
    for number in range(size):
        name = f"Many{LETTERS[number // 676 % 26]}{LETTERS[number // 26 % 26]}{LETTERS[number % 26]}"
        chosen = classes[number % len(classes)]
        yield Character(
            realm=realm, name=name, name_key=character_key(name), search_key=fold(name), blizzard_id=number + 1,
            character_class=chosen, active_spec=specs[chosen.pk], level=90, item_level=280 + number % 40,
            last_login_at=NOW - timedelta(hours=5), last_synced_at=NOW, created_at=WEEK.start,
        )  # fmt: skip


def _payloads(guild: Guild, characters: Iterable[Character]) -> Iterator[Payload]:
    yield Payload(guild=guild, section="reports", attempted_at=NOW, fetched_at=NOW, body={})
    for character in characters:
        for section in ("summary", "raids", "statistics", "keystones", "raiderio"):
            yield Payload(
                character=character, section=section, attempted_at=NOW, fetched_at=NOW, changed_at=NOW,
                as_of=character.last_login_at, body_hash="0" * 64, body={"section": section},
            )  # fmt: skip


@dataclass(slots=True)
class _Life:
    """What one member did, told week by week; counters only grow."""

    pk: int
    rolls: Random
    raids: dict[str, list[int | None]]
    statistics: dict[str, list[int | None]]
    sightings: list[tuple]
    snapshots: list[tuple]
    runs: list[tuple]

    def live(self, week: Week, deeds: int, keys: int, logouts: int) -> None:
        """Let a week pass: kills on two difficulties, keys, delves, and documents after each logout."""
        for logout in range(logouts):
            moment = week.start + timedelta(days=logout * 6 / logouts, hours=self.rolls.uniform(1, 20))
            if moment > NOW:
                return
            for boss in self.rolls.sample(BOSSES, min(len(BOSSES), -(-deeds // (2 * logouts)))):
                self._kill(boss, "normal", moment)
                self._kill(boss, "heroic", moment)
            for _ in range(-(-keys // logouts)):
                self._run(moment)
            if keys:
                self._count(str(self.rolls.choice(DELVES)), self.statistics, moment)
            self._log_out(moment + timedelta(hours=2))

    def _kill(self, encounter: int, difficulty: str, moment: datetime) -> None:
        moment += timedelta(seconds=self.rolls.randrange(5000))
        self._count(f"{encounter}:{difficulty}", self.raids, moment)
        self._count(str(STATISTIC_OF[(encounter, difficulty)]), self.statistics, moment)
        for number, source in enumerate(("blizzard", "statistics", "warcraftlogs")):
            logged = source == "warcraftlogs"
            self.sightings.append(
                (
                    self.pk, encounter, difficulty, source, moment - timedelta(seconds=number), moment,
                    "aBcDeFgHjKmNpQrS#12" if logged else "last kill", 71.5 if logged else None,
                )
            )  # fmt: skip

    def _run(self, moment: datetime) -> None:
        dungeon, level = self.rolls.choice(DUNGEONS), self.rolls.randint(2, 14)
        done = moment + timedelta(seconds=self.rolls.randrange(9000))
        for number, source in enumerate(("raiderio", "blizzard")):
            run_id = str(self.rolls.randrange(10**8)) if source == "raiderio" else ""
            url = f"https://raider.io/mythic-plus-runs/season-mn-2/{run_id}-12-altar" if run_id else ""
            at = done + timedelta(seconds=number)
            self.runs.append((self.pk, dungeon, level, at, True, 1_500_000, source, run_id, url, moment))

    @staticmethod
    def _count(key: str, counters: dict[str, list[int | None]], moment: datetime) -> None:
        before = counters.get(key, [0, None])[0] or 0
        counters[key] = [before + 1, int(moment.timestamp() * 1000)]

    def _log_out(self, logout: datetime) -> None:
        for source, counters in (("blizzard", self.raids), ("statistics", self.statistics)):
            seen = logout + timedelta(minutes=40)
            self.snapshots.append((self.pk, source, logout, logout, seen, seen, orjson.dumps(counters).decode()))


def _write_facts(ids: list[int]) -> None:
    columns = {
        KillSighting: "character_id,encounter,difficulty,source,killed_at,observed_at,evidence,parse",
        CountSnapshot: "character_id,source,as_of_from,as_of_until,confirmed_at,observed_at,counts",
        KeystoneRun: ("character_id,dungeon,level,completed_at,timed,duration_ms,source,run_id,url,observed_at"),
    }
    for start in range(0, len(ids), 500):
        lives = [_life(pk) for pk in ids[start : start + 500]]
        _copy(KillSighting, columns[KillSighting], (row for life in lives for row in life.sightings))
        _copy(CountSnapshot, columns[CountSnapshot], (row for life in lives for row in life.snapshots))
        _copy(KeystoneRun, columns[KeystoneRun], (row for life in lives for row in life.runs))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _life(pk: int) -> _Life:
    old = Random(pk)
    # Everybody comes with a past: lifetime counters of bosses, delves and dungeons, last moved before the facts begin.
    long_ago = int((WEEK.start - timedelta(weeks=WEEKS + 2)).timestamp() * 1000)
    raids = {f"{boss}:{name}": [old.randint(1, 9), long_ago] for boss in BOSSES for name in ("normal", "heroic")}
    numbers = [*STATISTIC_OF.values(), *DELVES, *(d.mythic0_statistic for d in RULES.season.dungeons.values())]
    statistics = {str(number): [old.randint(1, 200), long_ago] for number in numbers if number}
    life = _Life(pk, old, raids, statistics, [], [], [])
    deeds, keys, logouts = ((16, 4, 4), (4, 8, 4), (0, 0, 1))[0 if pk % 10 < 3 else 1 if pk % 10 < 7 else 2]
    for back in range(WEEKS, -1, -1):
        life.live(fallback_week_of_period(Region.US, PERIOD - back), deeds, keys, logouts)
    return life


def _copy(model: type[models.Model], columns: str, rows: Iterable[tuple]) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
