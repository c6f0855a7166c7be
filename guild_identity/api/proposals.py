"""Likely links: officers accept or reject them."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from guild_identity.api.asking import GUILD, SEARCH, IdentityEndpoint, IdentityList, Row
from guild_identity.api.question_shapes import DecidedShape, ProposalShape
from guild_identity.api.serializers import Reason
from guild_identity.models import LinkProposal
from guild_identity.selectors.proposals import proposal_row, proposals
from guild_identity.services.proposals import accept_proposal, reject_proposal

FILTERS = [
    GUILD,
    SEARCH,
    OpenApiParameter("status", str, description=f"One of {', '.join(LinkProposal.Status.values)}; open without it."),
    OpenApiParameter("min_score", str, description="Lowest score, from 0 to 1."),
]


class Proposals(IdentityList):
    """Links that are likely."""

    csv_name = "proposals"
    csv_columns = list(ProposalShape().fields)

    @extend_schema(operation_id="identity_proposals_list", parameters=FILTERS, responses=ProposalShape(many=True))
    def get(self, request: Request) -> Response:
        """List proposals with their reasons, the likeliest first; for officers."""
        found = proposals(self.led_guild(), request.query_params)
        return self.paged(found, lambda page: [proposal_row(proposal) for proposal in page])


class ProposalAccept(IdentityEndpoint):
    """A proposal that is right."""

    @extend_schema(operation_id="identity_proposals_accept", request=Reason, responses=DecidedShape)
    def post(self, request: Request, pk: int) -> Response:
        """Make the link; for officers. 409 where it was decided, or the character is somebody else's by now."""
        proposal = self.led(LinkProposal.objects.all(), pk, "proposal")
        player = accept_proposal(proposal, by=self.by(self.body(Reason)["reason"]))
        return Response(_decided(proposal, player.pk))


class ProposalReject(IdentityEndpoint):
    """A proposal that is wrong."""

    @extend_schema(operation_id="identity_proposals_reject", request=Reason, responses=DecidedShape)
    def post(self, request: Request, pk: int) -> Response:
        """Refuse it for good: the two are not proposed again; for officers. 409 where it was decided."""
        proposal = self.led(LinkProposal.objects.all(), pk, "proposal")
        reject_proposal(proposal, by=self.by(self.body(Reason)["reason"]))
        return Response(_decided(proposal, None))


def _decided(proposal: LinkProposal, player_id: int | None) -> Row:
    proposal.refresh_from_db(fields=["status"])
    return {"proposal": proposal.pk, "status": proposal.status, "player": player_id}
