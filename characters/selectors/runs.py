"""Sync runs as people see them: who asked, how far it is, what went wrong. A constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet, Sum

from characters.models import Character, SyncRun, SyncStep
from characters.selectors.access import Viewer, visible_characters, visible_guilds

ERRORS_SHOWN = 20


@dataclass(slots=True)
class Progress:
    """The steps of a run, counted. A run finds more steps while it goes on: `total` grows until its roster is read."""

    total: int = 0
    pending: int = 0
    running: int = 0
    done: int = 0
    failed: int = 0
    with_errors: int = 0
    requests: int = 0
    by_kind: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def percent(self) -> int:
        """The share of steps that are over, 0 to 100, rounded down."""
        return 100 * (self.done + self.failed) // self.total if self.total else 0


def run_progress(run_ids: Iterable[int]) -> dict[int, Progress]:
    """Count the steps of some runs, in one query whatever their number."""
    progress: dict[int, Progress] = defaultdict(Progress)
    counted = SyncStep.objects.filter(run_id__in=list(run_ids)).order_by("run_id", "kind", "status")
    rows = counted.values_list("run_id", "kind", "status").annotate(
        steps=Count("pk"), asked=Sum("requests"), erring=Count("pk", filter=~Q(error=""))
    )
    for run_id, kind, status, steps, asked, erring in rows:
        run = progress[run_id]
        setattr(run, status, getattr(run, status) + steps)
        run.total += steps
        run.requests += asked
        run.with_errors += erring
        run.by_kind.setdefault(kind, dict.fromkeys(SyncStep.Status.values, 0))[status] = steps
    return progress


def visible_runs(user: Viewer, *, guild_id: int | None = None) -> QuerySet[SyncRun]:
    """Return the runs that a person may follow, newest first: of guilds and characters they see, and their own.

    `guild_id` limits them to what concerns one guild, as a token bound to it does.
    """
    runs = SyncRun.objects.select_related("guild__realm", "character__realm").order_by("-created_at", "-pk")
    if guild_id is not None:
        runs = runs.filter(guild_id=guild_id)
    if getattr(user, "is_superuser", False):
        return runs
    seen = Q(guild__in=visible_guilds(user).order_by().values("pk"))
    seen |= Q(character__in=visible_characters(user).order_by().values("pk"))
    if user.pk is not None:
        seen |= Q(requested_by_id=user.pk)
    return runs.filter(seen)


def run_errors(run: SyncRun, limit: int = ERRORS_SHOWN) -> list[dict[str, object]]:
    """Return what went wrong in a run, newest first: kind and character of the step, the error, whether it gave up."""
    steps = SyncStep.objects.filter(run=run).exclude(error="").order_by("-finished_at", "-pk")
    fields = ("kind", "character_id", "character__name", "error", "status")
    return [
        {"kind": kind, "character": pk, "name": name, "error": error, "gave_up": status == SyncStep.Status.FAILED}
        for kind, pk, name, error, status in steps.values_list(*fields)[:limit]
    ]


def running_run_of(character: Character) -> SyncRun | None:
    """Return the run over this character alone that has not ended, if there is one."""
    runs = SyncRun.objects.filter(kind=SyncRun.Kind.CHARACTER, character=character, status=SyncRun.Status.RUNNING)
    return runs.order_by("-created_at", "-pk").first()
