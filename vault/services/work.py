"""Doing the steps of sync runs, one function per kind: fetch first, then one transaction for what a batch changes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, close_old_connections, transaction

from characters.domain.regions import Region
from characters.domain.sections import ROSTER_STAYS_FRESH, is_older
from characters.models import Guild, SyncStep
from characters.selectors.tracking import tracked_character_ids
from characters.services.applying import Applied, apply_fetches
from characters.services.roster import sync_roster
from characters.services.runs import (
    add_character_steps,
    add_logs_step,
    add_raiderio_steps,
    claim_steps,
    finish_steps,
    release_steps,
)
from characters.services.sync import BatchResult, fetch_batch, raiderio_due_ids
from vault.services.calendar import refresh_calendar
from vault.services.facts import record_facts
from vault.services.fill import fill_changed
from vault.services.logs import sync_logs

# As many as are asked about at once, so that a batch lasts no longer than its slowest character.
BATCH = 16
TIMETABLE = "timetable"
# The timetable's steps are spread over this time, so that upstreams see an even trickle.
SPREAD = timedelta(minutes=50)


def work_on(kind: str, *, now: datetime, run_id: int | None = None) -> int:
    """Claim a batch of due steps of one kind and do them. Return how many were claimed, 0 when none is due."""
    limit = BATCH if kind in (SyncStep.Kind.CHARACTER, SyncStep.Kind.RAIDERIO) else 1
    steps = claim_steps(kind, now=now, limit=limit, run_id=run_id)
    if steps:
        with _given_back(steps, now):
            WORK[kind](steps, now)
    return len(steps)


@contextmanager
def _given_back(steps: list[SyncStep], now: datetime) -> Iterator[None]:
    """Free claimed steps at once when the database went away or chose them to break a deadlock; nothing was written."""
    try:
        yield
    except (OperationalError, InterfaceError):
        close_old_connections()
        # If it is still away, the claim runs out by itself.
        with suppress(OperationalError, InterfaceError):
            release_steps(steps, due_at=now)
        raise


def _work_on_roster(steps: list[SyncStep], now: datetime) -> None:
    (step,) = steps
    guild = step.run.guild
    if guild is None:
        finish_steps(steps, now=now, defects={step.pk: "A roster step needs a guild."})
        return
    refresh_calendar(Region(guild.realm.region), now=now)
    error = _refresh_roster(guild, step, now)
    spread = SPREAD if step.run.source == TIMETABLE else timedelta(0)
    with transaction.atomic():
        add_character_steps(step.run, tracked_character_ids(guild), now=now, spread=spread)
        add_logs_step(step.run, due_at=now + spread)
        finish_steps(steps, now=now, errors={step.pk: error})


def _refresh_roster(guild: Guild, step: SyncStep, now: datetime) -> str:
    if step.run.source == TIMETABLE and not is_older(guild.roster_synced_at, ROSTER_STAYS_FRESH, now):
        return ""
    outcome = sync_roster(guild, now=now)
    return outcome.error or outcome.held


def _work_on_characters(steps: list[SyncStep], now: datetime) -> None:
    forced = {step.character_id or 0 for step in steps if step.is_forced}
    # Who asks by hand wants what is new now; the timetable has the time.
    eager = {step.character_id or 0 for step in steps if step.run.source != TIMETABLE}
    batch = fetch_batch(_character_ids(steps), source="blizzard", now=now, forced=forced, eager=eager)
    with transaction.atomic():
        applied = _apply(batch, now)
        due = raiderio_due_ids((result.character for result in applied), now=now, forced=forced)
        add_raiderio_steps((step for step in steps if step.character_id in due), now=now)
        _finish(steps, batch, applied, now)


def _work_on_raiderio(steps: list[SyncStep], now: datetime) -> None:
    forced = {step.character_id or 0 for step in steps if step.is_forced}
    batch = fetch_batch(_character_ids(steps), source="raiderio", now=now, forced=forced)
    with transaction.atomic():
        applied = _apply(batch, now)
        _finish(steps, batch, applied, now)


def _work_on_logs(steps: list[SyncStep], now: datetime) -> None:
    (step,) = steps
    guild = step.run.guild
    if guild is None:
        finish_steps(steps, now=now, defects={step.pk: "A logs step needs a guild."})
        return
    outcome = sync_logs(guild, now=now)
    finish_steps(steps, now=now, errors={step.pk: outcome.error}, requests={step.pk: outcome.requests})


def _character_ids(steps: list[SyncStep]) -> list[int]:
    return [step.character_id for step in steps if step.character_id is not None]


def _apply(batch: BatchResult, now: datetime) -> list[Applied]:
    applied = apply_fetches(batch.fetches, now=now)
    record_facts(applied, now=now)
    fill_changed(applied, now=now)
    return applied


def _finish(steps: list[SyncStep], batch: BatchResult, applied: list[Applied], now: datetime) -> None:
    errors = {result.character.pk: "; ".join(result.errors.values()) for result in applied}
    waiting = [step for step in steps if step.character_id in batch.waits]
    finished = [step for step in steps if step.character_id not in batch.waits]
    by_step = {step.pk: step.character_id or 0 for step in finished}
    finish_steps(
        finished,
        now=now,
        errors={pk: errors.get(character, "") for pk, character in by_step.items()},
        defects={pk: batch.defects[character] for pk, character in by_step.items() if character in batch.defects},
        requests={pk: batch.requests.get(character, 0) for pk, character in by_step.items()},
    )
    if waiting:
        release_steps(waiting, due_at=now + timedelta(seconds=max(batch.waits.values())))


WORK: dict[str, Callable[[list[SyncStep], datetime], None]] = {
    SyncStep.Kind.ROSTER: _work_on_roster,
    SyncStep.Kind.CHARACTER: _work_on_characters,
    SyncStep.Kind.RAIDERIO: _work_on_raiderio,
    SyncStep.Kind.LOGS: _work_on_logs,
}
