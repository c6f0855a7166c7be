"""Sync runs: starting one, claiming its steps, and finishing it by what the database says.

A step is claimed by a conditional update; the database allows one running step per character. A claim that a dead
worker left behind is freed after some minutes, so nothing depends on the broker remembering anything.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from characters.models import Character, Guild, SyncRun, SyncStep
from characters.services.claimants import is_forsaken, new_claim

TRIES_IN_COMPANY = 2
TRIES_IN_ALL = 5


def silence() -> timedelta:
    """Return how long a claim or an offer may stay without an end before it counts as lost."""
    return timedelta(seconds=settings.CLAIM_SECONDS)


def start_guild_run(guild: Guild, *, source: str, now: datetime, user: User | None = None) -> SyncRun:
    """Start a run over a guild, or return the one that is already running."""
    try:
        with transaction.atomic():
            run = SyncRun.objects.create(
                kind=SyncRun.Kind.GUILD, guild=guild, source=source, requested_by=user, created_at=now
            )
            SyncStep.objects.create(run=run, kind=SyncStep.Kind.ROSTER, due_at=now)
    except IntegrityError:
        return SyncRun.objects.get(guild=guild, kind=SyncRun.Kind.GUILD, status=SyncRun.Status.RUNNING)
    return run


def start_character_run(
    characters: Iterable[Character],
    *,
    source: str,
    now: datetime,
    user: User | None = None,
    is_forced: bool = True,
    spread: timedelta = timedelta(0),
) -> SyncRun:
    """Start a run over single characters, due from now on over `spread`."""
    characters = list(characters)
    only = characters[0] if len(characters) == 1 else None
    with transaction.atomic():
        run = SyncRun.objects.create(
            kind=SyncRun.Kind.CHARACTER, character=only, source=source, requested_by=user, created_at=now
        )
        add_character_steps(run, [character.pk for character in characters], now=now, spread=spread, forced=is_forced)
    return run


def add_character_steps(
    run: SyncRun, ids: list[int], *, now: datetime, spread: timedelta, forced: bool = False
) -> None:
    """Add one step per character, due at even distances over `spread`. Safe to repeat."""
    pace = spread / max(len(ids), 1)
    SyncStep.objects.bulk_create(
        [
            SyncStep(
                run=run,
                kind=SyncStep.Kind.CHARACTER,
                character_id=character_id,
                due_at=now + pace * position,
                is_forced=forced,
            )
            for position, character_id in enumerate(ids)
        ],
        ignore_conflicts=True,
    )


def add_logs_step(run: SyncRun, *, due_at: datetime) -> None:
    """Add the step that reads a guild's logs, once its members are known. Safe to repeat."""
    SyncStep.objects.get_or_create(run=run, kind=SyncStep.Kind.LOGS, defaults={"due_at": due_at})


def add_raiderio_steps(steps: Iterable[SyncStep], *, now: datetime) -> None:
    """Add a Raider.IO step beside each given character step, due at once. Safe to repeat."""
    SyncStep.objects.bulk_create(
        [
            SyncStep(
                run_id=step.run_id,
                kind=SyncStep.Kind.RAIDERIO,
                character_id=step.character_id,
                due_at=now,
                is_forced=step.is_forced,
            )
            for step in steps
        ],
        ignore_conflicts=True,
    )


def due_steps(kind: str, *, now: datetime, run_id: int | None = None) -> QuerySet[SyncStep]:
    """Return the steps of a kind that wait and are due, oldest first; of one run where given."""
    steps = SyncStep.objects.filter(kind=kind, status=SyncStep.Status.PENDING, due_at__lte=now)
    if run_id is not None:
        steps = steps.filter(run_id=run_id)
    return steps.order_by("due_at", "pk")


def claim_steps(kind: str, *, now: datetime, limit: int, run_id: int | None = None) -> list[SyncStep]:
    """Claim up to `limit` due steps for this worker, one per character, none of a character that another works on.

    A step that was claimed twice without an end is handed out alone, so that it can only hurt itself.
    """
    token = new_claim()
    try:
        with transaction.atomic():
            chosen = _choose(due_steps(kind, now=now, run_id=run_id), limit)
            SyncStep.objects.filter(pk__in=chosen).update(
                status=SyncStep.Status.RUNNING, claim=token, claimed_at=now, attempts=F("attempts") + 1
            )
    except IntegrityError:
        # Another worker claimed another step of the same character in this moment: the next round takes the rest.
        return []
    return list(SyncStep.objects.filter(claim=token).select_related("run__guild__realm").order_by("due_at", "pk"))


def _choose(steps: QuerySet[SyncStep], limit: int) -> list[int]:
    busy = SyncStep.objects.filter(status=SyncStep.Status.RUNNING, character=OuterRef("character"))
    steps = steps.filter(Q(character__isnull=True) | ~Exists(busy))
    if connection.features.has_select_for_update_skip_locked:
        steps = steps.select_for_update(skip_locked=True)
    rows = list(steps.values_list("pk", "character_id", "attempts")[:limit])
    if rows and rows[0][2] >= TRIES_IN_COMPANY:
        return [rows[0][0]]
    alone = {(character_id or -pk): pk for pk, character_id, attempts in reversed(rows) if attempts < TRIES_IN_COMPANY}
    return list(alone.values())


def finish_steps(
    steps: Iterable[SyncStep],
    *,
    now: datetime,
    errors: Mapping[int, str] | None = None,
    defects: Mapping[int, str] | None = None,
    requests: Mapping[int, int] | None = None,
) -> None:
    """Mark claimed steps as done, with the upstream errors met, or as failed by a defect; by step id."""
    errors, defects, requests = errors or {}, defects or {}, requests or {}
    steps = list(steps)
    outcomes: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for step in steps:
        status = str(SyncStep.Status.FAILED if step.pk in defects else SyncStep.Status.DONE)
        error = (defects.get(step.pk) or errors.get(step.pk, ""))[:300]
        outcomes[(status, error, requests.get(step.pk, 0))].append(step.pk)
    for (outcome, error, asked), ids in outcomes.items():
        SyncStep.objects.filter(pk__in=ids).update(
            status=outcome, error=error, requests=asked, finished_at=now, claim=""
        )
    finish_runs({step.run_id for step in steps}, now=now)


def release_steps(steps: Iterable[SyncStep], *, due_at: datetime) -> None:
    """Give claimed steps back, due again at `due_at`: the budget of their upstream is spent for now."""
    SyncStep.objects.filter(pk__in=[step.pk for step in steps]).update(
        status=SyncStep.Status.PENDING, claim="", claimed_at=None, queued_at=None, due_at=due_at, attempts=0
    )


def release_stale_steps(*, now: datetime) -> int:
    """Free the steps of workers that died, and give up those that no worker survives. Return how many were freed."""
    running = SyncStep.objects.filter(status=SyncStep.Status.RUNNING)
    claims = running.order_by().values_list("claim", flat=True).distinct()
    forsaken = [claim for claim in claims if is_forsaken(claim)]
    stale = running.filter(~Q(claimed_at__range=(now - silence(), now + silence())) | Q(claim__in=forsaken))
    lost = list(stale.filter(attempts__gte=TRIES_IN_ALL))
    defect = f"Gave up after {TRIES_IN_ALL} tries: each worker died on it."
    finish_steps(lost, now=now, defects={step.pk: defect for step in lost})
    return stale.filter(attempts__lt=TRIES_IN_ALL).update(
        status=SyncStep.Status.PENDING, claim="", claimed_at=None, queued_at=None
    )


def mark_queued(kind: str, *, now: datetime) -> int:
    """Note that due steps of a kind were offered to the workers; return how many were not on offer yet.

    An offer that nobody took within minutes was lost, and counts as none.
    """
    unoffered = Q(queued_at__isnull=True) | ~Q(queued_at__range=(now - silence(), now + silence()))
    return due_steps(kind, now=now).order_by().filter(unoffered).update(queued_at=now)


def finish_idle_runs(*, now: datetime) -> int:
    """Finish every running run that has no step left: the worker that did the last step may have died before."""
    running = SyncRun.objects.filter(status=SyncRun.Status.RUNNING).values_list("pk", flat=True)
    return finish_runs(running, now=now)


def finish_runs(ids: Iterable[int], *, now: datetime) -> int:
    """Finish those of the runs that have no step left. Return how many were finished."""
    left = SyncStep.objects.filter(run=OuterRef("pk"), status__in=[SyncStep.Status.PENDING, SyncStep.Status.RUNNING])
    running = SyncRun.objects.filter(pk__in=list(ids), status=SyncRun.Status.RUNNING)
    finished = running.exclude(Exists(left))
    Guild.objects.filter(runs__in=finished.filter(kind=SyncRun.Kind.GUILD)).update(last_synced_at=now)
    return finished.update(status=SyncRun.Status.DONE, finished_at=now)


def prune_old_runs(*, now: datetime, keep: timedelta = timedelta(days=14)) -> int:
    """Delete finished runs older than `keep`, with their steps. Return how many runs went."""
    old = SyncRun.objects.filter(created_at__lt=now - keep).exclude(status=SyncRun.Status.RUNNING)
    _, per_model = old.delete()
    return per_model.get("characters.SyncRun", 0)
