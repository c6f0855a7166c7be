"""The timetable's and the interfaces' way to the pipeline of who is who.

Progress lives in the database: a task that the broker lost or ran twice changes nothing.
"""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from characters.models import Guild, SyncRun
from characters.selectors.tracking import tracked_guilds
from characters.services.runs import release_stale_steps
from characters.tasks import DatabaseTask
from guild_identity.services import pipeline, uploads
from guild_identity.services.reporting import report

TIMETABLE = "timetable"


@shared_task(base=DatabaseTask)
def start_pipelines() -> int:
    """Start the pipeline of every tracked guild."""
    now = timezone.now()
    guilds = list(tracked_guilds())
    for guild in guilds:
        pipeline.start_pipeline(guild, source=TIMETABLE, now=now)
    dispatch_pipelines.delay()
    return len(guilds)


@shared_task(base=DatabaseTask)
def dispatch_pipelines() -> int:
    """Offer every pipeline that waits to the workers, and start one where an upload waits."""
    now = timezone.now()
    release_stale_steps(now=now)
    pipeline.start_waiting_uploads(now=now)
    offered = pipeline.offer_runs(now=now)
    for run_id in offered:
        work_pipeline.delay(run_id)
    return len(offered)


@shared_task(base=DatabaseTask)
def work_pipeline(run_id: int) -> bool:
    """Do the steps that are left of one pipeline."""
    run = SyncRun.objects.filter(pk=run_id, kind=SyncRun.Kind.IDENTITY).first()
    return run is not None and pipeline.work_pipeline(run, clock=timezone.now)


@shared_task(base=DatabaseTask)
def send_report(guild_id: int, *, is_full: bool = False) -> dict[str, int]:
    """Post a guild's issues that no report has told yet, or all that are open."""
    guild = Guild.objects.select_related("realm").get(pk=guild_id)
    return report(guild, None, now=timezone.now(), is_full=is_full)


@shared_task(base=DatabaseTask)
def prune_uploads() -> int:
    """Delete exports that are older than the site keeps them."""
    return uploads.prune_uploads(now=timezone.now(), keep=timedelta(days=settings.UPLOAD_DAYS))
