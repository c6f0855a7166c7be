"""A ledger as a file."""

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from lootlog.api.asking import LedgerEndpoint
from lootlog.api.export_shapes import SealedFileShape
from lootlog.selectors.exports import FORMATS, export

AS = OpenApiParameter(
    "as", str, enum=list(FORMATS),
    description="json: all that is hashed. csv: the same as a table. pipe: the addon's text lines. bundle: what can be "
    "checked without us. addon: SavedVariables for the game. json without it.",
)  # fmt: skip
BODIES = {
    (200, content_type): SealedFileShape if form == "json" else OpenApiTypes.BINARY
    for form, (content_type, _) in FORMATS.items()
}


class LedgerExport(LedgerEndpoint):
    """All entries of a ledger as a file."""

    throttle_scope = "sync"

    @extend_schema(operation_id="loot_export", parameters=[AS], responses=BODIES)
    def get(self, request: Request, pk: int) -> StreamingHttpResponse:
        """Export the ledger as it is now; `lootlog_verify` checks a bundle wherever it is."""
        form = request.query_params.get("as", "").strip().lower() or "json"
        made = export(self.profile(pk), form)
        answer = StreamingHttpResponse(made.pieces, content_type=made.content_type)
        answer["Content-Disposition"] = f'attachment; filename="{made.name}"'
        return answer
