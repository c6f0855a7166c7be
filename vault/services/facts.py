"""From documents to facts: kill sightings, count snapshots and keystone runs, appended in bulk."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from characters.domain.keystones import KeystoneProfile, KeystoneSeason
from characters.domain.keystones import KeystoneRun as ParsedRun
from characters.domain.raiderio_profiles import RaiderioProfile
from characters.domain.raids import BossRecord
from characters.domain.sections import Section
from characters.domain.statistics import Statistic
from characters.services.applying import Applied
from vault.models import KeystoneRun, KillSighting
from vault.selectors.seasons import SeasonBook, season_book
from vault.services.presence import remember_presence
from vault.services.sightings import add_sightings
from vault.services.snapshots import Counts, add_snapshots

RAIDS, STATISTICS = "blizzard", "statistics"


def record_facts(applied: Iterable[Applied], *, now: datetime) -> None:
    """Append what a batch's documents say about kills, counters and runs. Safe to repeat."""
    applied = list(applied)
    book = season_book()
    sightings = [sighting for result in applied for sighting in _sightings(result, book, now)]
    news = add_sightings(sightings)
    add_snapshots(((result, _counts(result, book)) for result in applied), now=now)
    runs = [run for result in applied for run in _runs(result, now)]
    _add_runs(runs)
    # A statistic counts some kills later than they happened.
    dated = [sighting for sighting in sightings if sighting.source == RAIDS and sighting.character_id in news]
    remember_presence(book, sightings=dated, runs=runs, now=now)


def _sightings(result: Applied, book: SeasonBook, now: datetime) -> Iterator[KillSighting]:
    for record in _raid_records(result, book):
        if record.last_kill_at is not None and record.last_kill_at <= now:
            yield _sighting(result, record.encounter_id, record.difficulty, RAIDS, record.last_kill_at, now)
    for statistic_id, statistic in _statistics(result, book).items():
        boss = book.boss_of_statistic.get(statistic_id)
        killed_at = statistic.last_updated_at
        if boss and killed_at is not None and statistic.quantity > 0 and killed_at <= now:
            yield _sighting(result, boss[0], boss[1], STATISTICS, killed_at, now)


def _sighting(
    result: Applied, encounter: int, difficulty: str, source: str, killed_at: datetime, now: datetime
) -> KillSighting:
    return KillSighting(
        character_id=result.character.pk,
        encounter=encounter,
        difficulty=str(difficulty),
        source=source,
        killed_at=killed_at,
        observed_at=now,
        evidence="last kill" if source == RAIDS else "last counted",
    )


def _counts(result: Applied, book: SeasonBook) -> dict[str, Counts]:
    counts: dict[str, Counts] = {}
    if Section.RAIDS in result.documents:
        counts[RAIDS] = {
            f"{record.encounter_id}:{record.difficulty}": (record.count, _ms(record.last_kill_at))
            for record in _raid_records(result, book)
        }
    if Section.STATISTICS in result.documents:
        counts[STATISTICS] = {
            str(statistic_id): (int(statistic.quantity), _ms(statistic.last_updated_at))
            for statistic_id, statistic in _statistics(result, book).items()
        }
    return counts


def _raid_records(result: Applied, book: SeasonBook) -> list[BossRecord]:
    records = result.documents.get(Section.RAIDS)
    if not isinstance(records, tuple):
        return []
    return [record for record in records if record.encounter_id in book.encounters]


def _statistics(result: Applied, book: SeasonBook) -> dict[int, Statistic]:
    statistics = result.documents.get(Section.STATISTICS)
    if not isinstance(statistics, dict):
        return {}
    return {key: value for key, value in statistics.items() if key in book.statistics}


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp() * 1000)


def _runs(result: Applied, now: datetime) -> Iterator[KeystoneRun]:
    for section in (Section.KEYSTONES, Section.SEASON, Section.RAIDERIO):
        document = result.documents.get(section)
        if isinstance(document, KeystoneProfile | KeystoneSeason | RaiderioProfile):
            for run in document.runs:
                if run.completed_at <= now:
                    yield _run(result.character.pk, run, now)


def _run(character_id: int, run: ParsedRun, now: datetime) -> KeystoneRun:
    return KeystoneRun(
        character_id=character_id,
        dungeon=run.dungeon,
        level=run.level,
        completed_at=run.completed_at,
        timed=run.timed,
        duration_ms=run.duration_ms,
        source=run.source,
        run_id=(run.run_id or "")[:40],
        url=(run.url or "")[:300],
        observed_at=now,
    )


def _add_runs(runs: Iterable[KeystoneRun]) -> None:
    KeystoneRun.objects.bulk_create(runs, ignore_conflicts=True, batch_size=2000)
