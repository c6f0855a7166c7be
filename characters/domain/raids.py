"""A character's raid kills, as Blizzard counts them over the character's life."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from characters.domain.difficulties import Difficulty, from_blizzard
from characters.domain.documents import Count, Identifier, SmallIdentifier, Text, read
from characters.domain.instants import from_ms_or_none


class _Id(Struct, frozen=True):
    id: SmallIdentifier


class _Kind(Struct, frozen=True):
    type: Text


class _Boss(Struct, frozen=True):
    encounter: _Id
    completed_count: Count
    last_kill_timestamp: Identifier | None = None


class _Progress(Struct, frozen=True):
    encounters: list[_Boss] | None = None


class _Mode(Struct, frozen=True):
    difficulty: _Kind | None = None
    progress: _Progress | None = None
    encounters: list[_Boss] | None = None


class _Instance(Struct, frozen=True):
    instance: _Id
    modes: list[_Mode] | None = None


class _Expansion(Struct, frozen=True):
    instances: list[_Instance] | None = None


class _Raids(Struct, frozen=True):
    expansions: list[_Expansion] | None = None


@dataclass(frozen=True, slots=True)
class BossRecord:
    """One boss on one difficulty: kills in the character's whole life, and when the latest was."""

    instance_id: int
    encounter_id: int
    difficulty: Difficulty
    count: int
    last_kill_at: datetime | None


def parse_raids(body: object) -> tuple[BossRecord, ...]:
    """Read the lifetime kills of every boss and difficulty that a character ever killed.

    Returns one record per encounter and difficulty, in a fixed order; bosses never killed are not listed. The
    current raids appear twice in the document (again under "Current Season"): the larger count and the later
    time are kept, nothing is added up. Times are UTC. Old and unknown difficulties are skipped. Raises
    MalformedPayload with the path of a wrong value. Source: Blizzard /encounters/raids.
    """
    best: dict[tuple[int, Difficulty], BossRecord] = {}
    for record in _records(read(body, _Raids, "raids")):
        key = (record.encounter_id, record.difficulty)
        best[key] = _merged(best[key], record) if key in best else record
    return tuple(sorted(best.values(), key=lambda r: (r.instance_id, r.encounter_id, r.difficulty.order)))


def _records(raids: _Raids) -> Iterator[BossRecord]:
    for expansion in raids.expansions or ():
        for instance in expansion.instances or ():
            for mode in instance.modes or ():
                yield from _mode_records(instance.instance.id, mode)


def _mode_records(instance_id: int, mode: _Mode) -> Iterator[BossRecord]:
    difficulty = from_blizzard(mode.difficulty.type) if mode.difficulty else None
    if difficulty is None:
        return
    nested = mode.progress.encounters if mode.progress else None
    for boss in (*(nested or ()), *(mode.encounters or ())):
        what = f"raids: the last kill of encounter {boss.encounter.id} on {difficulty}"
        killed_at = from_ms_or_none(boss.last_kill_timestamp, what)
        yield BossRecord(instance_id, boss.encounter.id, difficulty, boss.completed_count, killed_at)


def _merged(one: BossRecord, other: BossRecord) -> BossRecord:
    times = [moment for moment in (one.last_kill_at, other.last_kill_at) if moment]
    return BossRecord(
        instance_id=min(one.instance_id, other.instance_id),
        encounter_id=one.encounter_id,
        difficulty=one.difficulty,
        count=max(one.count, other.count),
        last_kill_at=max(times, default=None),
    )
