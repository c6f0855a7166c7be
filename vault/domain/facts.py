"""What sources said, in the form the vault is derived from. Facts are only ever added; nothing here decides anything.

Three kinds: somebody saw a kill at an instant, a document showed lifetime counters, somebody listed a keystone run. All
times are aware and in UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from characters.domain.difficulties import Difficulty
from characters.domain.keystones import KeystoneRun


class Source(StrEnum):
    """Who said it. `blizzard` is the raids document or the keystone profile, `statistics` the statistics document."""

    BLIZZARD = "blizzard"
    STATISTICS = "statistics"
    WARCRAFTLOGS = "warcraftlogs"
    RAIDERIO = "raiderio"


@dataclass(frozen=True, slots=True)
class KillSighting:
    """A source's word that the character took part in a kill at an instant; `encounter` is the journal id."""

    encounter: int
    difficulty: Difficulty
    source: str
    killed_at: datetime
    evidence: str = ""
    parse: float | None = None


@dataclass(frozen=True, slots=True)
class CountSnapshot:
    """Lifetime counters that one document showed.

    Blizzard's documents move only when the character logs out, so a snapshot is true for the state at the
    logouts from `as_of_from` to `as_of_until`; `confirmed_at` is the last fetch that still showed it.
    `counts` maps a key to (count, milliseconds of the last time or None): "2888:heroic" when the source is
    `blizzard`, a statistic's id as text when it is `statistics`. What is not listed is 0.
    """

    source: str
    as_of_from: datetime
    as_of_until: datetime
    confirmed_at: datetime
    counts: Mapping[str, Sequence[int | None]]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything known about one character, of as many weeks as there are; order and repetition do not matter."""

    sightings: Sequence[KillSighting] = ()
    snapshots: Sequence[CountSnapshot] = ()
    runs: Sequence[KeystoneRun] = ()


def boss_key(encounter: int, difficulty: Difficulty) -> str:
    """Name a boss on a difficulty, such as "2888:heroic", as the counters of raids do."""
    return f"{encounter}:{difficulty.value}"
