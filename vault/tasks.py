"""The timetable's and the interfaces' way to background work: each task loads, calls one service, and returns.

Progress lives in the database. A task that the broker lost or ran twice changes nothing: the dispatcher offers every
due step again until it is done, and a step is claimed before it is worked on.
"""

import time

from celery import Task, shared_task
from django.utils import timezone

from characters.models import SyncStep
from characters.selectors.tracking import tracked_guilds, viewed_characters
from characters.services.retention import refresh_or_remove as refresh_or_remove_due
from characters.services.runs import (
    finish_idle_runs,
    mark_queued,
    prune_old_runs,
    release_stale_steps,
    start_character_run,
    start_guild_run,
)
from characters.services.whereabouts import prune_whereabouts
from characters.tasks import DatabaseTask
from vault.services.closing import close_weeks
from vault.services.work import BATCH, SPREAD, TIMETABLE, work_on

# A task works on while steps are due, but hands its worker back well before the broker would deliver it again.
SHIFT_S = 60
TASKS_PER_KIND = 4


@shared_task(base=DatabaseTask)
def start_hourly_syncs() -> int:
    """Start this hour's run of every tracked guild, and one over characters that somebody looks at."""
    now = timezone.now()
    guilds = list(tracked_guilds())
    for guild in guilds:
        start_guild_run(guild, source=TIMETABLE, now=now)
    viewed = list(viewed_characters(now=now))
    if viewed:
        start_character_run(viewed, source=TIMETABLE, now=now, is_forced=False, spread=SPREAD)
    dispatch_due_steps.delay()
    return len(guilds)


@shared_task(base=DatabaseTask)
def dispatch_due_steps() -> dict[str, int]:
    """Offer every due step to the workers, free those of dead workers, and finish runs with nothing left."""
    now = timezone.now()
    release_stale_steps(now=now)
    offered = {}
    for kind, task in TASKS.items():
        waiting = mark_queued(kind, now=now)
        offered[kind] = min(-(-waiting // BATCH), TASKS_PER_KIND)
        for _ in range(offered[kind]):
            task.delay()
    finish_idle_runs(now=now)
    return offered


@shared_task(base=DatabaseTask)
def work_rosters() -> int:
    """Do due roster steps, then offer the steps they made."""
    done = _shift(SyncStep.Kind.ROSTER)
    if done:
        dispatch_due_steps.delay()
    return done


@shared_task(base=DatabaseTask)
def work_characters() -> int:
    """Do due character steps, then offer the Raider.IO steps they made."""
    done = _shift(SyncStep.Kind.CHARACTER)
    if done:
        dispatch_due_steps.delay()
    return done


@shared_task(base=DatabaseTask)
def work_raiderio() -> int:
    """Do due Raider.IO steps."""
    return _shift(SyncStep.Kind.RAIDERIO)


@shared_task(base=DatabaseTask)
def work_logs() -> int:
    """Do due logs steps."""
    return _shift(SyncStep.Kind.LOGS)


@shared_task(base=DatabaseTask)
def close_finished_weeks() -> int:
    """Freeze the weeks that have ended."""
    return close_weeks(now=timezone.now())


@shared_task(base=DatabaseTask)
def refresh_or_remove() -> dict[str, int]:
    """Ask about characters whose data nobody vouched for in 30 days, and remove those that are gone."""
    return refresh_or_remove_due(now=timezone.now())


@shared_task(base=DatabaseTask)
def prune_runs() -> int:
    """Delete finished runs of more than two weeks ago, and where characters were more than 60 days ago."""
    now = timezone.now()
    prune_whereabouts(now=now)
    return prune_old_runs(now=now)


def _shift(kind: str) -> int:
    ends = time.monotonic() + SHIFT_S
    done = 0
    while time.monotonic() < ends:
        worked = work_on(kind, now=timezone.now())
        if not worked:
            break
        done += worked
    if done:
        # Two workers that end a run's last steps at once each still see the other's as open.
        finish_idle_runs(now=timezone.now())
    return done


TASKS: dict[str, Task] = {
    SyncStep.Kind.ROSTER: work_rosters,
    SyncStep.Kind.CHARACTER: work_characters,
    SyncStep.Kind.RAIDERIO: work_raiderio,
    SyncStep.Kind.LOGS: work_logs,
}
