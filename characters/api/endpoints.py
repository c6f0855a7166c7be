"""What every endpoint shares: who asks and may see what, caching, throttles, errors in JSON, lists as JSON and CSV."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.status import HTTP_200_OK
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from characters.api.pagination import Pages
from characters.api.permissions import GuildOfficer, TokenScope, characters_of, guilds_of
from characters.api.renderers import CsvRenderer, FastJsonRenderer
from characters.api.schema import EndpointSchema
from characters.api.throttling import LenientAnonThrottle, LenientScopedThrottle, LenientUserThrottle
from characters.models import Character, Guild

LARGEST_ID = 2**63 - 1
# Python refuses to read numbers of thousands of digits.
LONGEST_ID = len(str(LARGEST_ID))


def _stamp(response: Any) -> None:
    """Give an answer an ETag of its content, unless the view gave it one that took no reading.

    The framework's own takes three times as long, which a board of megabytes feels.
    """
    if response.status_code == HTTP_200_OK and "ETag" not in response:
        response["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'


@method_decorator(conditional_page, name="dispatch")
class Endpoint(APIView):
    """An endpoint that reads the database only: answers are private, have an ETag, and errors come as JSON."""

    permission_classes: Sequence[type[BasePermission]] = [TokenScope]
    throttle_classes: Sequence[type[BaseThrottle]] = [
        LenientAnonThrottle, LenientUserThrottle, LenientScopedThrottle,
    ]  # fmt: skip
    renderer_classes: Sequence[Any] = [FastJsonRenderer]
    schema = EndpointSchema()
    csv_name = "export"

    @property
    def now(self) -> datetime:
        """The moment of the request."""
        return timezone.now()

    @property
    def user(self) -> User:
        """Whoever is signed in; for endpoints that ask for somebody."""
        user = self.request.user
        assert isinstance(user, User)
        return user

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Turn away numbers that no database knows, before they reach one."""
        super().initial(request, *args, **kwargs)
        if any(isinstance(value, int) and value > LARGEST_ID for value in kwargs.values()):
            raise NotFound("There is nothing with a number as large as that.")

    def guild(self, pk: int) -> Guild:
        """Return a guild that the request may read.

        :raises NotFound: when there is none; a stranger cannot tell a hidden guild from one that does not exist.
        """
        guild = guilds_of(self.request).filter(pk=pk).first()
        if guild is None:
            raise NotFound(f"There is no guild {pk}, or you may not see it.")
        return guild

    def officers_guild(self, pk: int) -> Guild:
        """Return a guild that the request may change.

        :raises NotFound: when the request may not even read it.
        :raises NotAuthenticated: or PermissionDenied, when whoever asks is no officer of it.
        """
        guild = self.guild(pk)
        if not GuildOfficer().has_object_permission(self.request, self, guild):
            self.permission_denied(self.request, message=GuildOfficer.message)
        return guild

    def character(self, pk: int) -> Character:
        """Return a character that the request may read.

        :raises NotFound: when there is none, or it is hidden.
        """
        character = characters_of(self.request).filter(pk=pk).first()
        if character is None:
            raise NotFound(f"There is no character {pk}, or you may not see it.")
        return character

    def body(self, shape: type[Serializer[Any]]) -> Mapping[str, Any]:
        """Read the request's body. What is wrong with it first is told in a sentence, and everything by field.

        :raises ValidationError: when it has another shape.
        """
        given = shape(data=self.request.data)
        if not given.is_valid():
            raise ValidationError({"detail": _told(given.errors), **given.errors})
        values: Mapping[str, Any] = given.validated_data
        return values

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Name the format and how the answer may be kept."""
        if getattr(response, "exception", False):
            request.accepted_renderer = FastJsonRenderer()
            request.accepted_media_type = FastJsonRenderer.media_type
        response = super().finalize_response(request, response, *args, **kwargs)
        if request.method in SAFE_METHODS and hasattr(response, "add_post_render_callback"):
            response.add_post_render_callback(_stamp)
        if "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_cache=True)
        if getattr(getattr(response, "accepted_renderer", None), "format", "") == CsvRenderer.format:
            response["Content-Disposition"] = f'attachment; filename="{self.csv_name}.csv"'
        return response


def _told(faults: Any, where: str = "") -> str:
    """Tell the first fault of a body and where it stands: "awards.2.delta: …"."""
    if isinstance(faults, Mapping):
        name, inner = next((name, inner) for name, inner in faults.items() if inner)
        return _told(inner, where if name == "non_field_errors" else f"{where}.{name}".lstrip("."))
    if isinstance(faults, list):
        number, inner = next((number, inner) for number, inner in enumerate(faults) if inner)
        return _told(inner, f"{where}.{number}" if isinstance(inner, Mapping) else where)
    return f"{where}: {faults}" if where else str(faults)


class ListEndpoint(Endpoint):
    """An endpoint that lists rows: in pages as JSON, whole as CSV (`?format=csv`, or `Accept: text/csv`)."""

    renderer_classes = [FastJsonRenderer, CsvRenderer]
    pagination_class: type[Pages] | None = Pages

    def get_renderers(self) -> list[Any]:
        """Offer CSV to those who read only."""
        renderers = super().get_renderers()
        method = getattr(getattr(self, "request", None), "method", "GET")
        return renderers if method in SAFE_METHODS else renderers[:1]

    def wants_csv(self) -> bool:
        """Tell whether the answer goes out as CSV."""
        return self.request.accepted_renderer.format == CsvRenderer.format

    def listed(self, rows: Sequence[Any]) -> Response:
        """Answer with a page of rows, or with all of them as CSV. Rows are plain values."""
        if self.wants_csv() or self.pagination_class is None:
            return Response(list(rows))
        pages = self.pagination_class()
        return pages.get_paginated_response(pages.paginate_queryset(rows, self.request, view=self))

    def linked_page(self, rows: Sequence[Any]) -> tuple[Sequence[Any], dict[str, str]]:
        """Cut a page out of rows where one is asked for, and name the others in headers: the body stays a list."""
        headers = {"X-Total-Count": str(len(rows))}
        if not {"page", "page_size"} & set(self.request.query_params):
            return rows, headers
        pages = Pages()
        shown = pages.paginate_queryset(rows, self.request, view=self) or []
        links = {"next": pages.get_next_link(), "prev": pages.get_previous_link()}
        link = ", ".join(f'<{address}>; rel="{name}"' for name, address in links.items() if address)
        return shown, {**headers, "Link": link} if link else headers
