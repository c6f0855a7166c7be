"""What waits for an officer's word: what was set aside, and places with two histories."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from characters.domain.errors import Refused
from lootlog.api.asking import LedgerEndpoint
from lootlog.api.reading import ReadingList
from lootlog.api.upload_shapes import ForkShape, QuarantinedShape, ReasonInput, ResolutionInput
from lootlog.models import Fork, Profile, Quarantined
from lootlog.selectors.conflicts import fork_rows, forks_of, quarantined_of, quarantined_row, quarantined_rows
from lootlog.services.forks import resolve
from lootlog.services.quarantine import accept, dismiss

STATE = OpenApiParameter("state", str, enum=Quarantined.State.values, description="Open ones without it.")
SETTLED = OpenApiParameter("state", str, enum=["open", "resolved"], description="Open ones without it.")


class QuarantineList(ReadingList):
    """What arrived for a ledger and is not in it."""

    csv_name = "loot-quarantine"
    csv_columns = list(QuarantinedShape().fields)

    @extend_schema(operation_id="loot_quarantine_list", parameters=[STATE], responses=QuarantinedShape(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """List what was set aside, with the reason, the newest first; for officers."""
        profile = self.officers_profile(pk)
        state = _state(request, Quarantined.State.values)
        return self.paged(quarantined_of(profile, state=state), quarantined_rows, lambda row: row)


class QuarantineDecision(LedgerEndpoint):
    """One thing that was set aside."""

    decide: Any = None

    def decided(self, pk: int, item: int) -> Response:
        """Decide, in the name of whoever asks."""
        profile = self.officers_profile(pk)
        found = Quarantined.objects.filter(profile=profile, pk=item).first()
        if found is None:
            raise NotFound(f"Nothing with the number {item} was set aside for “{profile}”.")
        reason = self.body(ReasonInput)["reason"]
        done = type(self).decide(found, reason, user=self.user, now=self.now)
        rows = Quarantined.objects.select_related("delivery__by", "decided_by")
        return Response(quarantined_row(rows.get(pk=done.pk)))


class QuarantineAccept(QuarantineDecision):
    """An entry that shall enter all the same."""

    decide = accept

    @extend_schema(operation_id="loot_quarantine_accept", request=ReasonInput, responses=QuarantinedShape)
    def post(self, request: Request, pk: int, item: int) -> Response:
        """Let an entry in whose time, count or deliverer speaks against it; 409 where no ledger can hold it."""
        return self.decided(pk, item)


class QuarantineDismiss(QuarantineDecision):
    """Something that shall stay out."""

    decide = dismiss

    @extend_schema(operation_id="loot_quarantine_dismiss", request=ReasonInput, responses=QuarantinedShape)
    def post(self, request: Request, pk: int, item: int) -> Response:
        """Put it away; should the same arrive again, it stays away."""
        return self.decided(pk, item)


class Forks(ReadingList):
    """Places of authors with more than one entry."""

    csv_name = "loot-forks"
    csv_columns = list(ForkShape().fields)

    @extend_schema(operation_id="loot_forks_list", parameters=[SETTLED], responses=ForkShape(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """List forks with their entries side by side, the newest first; for officers. All entries count meanwhile."""
        profile = self.officers_profile(pk)
        is_open = _state(request, ["open", "resolved"]) == "open"
        return self.paged(forks_of(profile, is_open=is_open), _rows(profile), lambda row: row)


class ForkResolve(LedgerEndpoint):
    """A fork to be settled."""

    @extend_schema(operation_id="loot_forks_resolve", request=ResolutionInput, responses=ForkShape)
    def post(self, request: Request, pk: int, fork: int) -> Response:
        """Take out the entries that are wrong, or say with none named that all of them are right; for officers."""
        profile = self.officers_profile(pk)
        found = Fork.objects.filter(stream__profile=profile, pk=fork).first()
        if found is None:
            raise NotFound(f"“{profile}” has no fork {fork}.")
        given = self.body(ResolutionInput)
        done = resolve(found, given["wrong"], given["reason"], by=self.writer(profile))
        return Response(fork_rows(profile, forks_of(profile, is_open=False).filter(pk=done.pk))[0])


def _rows(profile: Profile) -> Any:
    return lambda forks: fork_rows(profile, forks)


def _state(request: Request, known: list[str]) -> str:
    word = request.query_params.get("state", "").strip().lower() or "open"
    if word not in known:
        raise Refused(f"state: there is no “{word:.40}”. Use one of: {', '.join(known)}.")
    return word
