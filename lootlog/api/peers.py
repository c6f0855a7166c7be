"""Who syncs a ledger, and how far they are."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from characters.selectors.access import Standing
from lootlog.api.asking import LedgerList
from lootlog.api.digest_shapes import PeerShape
from lootlog.selectors.peers import peer_row, peers_of


class Peers(LedgerList):
    """The devices that sync a profile."""

    csv_name = "loot-peers"
    csv_columns = list(PeerShape().fields)

    @extend_schema(operation_id="loot_peers_list", responses=PeerShape(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """List devices: those in line in its order, then those last heard of first. For members of the guild."""
        profile = self.profile(pk)
        if getattr(self.guild(profile.guild_id), "viewer_standing", Standing.STRANGER) == Standing.STRANGER:
            self.permission_denied(request, message="Which devices sync a ledger is for the guild's members.")
        return self.listed([peer_row(peer) for peer in peers_of(profile)])
