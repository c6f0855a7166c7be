"""From facts to whereabouts: every exact time of a kill or a run says where a character was."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from characters.models import Whereabouts
from characters.services import whereabouts
from vault.models import KeystoneRun, KillSighting
from vault.selectors.naming import names_of
from vault.selectors.seasons import SeasonBook

# What a sighting is known by in its log: the report's code and the fight's number.
Starts = Mapping[str, datetime | None]


def remember_presence(
    book: SeasonBook,
    *,
    sightings: Iterable[KillSighting] = (),
    starts: Starts | None = None,
    runs: Iterable[KeystoneRun] = (),
    now: datetime,
) -> None:
    """Record where the characters of unsaved facts were, in one query. Safe to repeat.

    `starts` gives the beginning of logged fights by a sighting's evidence; of other kills the moment is known.
    """
    names, starts = names_of(book), starts or {}
    rows = [
        whereabouts.kill(
            sighting.character_id,
            sighting.encounter,
            f"{names.boss(sighting.encounter)}, {sighting.difficulty}",
            started_at=starts.get(sighting.evidence),
            ended_at=sighting.killed_at,
            source=sighting.source,
        )
        for sighting in sightings
    ]
    rows += [_run(run, f"{names.dungeon(run.dungeon)} +{run.level}") for run in runs]
    whereabouts.record_whereabouts(rows, now=now)


def _run(run: KeystoneRun, label: str) -> Whereabouts:
    duration = None if run.duration_ms is None else timedelta(milliseconds=run.duration_ms)
    return whereabouts.key(
        run.character_id, run.dungeon, label, completed_at=run.completed_at, duration=duration, source=run.source
    )
