"""Running the pipeline of who is who, how it stands, and reports on Discord. The workers ask the upstreams."""

import logging
from typing import Any

from celery import Task
from drf_spectacular.utils import extend_schema
from kombu.exceptions import OperationalError
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from characters.api.permissions import acts_as_officer
from characters.api.run_shapes import StartedRunShape
from characters.api.runs import run_row
from characters.domain.errors import Refused
from characters.selectors.runs import run_progress
from guild_identity.api.asking import GUILD, IdentityEndpoint
from guild_identity.api.pipeline_shapes import StartedReportShape, SyncStatusShape
from guild_identity.api.serializers import WhatToReport
from guild_identity.models import DiscordServer
from guild_identity.selectors.issues import unreported_issues
from guild_identity.selectors.sync_status import sync_status
from guild_identity.services.pipeline import start_pipeline
from guild_identity.tasks import send_report, work_pipeline

logger = logging.getLogger(__name__)
LATER = "The workers cannot be reached just now. The run is kept and starts by itself as soon as they can."
NO_WORKERS = "The workers cannot be reached just now, so nothing was posted. Try again later."
NO_PLACE = "No place for reports is set. Set a webhook or a channel for the guild's Discord server first."


class PipelineTrigger(IdentityEndpoint):
    """The pipeline: roster, Discord, notes, matching, checks, report."""

    throttle_scope = "sync"

    @extend_schema(
        operation_id="guild_sync_trigger", parameters=[GUILD], request=None, responses={202: StartedRunShape}
    )
    def post(self, request: Request) -> Response:
        """Start the pipeline, or join the one that goes on; for officers. Follow it at the run's `url`."""
        run = start_pipeline(self.led_guild(), source="api", now=self.now, user=self.user)
        note = None if _offered(work_pipeline, run.pk) else LATER
        row = run_row(run, run_progress([run.pk])[run.pk], request)
        return Response({**row, "note": note}, status=status.HTTP_202_ACCEPTED)


class SyncStatus(IdentityEndpoint):
    """How the sync of who is who stands."""

    @extend_schema(operation_id="guild_sync_status", parameters=[GUILD], responses=SyncStatusShape)
    def get(self, request: Request) -> Response:
        """Return the last runs by step, the state of Discord, the last upload, and what waits."""
        guild = self.asked_guild()
        return Response(sync_status(guild, is_officer=acts_as_officer(request, guild)))


class ReportTrigger(IdentityEndpoint):
    """A report on Discord."""

    throttle_scope = "sync"

    @extend_schema(
        operation_id="guild_sync_report",
        parameters=[GUILD],
        request=WhatToReport,
        responses={202: StartedReportShape},
    )
    def post(self, request: Request) -> Response:
        """Have the open issues posted that no report has told, or all with `full`; for officers."""
        guild, is_full = self.led_guild(), self.body(WhatToReport)["full"]
        server = DiscordServer.objects.filter(guild=guild).first()
        if server is None or not (server.webhook_url or server.report_channel_id):
            raise Refused(NO_PLACE)
        waiting = len(unreported_issues(guild, now=self.now, is_full=is_full))
        if not _offered(send_report, guild.pk, is_full=is_full):
            raise Refused(NO_WORKERS)
        return Response({"guild": guild.pk, "full": is_full, "issues": waiting}, status=status.HTTP_202_ACCEPTED)


def _offered(task: Task, *arguments: Any, **named: Any) -> bool:
    """Offer a task to the workers. Return False where the broker cannot be reached."""
    try:
        task.delay(*arguments, **named)
    except OperationalError:
        logger.warning("%s is not offered: the broker cannot be reached", task.name)
        return False
    return True
