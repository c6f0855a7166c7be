"""A character's keystone runs, as Raider.IO lists them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from characters.domain.documents import Address, Identifier, Level, Number, SmallIdentifier, Text, read
from characters.domain.instants import from_iso
from characters.domain.keystones import KeystoneRun

# An address such as …/mythic-plus-runs/season-df-4/11384734-13-the-azure-vault carries the run's id.
_RUN_IN_ADDRESS = re.compile(r"/mythic-plus-runs/[^/]+/(\d{1,18})-")


class _Run(Struct, frozen=True):
    mythic_level: Level
    completed_at: Text
    map_challenge_mode_id: SmallIdentifier | None = None
    keystone_run_id: Identifier | None = None
    num_keystone_upgrades: Level | None = None
    clear_time_ms: Identifier | None = None
    url: Address | None = None


class _Scores(Struct, frozen=True):
    all: Number | None = None


class _SeasonScore(Struct, frozen=True):
    scores: _Scores | None = None


class _Profile(Struct, frozen=True):
    name: Text
    last_crawled_at: Text | None = None
    thumbnail_url: Address | None = None
    mythic_plus_scores_by_season: list[_SeasonScore] | None = None
    mythic_plus_recent_runs: list[_Run] | None = None
    mythic_plus_best_runs: list[_Run] | None = None
    mythic_plus_alternate_runs: list[_Run] | None = None
    mythic_plus_highest_level_runs: list[_Run] | None = None
    mythic_plus_weekly_highest_level_runs: list[_Run] | None = None
    mythic_plus_previous_weekly_highest_level_runs: list[_Run] | None = None


@dataclass(frozen=True, slots=True)
class RaiderioProfile:
    """What Raider.IO knows of a character, as fresh as `last_crawled_at`."""

    name: str
    last_crawled_at: datetime | None
    runs: tuple[KeystoneRun, ...]
    score: float | None
    thumbnail_url: str | None


def parse_raiderio_profile(body: object) -> RaiderioProfile:
    """Read a character's runs from every run list of a Raider.IO profile.

    Each run is listed once, in UTC; lists that were not asked for may be absent. A run without a dungeon id
    is skipped. The score is the one of the first season listed. Raises MalformedPayload with the path of a
    wrong value. Source: Raider.IO /api/v1/characters/profile.
    """
    wire = read(body, _Profile, "Raider.IO profile")
    runs = {(run.run_id or (run.dungeon, run.level, run.completed_at)): run for run in _runs(wire)}
    seasons = wire.mythic_plus_scores_by_season or ()
    scores = seasons[0].scores if seasons else None
    return RaiderioProfile(
        name=wire.name,
        last_crawled_at=_moment(wire.last_crawled_at, "the last crawl") if wire.last_crawled_at else None,
        runs=tuple(sorted(runs.values(), key=lambda run: (run.completed_at, run.dungeon, run.level))),
        score=scores.all if scores else None,
        thumbnail_url=wire.thumbnail_url,
    )


def _runs(wire: _Profile) -> Iterator[KeystoneRun]:
    lists = (
        wire.mythic_plus_recent_runs,
        wire.mythic_plus_best_runs,
        wire.mythic_plus_alternate_runs,
        wire.mythic_plus_highest_level_runs,
        wire.mythic_plus_weekly_highest_level_runs,
        wire.mythic_plus_previous_weekly_highest_level_runs,
    )
    for run in (run for runs in lists for run in runs or ()):
        if run.map_challenge_mode_id is not None:
            yield _keystone_run(run, run.map_challenge_mode_id)


def _keystone_run(run: _Run, dungeon: int) -> KeystoneRun:
    upgrades = run.num_keystone_upgrades
    return KeystoneRun(
        dungeon=dungeon,
        level=run.mythic_level,
        completed_at=_moment(run.completed_at, "the completion of a run"),
        timed=None if upgrades is None else upgrades > 0,
        duration_ms=run.clear_time_ms,
        source="raiderio",
        run_id=_run_id(run),
        url=run.url,
    )


def _moment(text: str, what: str) -> datetime:
    return from_iso(text, f"Raider.IO profile: {what}")


def _run_id(run: _Run) -> str | None:
    if run.keystone_run_id is not None:
        return str(run.keystone_run_id)
    found = _RUN_IN_ADDRESS.search(run.url or "")
    return found.group(1) if found else None
