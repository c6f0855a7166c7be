"""Asking for a sync: the run is kept in the database first, then offered to the workers."""

import logging
from typing import Any

from drf_spectacular.utils import extend_schema
from kombu.exceptions import OperationalError
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from characters.api.endpoints import Endpoint
from characters.api.permissions import SignedIn, TokenScope, WholeAccount
from characters.api.run_shapes import StartedRunShape
from characters.api.runs import run_row
from characters.models import SyncRun
from characters.selectors.people import own_characters
from characters.selectors.runs import run_progress, running_run_of
from characters.services.runs import start_character_run, start_guild_run
from vault.tasks import dispatch_due_steps

logger = logging.getLogger(__name__)
LATER = "The workers cannot be reached just now. The run is kept and starts by itself as soon as they can."


class CharacterSync(Endpoint):
    """A full sync of one of your characters."""

    permission_classes = [SignedIn, TokenScope, WholeAccount]
    throttle_scope = "sync"

    @extend_schema(operation_id="own_characters_sync", request=None, responses={202: StartedRunShape})
    def post(self, request: Request, pk: int) -> Response:
        """Queue a sync of every section; follow its progress at the run's `url`."""
        claim = own_characters(self.user).filter(character_id=pk).first()
        if claim is None:
            raise NotFound(f"Character {pk} is not on your list.")
        run = running_run_of(claim.character)
        run = run or start_character_run([claim.character], source="api", now=self.now, user=self.user)
        return Response(_offered(run, request), status=status.HTTP_202_ACCEPTED)


class GuildSync(Endpoint):
    """A sync of a guild."""

    throttle_scope = "sync"

    @extend_schema(operation_id="guilds_sync", request=None, responses={202: StartedRunShape})
    def post(self, request: Request, pk: int) -> Response:
        """Queue a sync of roster, members and logs, or join the one that is running; for officers."""
        run = start_guild_run(self.officers_guild(pk), source="api", now=self.now, user=self.user)
        return Response(_offered(run, request), status=status.HTTP_202_ACCEPTED)


def _offered(run: SyncRun, request: Request) -> dict[str, Any]:
    """Offer a run's steps to the workers and describe it. Without a broker the timetable offers them later."""
    note = None
    try:
        dispatch_due_steps.delay()
    except OperationalError:
        logger.warning("Run %s is kept for later: the broker cannot be reached", run.pk)
        note = LATER
    return {**run_row(run, run_progress([run.pk])[run.pk], request), "note": note}
