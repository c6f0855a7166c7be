"""The vault's rows. Periods are of the US region; 1088 begins on 2026-11-03 at 15:00 UTC by the built-in table."""

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from characters.domain.regions import Region
from tests.factories.characters import LONG_AGO, CharacterFactory
from vault.domain.weeks import fallback_week_of_period
from vault.models import CountSnapshot, GreatVaultEntry, KeystoneRun, KillSighting, VaultAmendment

PERIOD = 1090


def week(period_id: int = PERIOD, region: Region = Region.US):
    """Return a reset week by the built-in table."""
    return fallback_week_of_period(region, period_id)


def slot(row: str, index: int, threshold: int, progress: int = 0, **values):
    """Write one slot as entries hold it."""
    earned = progress >= threshold
    plain = {
        "row": row, "index": index, "threshold": threshold, "progress": progress,
        "state": "earned" if earned else "locked", "difficulty": "heroic" if earned and row == "raid" else None,
        "level": 10 if earned and row != "raid" else None, "item_level": 300 if earned else None,
        "track": "Hero" if earned else None, "reason": None, "facts": [],
    }  # fmt: skip
    return {**plain, **values}


def slots(raid: int = 0, dungeon: int = 0, world: int = 0):
    """Write the nine slots for the progress in each row."""
    rows = (("raid", raid, (2, 4, 6)), ("dungeon", dungeon, (1, 4, 8)), ("world", world, (2, 4, 8)))
    return [slot(row, at, threshold, done) for row, done, steps in rows for at, threshold in enumerate(steps, 1)]


def kill(encounter: int = 2888, difficulty: str = "heroic", **values):
    """Write one kill as entries hold it."""
    plain = {
        "encounter": encounter, "name": "A boss", "difficulty": difficulty, "killed_at": "2026-11-18T20:00:00Z",
        "sources": ["blizzard", "warcraftlogs"], "confidence": "confirmed", "parse": 87.2, "interval": None,
        "evidence": [],
    }  # fmt: skip
    return {**plain, **values}


class GreatVaultEntryFactory(DjangoModelFactory):
    class Meta:
        model = GreatVaultEntry

    character = factory.SubFactory(CharacterFactory)
    period_id = PERIOD
    week_start = factory.LazyAttribute(lambda entry: week(entry.period_id).start)
    week_end = factory.LazyAttribute(lambda entry: week(entry.period_id).end)
    season = "mn-2"
    raid_heroic = 2
    kills = factory.LazyFunction(lambda: [kill(2888), kill(2889)])
    slots = factory.LazyFunction(lambda: slots(raid=2))
    computed_at = factory.LazyAttribute(lambda entry: entry.week_start + timedelta(days=2))


class VaultAmendmentFactory(DjangoModelFactory):
    class Meta:
        model = VaultAmendment

    entry = factory.SubFactory(GreatVaultEntryFactory)
    before = factory.LazyFunction(lambda: {"raid_heroic": 1})
    after = factory.LazyFunction(lambda: {"raid_heroic": 2})
    summary = "heroic bosses 1 → 2"
    amended_at = LONG_AGO


class KillSightingFactory(DjangoModelFactory):
    class Meta:
        model = KillSighting

    character = factory.SubFactory(CharacterFactory)
    encounter = 2888
    difficulty = "heroic"
    source = "blizzard"
    killed_at = factory.LazyFunction(lambda: week().start + timedelta(days=1))
    observed_at = factory.SelfAttribute("killed_at")


class CountSnapshotFactory(DjangoModelFactory):
    class Meta:
        model = CountSnapshot

    character = factory.SubFactory(CharacterFactory)
    source = "blizzard"
    as_of_from = factory.LazyFunction(lambda: week().start)
    as_of_until = factory.SelfAttribute("as_of_from")
    confirmed_at = factory.SelfAttribute("as_of_from")
    observed_at = factory.SelfAttribute("as_of_from")
    counts = factory.LazyFunction(dict)


class KeystoneRunFactory(DjangoModelFactory):
    class Meta:
        model = KeystoneRun

    character = factory.SubFactory(CharacterFactory)
    dungeon = 588
    level = 12
    completed_at = factory.LazyFunction(lambda: week().start + timedelta(days=1))
    timed = True
    source = "raiderio"
    observed_at = factory.SelfAttribute("completed_at")
