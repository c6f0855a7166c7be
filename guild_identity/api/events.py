"""The changes of who is who, and undoing one."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from guild_identity.api.asking import GUILD, IdentityEndpoint, IdentityList
from guild_identity.api.serializers import Reason
from guild_identity.api.shapes import EventShape
from guild_identity.models import IdentityEvent
from guild_identity.selectors.history import event_row, events
from guild_identity.services.undoing import undo_event

FILTERS = [
    GUILD,
    OpenApiParameter("kind", str, description=f"One of {', '.join(IdentityEvent.Kind.values)}."),
    OpenApiParameter("player", int, description="Id of a player."),
    OpenApiParameter("character", int, description="Id of a character."),
]


class Events(IdentityList):
    """Changes of who is who."""

    csv_name = "identity-events"
    csv_columns = list(EventShape().fields)

    @extend_schema(operation_id="identity_events_list", parameters=FILTERS, responses=EventShape(many=True))
    def get(self, request: Request) -> Response:
        """List changes, newest first; for officers."""
        found = events(self.led_guild(), request.query_params)
        return self.paged(found, lambda page: [event_row(event, is_officer=True) for event in page])


class EventUndo(IdentityEndpoint):
    """A change that was wrong."""

    @extend_schema(operation_id="identity_events_undo", request=Reason, responses=EventShape)
    def post(self, request: Request, pk: int) -> Response:
        """Undo a change, which is a change of its own; for officers. 409 where something changed since."""
        event = self.led(IdentityEvent.objects.all(), pk, "change")
        undone = undo_event(event, by=self.by(self.body(Reason)["reason"]))
        return Response(event_row(undone, is_officer=True))
