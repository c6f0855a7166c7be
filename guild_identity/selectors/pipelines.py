"""Pipeline runs as people see them."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from characters.models import Guild, SyncRun, SyncStep


def pipeline_runs(guild: Guild) -> QuerySet[SyncRun]:
    """Return a guild's pipeline runs with their steps, newest first."""
    steps = Prefetch("steps", queryset=SyncStep.objects.order_by("due_at", "pk"))
    runs = SyncRun.objects.filter(kind=SyncRun.Kind.IDENTITY, guild=guild).select_related("guild__realm")
    return runs.prefetch_related(steps).order_by("-created_at", "-pk")


def pipeline_summary(run: SyncRun) -> dict[str, Any]:
    """Return a run as plain values: guild, source, status, seconds, counts and errors per step."""
    guild = run.guild
    assert guild is not None
    steps = sorted(run.steps.all(), key=lambda step: (step.due_at, step.pk))
    ended = run.finished_at or max((step.finished_at for step in steps if step.finished_at), default=run.created_at)
    return {
        "id": run.pk,
        "guild": {"id": guild.pk, "region": guild.realm.region, "realm": guild.realm.slug, "name": guild.name},
        "source": run.source,
        "status": run.status,
        "created_at": run.created_at,
        "finished_at": run.finished_at,
        "seconds": max(0.0, (ended - run.created_at).total_seconds()),
        "steps": [
            {"step": step.kind, "status": step.status, "counts": step.counts, "error": step.error} for step in steps
        ],
    }
