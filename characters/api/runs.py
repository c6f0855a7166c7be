"""Sync runs and how far they are."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from characters.api.endpoints import LONGEST_ID, Endpoint, ListEndpoint
from characters.api.permissions import bound_guild_id
from characters.api.run_shapes import RunDetailShape, RunShape
from characters.models import SyncRun
from characters.selectors.runs import Progress, run_errors, run_progress, visible_runs


def run_row(run: SyncRun, progress: Progress, request: Request | HttpRequest) -> dict[str, Any]:
    """Return a run as plain values, with the address where its progress can be followed."""
    return {
        "id": run.pk,
        "kind": run.kind,
        "status": run.status,
        "source": run.source,
        "guild": run.guild_id,
        "character": run.character_id,
        "error": run.error,
        "created_at": run.created_at,
        "finished_at": run.finished_at,
        "url": request.build_absolute_uri(reverse("api-sync-run", args=[run.pk])),
        "progress": {**asdict(progress), "percent": progress.percent},
    }


class SyncRuns(ListEndpoint):
    """Runs of the guilds and characters that you may see, and those that you asked for."""

    csv_name = "sync-runs"
    csv_columns = list(RunShape().fields)

    @extend_schema(
        operation_id="sync_runs_list",
        parameters=[OpenApiParameter("guild", int, description="Only runs of this guild.")],
        responses=RunShape(many=True),
    )
    def get(self, request: Request) -> Response:
        """List runs, newest first."""
        runs = visible_runs(request.user, guild_id=bound_guild_id(request))
        if wanted := request.query_params.get("guild", "").strip():
            if not (wanted.isascii() and wanted.isdigit() and len(wanted) <= LONGEST_ID):
                raise NotFound(f"There is no guild {wanted[:LONGEST_ID]}, or you may not see it.")
            runs = runs.filter(guild=self.guild(int(wanted)))
        if self.wants_csv():
            return Response(self._rows(list(runs)))
        pages = self.pagination_class() if self.pagination_class else None
        assert pages is not None
        page = pages.paginate_queryset(runs, request, view=self) or []
        return pages.get_paginated_response(self._rows(page))

    def _rows(self, runs: list[SyncRun]) -> list[dict[str, Any]]:
        progress = run_progress(run.pk for run in runs)
        return [run_row(run, progress[run.pk], self.request) for run in runs]


class SyncRunDetail(Endpoint):
    """One run."""

    @extend_schema(operation_id="sync_runs_retrieve", responses=RunDetailShape)
    def get(self, request: Request, pk: int) -> Response:
        """Return a run with its progress and the newest errors; ask again until its status is no longer running."""
        run = visible_runs(request.user, guild_id=bound_guild_id(request)).filter(pk=pk).first()
        if run is None:
            raise NotFound(f"There is no sync run {pk}, or you may not see it.")
        progress = run_progress([run.pk])[run.pk]
        return Response({**run_row(run, progress, request), "errors": run_errors(run)})
