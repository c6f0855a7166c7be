"""The pipeline of who is who: refresh → discord → notes → match → check → report, each a recorded step.

Every step reads what is stored and can be repeated, so a pipeline that is killed between or inside steps goes on from
the step that was not finished. A step that meets an upstream's error records it; the next goes on with what is known.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q

from characters.domain.errors import Refused, UpstreamError
from characters.domain.sections import is_older
from characters.models import Guild, SyncRun, SyncStep
from characters.services.achievement_dates import refresh_achievement_dates
from characters.services.claimants import new_claim
from characters.services.roster import sync_roster
from characters.services.runs import finish_runs, silence
from guild_identity.models import AddonUpload
from guild_identity.selectors.conflicts import known_conflicts
from guild_identity.selectors.same_account import unfingerprinted_ids
from guild_identity.services.addon import process_uploads
from guild_identity.services.discord_sync import sync_discord
from guild_identity.services.integrity import run_integrity_check
from guild_identity.services.journal import Decision
from guild_identity.services.matching import run_matching
from guild_identity.services.reporting import report

STEPS = (
    SyncStep.Kind.REFRESH,
    SyncStep.Kind.DISCORD,
    SyncStep.Kind.NOTES,
    SyncStep.Kind.MATCH,
    SyncStep.Kind.CHECK,
    SyncStep.Kind.REPORT,
)
UPLOAD, COMMAND = "upload", "command"
# Asked for four times a day; who runs the command wants to know now.
ROSTER_STAYS_FRESH = timedelta(hours=6)
TRIES = 5
# By then the timetable has matched a hundred times, whatever became of the run that an upload started.
SOON_MATCHED = timedelta(days=1)
# A few members at a time: each costs a request, and the dates stay fresh for a month.
ACHIEVEMENTS_PER_RUN = 25
Clock = Callable[[], datetime]


def start_pipeline(guild: Guild, *, source: str, now: datetime, user: User | None = None) -> SyncRun:
    """Start a run of the pipeline, or return the one that is already going on.

    A run that an upload starts (source "upload") begins with the notes: it asks no upstream but for its report.
    """
    try:
        return _new_run(guild, source, now, user)
    except IntegrityError:
        running = SyncRun.objects.filter(guild=guild, kind=SyncRun.Kind.IDENTITY, status=SyncRun.Status.RUNNING).first()
    # One that ended in between stands in nobody's way any more.
    return running or _new_run(guild, source, now, user)


def work_pipeline(run: SyncRun, *, clock: Clock) -> bool:
    """Do the steps of a run that are left, in their order. Return False where another worker is at one of them."""
    while (step := _next_step(run)) is not None:
        if step.status == SyncStep.Status.RUNNING or not _claim(step, clock()):
            return False
        _work_on(step, run, clock)
    finish_runs([run.pk], now=clock())
    return True


def offer_runs(*, now: datetime) -> list[int]:
    """Return the runs with steps that wait and are not on offer, and note that they are offered now.

    An offer that nobody took within minutes was lost, and counts as none.
    """
    running = SyncStep.objects.filter(run__kind=SyncRun.Kind.IDENTITY, run__status=SyncRun.Status.RUNNING)
    waiting = running.filter(status=SyncStep.Status.PENDING, due_at__lte=now + timedelta(seconds=1)).exclude(
        run__in=running.filter(status=SyncStep.Status.RUNNING).values("run")
    )
    fresh = waiting.exclude(queued_at__range=(now - silence(), now + silence()))
    chosen = list(fresh.order_by("run_id").values_list("run_id", flat=True).distinct())
    SyncStep.objects.filter(run__in=chosen, status=SyncStep.Status.PENDING).update(queued_at=now)
    return chosen


def start_waiting_uploads(*, now: datetime) -> int:
    """Start a run for every guild with an upload that nobody has read, or that was read too late for a run's matching.

    An upload at which a run has given up waits for the timetable. Return how many guilds there were.
    """
    steps = SyncStep.objects.filter(run__kind=SyncRun.Kind.IDENTITY, run__guild=OuterRef("guild"))
    given_up = steps.filter(
        kind=SyncStep.Kind.NOTES, status=SyncStep.Status.FAILED, claimed_at__gte=OuterRef("received_at")
    )
    matched = steps.filter(kind=SyncStep.Kind.MATCH, claimed_at__gte=OuterRef("processed_at"))
    is_unread = Q(status=AddonUpload.Status.PENDING) & ~Exists(given_up)
    is_fresh = Q(status=AddonUpload.Status.DONE, processed_at__range=(now - SOON_MATCHED, now)) & ~Exists(matched)
    waiting = AddonUpload.objects.filter(is_unread | is_fresh).values("guild")
    guilds = list(Guild.objects.filter(pk__in=waiting).select_related("realm").order_by("pk"))
    for guild in guilds:
        start_pipeline(guild, source=UPLOAD, now=now)
    return len(guilds)


@transaction.atomic
def _new_run(guild: Guild, source: str, now: datetime, user: User | None) -> SyncRun:
    steps = STEPS if source != UPLOAD else STEPS[STEPS.index(SyncStep.Kind.NOTES) :]
    run = SyncRun.objects.create(
        kind=SyncRun.Kind.IDENTITY, guild=guild, source=source, requested_by=user, created_at=now
    )
    SyncStep.objects.bulk_create(
        SyncStep(run=run, kind=kind, due_at=now + timedelta(microseconds=place)) for place, kind in enumerate(steps)
    )
    return run


def _next_step(run: SyncRun) -> SyncStep | None:
    left = SyncStep.objects.filter(run=run, status__in=[SyncStep.Status.PENDING, SyncStep.Status.RUNNING])
    return left.order_by("due_at", "pk").first()


def _claim(step: SyncStep, now: datetime) -> bool:
    step.claim = new_claim()
    pending = SyncStep.objects.filter(pk=step.pk, status=SyncStep.Status.PENDING)
    return bool(
        pending.update(status=SyncStep.Status.RUNNING, claim=step.claim, claimed_at=now, attempts=F("attempts") + 1)
    )


def _work_on(step: SyncStep, run: SyncRun, clock: Clock) -> None:
    guild = Guild.objects.select_related("realm").get(runs=run)
    counts: dict[str, int] = {}
    error = ""
    try:
        counts = WORK[step.kind](guild, run, clock())
    except (UpstreamError, Refused) as failure:
        error = str(failure)
    except Exception:
        # Whatever the defect, the step is free again before it is told of.
        _give_back(step)
        raise
    mine = SyncStep.objects.filter(pk=step.pk, claim=step.claim)
    mine.update(status=SyncStep.Status.DONE, counts=counts, error=error[:300], finished_at=clock(), claim="")


def _give_back(step: SyncStep) -> None:
    """Free a step that met a defect, so that it is tried again; after some tries it counts as failed."""
    mine = SyncStep.objects.filter(pk=step.pk, claim=step.claim)
    given_up = mine.filter(attempts__gte=TRIES)
    given_up.update(status=SyncStep.Status.FAILED, claim="", error="A defect of ours; the log says which.")
    mine.update(status=SyncStep.Status.PENDING, claim="", claimed_at=None)


def _refresh(guild: Guild, run: SyncRun, now: datetime) -> dict[str, int]:
    counts = {}
    if run.source == COMMAND or is_older(guild.roster_synced_at, ROSTER_STAYS_FRESH, now):
        outcome = sync_roster(guild, now=now)
        if outcome.error or outcome.held:
            raise Refused(outcome.error or f"The roster is held: {outcome.held}")
        counts = {"joined": outcome.joined, "departed": outcome.departed, "renamed": outcome.renamed}
    dates = refresh_achievement_dates(guild, now=now, limit=ACHIEVEMENTS_PER_RUN, without=unfingerprinted_ids())
    return counts | {"achievements": dates["fetched"]}


def _match(guild: Guild, run: SyncRun, now: datetime) -> dict[str, int]:
    return run_matching(guild, by=Decision("matching", now))


WORK: dict[str, Callable[[Guild, SyncRun, datetime], dict[str, int]]] = {
    SyncStep.Kind.REFRESH: _refresh,
    SyncStep.Kind.DISCORD: lambda guild, run, now: sync_discord(guild, now=now),
    SyncStep.Kind.NOTES: lambda guild, run, now: process_uploads(guild, now=now),
    SyncStep.Kind.MATCH: _match,
    SyncStep.Kind.CHECK: lambda guild, run, now: run_integrity_check(guild, now=now, conflicts=known_conflicts(guild)),
    SyncStep.Kind.REPORT: lambda guild, run, now: report(guild, run, now=now),
}
