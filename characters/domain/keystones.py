"""A character's keystone runs, as Blizzard lists them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from msgspec import Struct

from characters.domain.documents import Identifier, Level, Number, SmallIdentifier, read
from characters.domain.instants import from_ms


class _Id(Struct, frozen=True):
    id: SmallIdentifier


class _Rating(Struct, frozen=True):
    rating: Number


class _Run(Struct, frozen=True):
    dungeon: _Id
    keystone_level: Level
    completed_timestamp: Identifier
    duration: Identifier | None = None
    is_completed_within_time: bool | None = None


class _Period(Struct, frozen=True):
    period: _Id
    best_runs: list[_Run] | None = None


class _Profile(Struct, frozen=True):
    current_period: _Period | None = None
    seasons: list[_Id] | None = None
    current_mythic_rating: _Rating | None = None


class _Season(Struct, frozen=True):
    season: _Id
    best_runs: list[_Run] | None = None
    mythic_rating: _Rating | None = None


@dataclass(frozen=True, slots=True)
class KeystoneRun:
    """One completed keystone dungeon; `dungeon` is the challenge mode id, which all sources share."""

    dungeon: int
    level: int
    completed_at: datetime
    timed: bool | None
    duration_ms: int | None
    source: Literal["blizzard", "raiderio"]
    run_id: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class KeystoneProfile:
    """The best runs of the current period, best per dungeon: not the list of all runs."""

    period_id: int | None
    runs: tuple[KeystoneRun, ...]
    rating: float | None
    season_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeystoneSeason:
    """The best runs of a season, best per dungeon and affix: not the list of all runs."""

    season_id: int
    runs: tuple[KeystoneRun, ...]
    rating: float | None


def parse_keystone_profile(body: object) -> KeystoneProfile:
    """Read a character's keystone profile.

    Runs are listed once each, in UTC. Seasons, runs and rating are absent for a character without keystones.
    Raises MalformedPayload with the path of a wrong value. Source: Blizzard /mythic-keystone-profile.
    """
    wire = read(body, _Profile, "keystone profile")
    return KeystoneProfile(
        period_id=wire.current_period.period.id if wire.current_period else None,
        runs=_runs(wire.current_period.best_runs if wire.current_period else None, "keystone profile"),
        rating=wire.current_mythic_rating.rating if wire.current_mythic_rating else None,
        season_ids=tuple(season.id for season in wire.seasons or ()),
    )


def parse_keystone_season(body: object) -> KeystoneSeason:
    """Read a character's best keystone runs of one season.

    Runs are listed once each, in UTC. Raises MalformedPayload with the path of a wrong value.
    Source: Blizzard /mythic-keystone-profile/season/{id}.
    """
    wire = read(body, _Season, "keystone season")
    rating = wire.mythic_rating.rating if wire.mythic_rating else None
    return KeystoneSeason(wire.season.id, _runs(wire.best_runs, "keystone season"), rating)


def _runs(best_runs: list[_Run] | None, document: str) -> tuple[KeystoneRun, ...]:
    runs = (
        KeystoneRun(
            dungeon=run.dungeon.id,
            level=run.keystone_level,
            completed_at=from_ms(run.completed_timestamp, f"{document}: the completion of a run"),
            timed=run.is_completed_within_time,
            duration_ms=run.duration,
            source="blizzard",
        )
        for run in best_runs or ()
    )
    return tuple(dict.fromkeys(runs))
