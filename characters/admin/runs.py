"""Sync runs: how far each is, and what went wrong in it."""

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from unfold.decorators import display

from characters.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from characters.models import SyncRun, SyncStep

STATUS_COLOURS = {"running": "info", "pending": "warning", "done": "success", "failed": "danger"}


class StepInline(ReadOnlyInline):
    """The steps of a run, those with errors first."""

    model = SyncStep
    fields = ("kind", "character", "shown_status", "attempts", "requests", "due_at", "finished_at", "error")
    readonly_fields = ("shown_status",)
    per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[SyncStep]:
        """Return the steps with their characters, those with errors first."""
        steps = super().get_queryset(request).select_related("character__realm")
        return steps.annotate(is_fine=Q(error="")).order_by("is_fine", "status", "kind", "due_at", "pk")

    @display(description="status", label=STATUS_COLOURS)
    def shown_status(self, step: SyncStep) -> str:
        """Show the status as a label."""
        return step.status


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnlyAdmin):
    """Runs, newest first. They are started from guilds and characters."""

    list_display = ("started", "subject", "source", "shown_status", "progress", "errors", "requested_by", "finished_at")
    list_filter = ("status", "kind", "source")
    list_select_related = ("guild__realm", "character__realm", "requested_by")
    search_fields = ("guild__name", "character__name")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    fields = (
        ("kind", "shown_status"), ("subject", "source"), ("progress", "errors"), ("requested_by", "error"),
        ("created_at", "finished_at"),
    )  # fmt: skip
    readonly_fields = ("shown_status", "subject", "progress", "errors")
    inlines = (StepInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SyncRun]:
        """Return runs with the counts of their steps: all, those that are over, those with errors."""
        over = Q(status__in=[SyncStep.Status.DONE, SyncStep.Status.FAILED])
        counts = {"steps_in_all": Q(), "steps_over": over, "steps_with_errors": ~Q(error="")}
        runs = super().get_queryset(request)
        return runs.annotate(**{name: _count(condition) for name, condition in counts.items()})

    @admin.display(description="started", ordering="created_at")
    def started(self, run: SyncRun) -> str:
        """Show when the run was started."""
        return f"{run.created_at:%Y-%m-%d %H:%M} UTC"

    @admin.display(description="of")
    def subject(self, run: SyncRun) -> str:
        """Show the guild or character that the run is about."""
        return str(run.guild or run.character or "characters that somebody looks at")

    @display(description="status", label=STATUS_COLOURS, ordering="status")
    def shown_status(self, run: SyncRun) -> str:
        """Show the status as a label."""
        return run.status

    @admin.display(description="progress")
    def progress(self, run: SyncRun) -> str:
        """Show how many steps are over."""
        return f"{run.steps_over} of {run.steps_in_all} steps"  # type: ignore[attr-defined]

    @admin.display(description="errors")
    def errors(self, run: SyncRun) -> int:
        """Show how many steps met an error."""
        return int(run.steps_with_errors)  # type: ignore[attr-defined]


def _count(condition: Q) -> Coalesce:
    """Count the steps of each shown run; a join would count those of every run there ever was."""
    steps = SyncStep.objects.filter(condition, run=OuterRef("pk")).order_by().values("run")
    return Coalesce(Subquery(steps.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)
