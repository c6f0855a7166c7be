"""All that was set aside for one reason, counted and decided at once."""

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from lootlog.api.asking import LedgerEndpoint
from lootlog.api.upload_shapes import AlikeInput, AlikeShape, WaitingShape
from lootlog.selectors.conflicts import waiting_groups
from lootlog.services.deciding import Decision, accept_all, dismiss_all


class QuarantineReasons(LedgerEndpoint):
    """What waits, by the reason."""

    @extend_schema(operation_id="loot_quarantine_reasons", responses=WaitingShape(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """Count what was set aside by the reason, the twenty most frequent ones; for officers."""
        return Response(waiting_groups(self.officers_profile(pk)))


class QuarantineAlike(LedgerEndpoint):
    """All that waits for one reason."""

    @extend_schema(operation_id="loot_quarantine_decide", request=AlikeInput, responses=AlikeShape)
    def post(self, request: Request, pk: int) -> Response:
        """Let in or put away all that was set aside for one reason; for officers. What may not enter still waits."""
        profile = self.officers_profile(pk)
        given = self.body(AlikeInput)
        decide = accept_all if given["decision"] == "accept" else dismiss_all
        decision = Decision(given["reason"], self.user, self.now, given["seen"])
        return Response(asdict(decide(profile, given["waiting_for"], decision)))
