"""One character's vault weeks, the evidence behind one, and what to do next."""

from datetime import datetime

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from characters.api.endpoints import Endpoint, ListEndpoint
from characters.domain.regions import Region
from characters.models import Character
from characters.services.activity import mark_character_viewed
from vault.api.board import PERIOD
from vault.api.serializers import EvidenceShape, PlanShape, WeekShape
from vault.domain.weeks import Week
from vault.selectors.evidence import week_evidence
from vault.selectors.planning import plan
from vault.selectors.weeks import asked_week, character_weeks


class CharacterVault(ListEndpoint):
    """The Great Vaults of one character, week by week."""

    csv_name = "vault-weeks"
    csv_columns = list(WeekShape().fields)

    @extend_schema(operation_id="characters_vault", responses=WeekShape(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """List weeks, newest first."""
        character = self.character(pk)
        mark_character_viewed(character.pk, now=self.now)
        return self.listed(character_weeks(character))


class CharacterEvidence(Endpoint):
    """The evidence behind one week of a character."""

    @extend_schema(operation_id="characters_vault_evidence", responses=EvidenceShape)
    def get(self, request: Request, pk: int, period: str) -> Response:
        """Return who saw which kill and run, which counters moved, and what changed after the week had closed."""
        character, now = self.character(pk), self.now
        week = _week(character, period, now)
        mark_character_viewed(character.pk, now=now)
        return Response(week_evidence(character, week, now=now))


class CharacterPlanner(Endpoint):
    """What to do next."""

    @extend_schema(
        operation_id="characters_planner",
        parameters=[PERIOD, OpenApiParameter("track", str, description="Only the way to this track, such as Myth.")],
        responses=PlanShape,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Return what the next boss, key or delve would change, and the shortest way to each track."""
        character, now = self.character(pk), self.now
        week = _week(character, request.query_params.get("period"), now)
        mark_character_viewed(character.pk, now=now)
        return Response(plan(character, week, request.query_params.get("track"), now=now))


def _week(character: Character, period: str | None, now: datetime) -> Week:
    return asked_week(Region(character.realm.region), period, now=now)
