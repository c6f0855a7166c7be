"""The HTTP API's table of contents, and how refusals reach the caller."""

from typing import Any

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from characters.api.endpoints import Endpoint
from characters.domain.errors import Refused


class Nowhere(Endpoint):
    """An address below /api/ that leads nowhere, told in JSON like every other error."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Answer every method alike."""
        raise NotFound("There is nothing at this address. /api/docs/ lists what there is.")


urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path(
        "docs/",
        SpectacularSwaggerView.as_view(url_name="api-schema", http_method_names=["get", "head"]),
        name="api-docs",
    ),
    path("", include("characters.api.urls")),
    path("", include("vault.api.urls")),
    path("", include("guild_identity.api.urls")),
    path("", include("lootlog.api.urls")),
    path("", Nowhere.as_view(schema=None)),
    path("<path:rest>", Nowhere.as_view(schema=None)),
]


def explain_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn a refusal into its message for the caller: 400 for a question, 409 for a change.

    Shape: {"detail": str}. Everything else is left to the framework.
    """
    if not isinstance(error, Refused):
        return exception_handler(error, context)
    asked = context["request"].method in SAFE_METHODS
    code = status.HTTP_400_BAD_REQUEST if asked else status.HTTP_409_CONFLICT
    return Response({"detail": str(error)}, status=code)
