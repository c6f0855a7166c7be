"""A guild as real ones are: raiders and alts, some fresh, some failing, one never read; facts first, weeks derived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from characters.domain.names import guild_slug
from characters.domain.regions import Region
from characters.models import Character, CharacterIdentity, Guild, Specialization
from characters.services.activity import GRAIN
from tests.factories.characters import (
    CharacterFactory,
    GuildFactory,
    GuildMemberFactory,
    PayloadFactory,
    SyncRunFactory,
    SyncStepFactory,
)
from tests.factories.vault import CountSnapshotFactory, KeystoneRunFactory, KillSightingFactory, VaultAmendmentFactory
from vault.domain.weeks import Week, fallback_week, fallback_week_of_period
from vault.models import GreatVaultEntry
from vault.selectors.seasons import season_book
from vault.services.fill import fill_weeks

Person = tuple[str, int, int]
NAMES: Sequence[Person] = (
    ("Trogmoon", 102, 0), ("Ælfwyn", 65, 1), ("Brûmbar", 268, 1), ("Cindermaw", 63, 2), ("Dûskara", 259, 2),
    ("Ebonhart", 250, 2), ("Fáelan", 105, 2), ("Grimholt", 71, 2), ("Hollowell", 265, 3), ("Ignara", 1467, 3),
    ("Jorvik", 262, 3), ("Kaelith", 577, 3), ("Lorindel", 254, 3), ("Mòrwen", 256, 3), ("Nixie", 1473, 3),
    ("Oakenfist", 269, 3), ("Palandrel", 70, 3), ("Quillon", 261, 3), ("Rhoswen", 264, 3), ("Sylvanthe", 253, 4),
    ("Thornwick", 104, 4), ("Umbranöx", 258, 4), ("Vexandra", 266, 4), ("Wolfsbane", 1480, 4),
)  # fmt: skip
SECTIONS = ("summary", "raids", "statistics", "keystones", "raiderio")
NOT_FOUND = "Blizzard knows no character of this name on this realm."
DOWN = "Raider.IO answered 503 (out of order)."


@dataclass(frozen=True, slots=True)
class Demo:
    """The guild with its characters in the order of `NAMES`."""

    guild: Guild
    characters: list[Character]
    now: datetime
    week: Week


def invented(count: int) -> list[Person]:
    """Return so many people with names that nobody else bears."""
    return [("Extra" + "".join(chr(97 + int(digit)) for digit in str(n)), 102, 4) for n in range(count)]


def demo_guild(now: datetime, *, people: Sequence[Person] = NAMES, name: str = "Night Shift") -> Demo:
    """Make the guild at `now`, with this week and the two before."""
    guild = GuildFactory(
        name=name, slug=guild_slug(name), is_public=True, faction="horde", roster_synced_at=now - timedelta(hours=2),
        last_synced_at=now - timedelta(minutes=12), logs_synced_at=now - timedelta(hours=3),
        last_viewed_at=now - GRAIN / 2,
    )  # fmt: skip
    characters = [_character(guild, number, *person, now) for number, person in enumerate(people)]
    week = fallback_week(Region(guild.realm.region), now)
    for number, character in enumerate(characters):
        _facts(character, number, week, now)
        _sections(character, number, now)
    for section in ("roster", "reports"):
        PayloadFactory(character=None, guild=guild, section=section, attempted_at=now - timedelta(hours=2))
    known = [character.pk for number, character in enumerate(characters) if number % 23 != 22]
    fill_weeks(known, now=now, back=2)
    _late_fact(characters[0], week, now)
    _runs(guild, characters, now)
    return Demo(guild, characters, now, week)


def _character(guild: Guild, number: int, name: str, spec_id: int, rank: int, now: datetime) -> Character:
    spec = Specialization.objects.get(pk=spec_id)
    character = CharacterFactory(
        name=name, character_class=spec.character_class, active_spec=spec, item_level=296 + (number * 7) % 34,
        mythic_plus_score=1800 + number * 61, last_login_at=now - timedelta(hours=3 + number),
        last_synced_at=now - timedelta(minutes=12 + number), last_viewed_at=now - GRAIN / 2,
    )  # fmt: skip
    GuildMemberFactory(guild=guild, character=character, rank=rank)
    CharacterIdentity.objects.create(
        character=character, realm=character.realm, name=name, blizzard_id=character.blizzard_id,
        seen_from=now - timedelta(days=90),
    )  # fmt: skip
    return character


def _facts(character: Character, number: int, week: Week, now: datetime) -> None:
    chance = Random(number)
    for back in range(3):
        past = fallback_week_of_period(week.region, week.period_id - back)
        _kills(character, number, past, chance, now)
        _keys(character, number, past, chance, now)
        _counters(character, number, past, now)


def _kills(character: Character, number: int, week: Week, chance: Random, now: datetime) -> None:
    bosses = list(season_book().rules_for(week.period_id).season.raids[1320].bosses)
    raids = [("heroic", 28, 1 + number % 8), ("normal", 52, number % 5), ("mythic", 76, max(0, 3 - number % 7))]
    for difficulty, hours, count in raids:
        for place, boss in enumerate(bosses[:count]):
            at = week.start + timedelta(hours=hours, minutes=17 * place)
            if at >= now - timedelta(hours=4):
                continue
            _seen(character, boss, difficulty, at, place, chance)


def _seen(character: Character, boss: int, difficulty: str, at: datetime, place: int, chance: Random) -> None:
    if place % 4 != 3:
        KillSightingFactory(character=character, encounter=boss, difficulty=difficulty, killed_at=at)
    if place % 3 != 1:
        KillSightingFactory(
            character=character, encounter=boss, difficulty=difficulty, source="warcraftlogs",
            killed_at=at + timedelta(seconds=4), evidence=f"aB3dE5fG7hJ9kL1m#{place + 3}",
            parse=round(chance.uniform(12, 99), 1),
        )  # fmt: skip


def _keys(character: Character, number: int, week: Week, chance: Random, now: datetime) -> None:
    dungeons = list(season_book().rules_for(week.period_id).season.dungeons)
    for place in range((number * 3) % 10):
        at = week.start + timedelta(hours=6 + 7 * place, minutes=number)
        if at >= now - timedelta(hours=4):
            continue
        run = {
            "character": character, "dungeon": dungeons[place % len(dungeons)], "level": 4 + chance.randrange(9),
            "completed_at": at, "timed": place % 4 != 3,
        }  # fmt: skip
        KeystoneRunFactory(**run)
        if place % 2:
            KeystoneRunFactory(**run | {"source": "blizzard"})


def _counters(character: Character, number: int, week: Week, now: datetime) -> None:
    """Show the statistics as of a logout before the week and one in it; a third of the characters have none."""
    if number % 3 == 2:
        return
    delves = season_book().rules_for(week.period_id).season.delve_statistics
    before, after = week.start - timedelta(hours=2), min(week.start + timedelta(hours=60), now - timedelta(hours=3))
    base = 100 + 10 * week.period_id
    for at, total in ((before, base), (after, base + number % 9)):
        CountSnapshotFactory(
            character=character, source="statistics", as_of_from=at, as_of_until=at,
            observed_at=at + timedelta(minutes=5), confirmed_at=at + timedelta(minutes=65),
            counts={str(delves[8]): [total, int(at.timestamp() * 1000)]},
        )  # fmt: skip


def _sections(character: Character, number: int, now: datetime) -> None:
    """Store what was fetched when; one in 23 was never read, one in nine has no profile, one in seven no Raider.IO."""
    if number % 23 == 22:
        return
    fetched = now - timedelta(minutes=12 + number)
    for section in SECTIONS:
        failure = {}
        if number % 9 == 8:
            failure = {"error_kind": "not_found", "error": NOT_FOUND, "failures": 3}
        elif section == "raiderio" and number % 7 == 6:
            failure = {"error_kind": "unavailable", "error": DOWN, "failures": 1}
        PayloadFactory(
            character=character, section=section, as_of=character.last_login_at,
            attempted_at=now - timedelta(minutes=9),
            fetched_at=fetched - timedelta(days=2) if failure else fetched, changed_at=fetched - timedelta(hours=3),
            **failure,
        )  # fmt: skip


def _late_fact(character: Character, week: Week, now: datetime) -> None:
    entry = GreatVaultEntry.objects.filter(character=character, period_id=week.period_id - 1).first()
    if entry is None:
        return
    documents = {"slots": entry.slots, "raid_lfr": 0, "raid_normal": 0, "raid_mythic": 0}
    locked = {"state": "locked", "difficulty": None, "item_level": None, "track": None, "progress": 1}
    before = [slot | locked if (slot["row"], slot["index"]) == ("raid", 2) else slot for slot in entry.slots]
    VaultAmendmentFactory(
        entry=entry, amended_at=now - timedelta(days=2), summary="heroic bosses 3 → 4; raid slot 2: locked → earned",
        before=documents | {"slots": before, "raid_heroic": 3}, after=documents | {"raid_heroic": 4},
    )  # fmt: skip


def _runs(guild: Guild, characters: list[Character], now: datetime) -> None:
    for hours in (3, 2, 1):
        begun = now - timedelta(hours=hours, minutes=12)
        run = SyncRunFactory(
            guild=guild, status="done", created_at=begun, finished_at=begun + timedelta(minutes=3, seconds=hours * 9)
        )
        SyncStepFactory(run=run, kind="roster", character=None, status="done", requests=1, due_at=begun)
        for number, character in enumerate(characters[:12]):
            SyncStepFactory(
                run=run, character=character, status="failed" if number == 11 and hours == 1 else "done", requests=3,
                due_at=begun, finished_at=begun + timedelta(minutes=1), error=NOT_FOUND if number in (8, 11) else "",
            )  # fmt: skip


def running_run(demo: Demo, *, done: int = 9):
    """Start a run over the demo guild of which so many steps are over."""
    run = SyncRunFactory(guild=demo.guild, created_at=demo.now - timedelta(minutes=1), source="page")
    SyncStepFactory(run=run, kind="roster", character=None, status="done", requests=1, due_at=demo.now)
    for number, character in enumerate(demo.characters):
        status = "done" if number < done else "running" if number < done + 2 else "pending"
        SyncStepFactory(
            run=run, character=character, status=status, requests=3 if number < done else 0, due_at=demo.now
        )
    return run
