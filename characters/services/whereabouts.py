"""Remembering where characters certainly were: in which fights and keys, and when."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from characters.models import Whereabouts

KEPT_FOR = timedelta(days=60)
# A key's clock counts penalties for deaths: its run began later than its time says.
PENALTIES = timedelta(minutes=5)
LONGEST_LABEL = Whereabouts._meta.get_field("label").max_length


def kill(
    character_id: int, encounter: int, label: str, *, started_at: datetime | None, ended_at: datetime, source: str
) -> Whereabouts:
    """Make an unsaved row for a kill; without a start only its moment is certain."""
    return _row(character_id, Whereabouts.Activity.KILL, encounter, label, started_at or ended_at, ended_at, source)


def key(
    character_id: int, dungeon: int, label: str, *, completed_at: datetime, duration: timedelta | None, source: str
) -> Whereabouts:
    """Make an unsaved row for a keystone run. Its time may hold penalties, so the first minutes are not certain."""
    length = max(timedelta(0), (duration or timedelta(0)) - PENALTIES)
    started_at = completed_at - length
    return _row(character_id, Whereabouts.Activity.KEY, dungeon, label, started_at, completed_at, source)


def record_whereabouts(rows: Iterable[Whereabouts], *, now: datetime) -> int:
    """Add rows in one query, but what is old or still to come. Rows that are known stay. Return how many were offered.

    Several sources' rows about one activity are all kept: each knows its moments in its own way.
    """
    since = now - KEPT_FOR
    timely = (row for row in rows if since < row.ended_at <= now)
    fresh = {(row.character_id, row.activity, row.place, row.ended_at): row for row in timely}
    # In order, because another worker may add the same rows at the same time.
    ordered = [fresh[known] for known in sorted(fresh)]
    Whereabouts.objects.bulk_create(ordered, ignore_conflicts=True, batch_size=2000)
    return len(ordered)


def prune_whereabouts(*, now: datetime) -> int:
    """Delete rows of more than 60 days ago. Return how many went."""
    return Whereabouts.objects.filter(ended_at__lt=now - KEPT_FOR).delete()[0]


def _row(
    character_id: int,
    activity: Whereabouts.Activity,
    place: int,
    label: str,
    started_at: datetime,
    ended_at: datetime,
    source: str,
) -> Whereabouts:
    return Whereabouts(
        character_id=character_id,
        activity=activity.value,
        place=place,
        label=label[:LONGEST_LABEL],
        started_at=min(started_at, ended_at),
        ended_at=ended_at,
        source=source,
    )
