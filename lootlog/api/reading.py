"""What the ledger's lists have in common: parameters, pages, answers that cost nothing while nothing is new."""

from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import OpenApiParameter
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from characters.domain.errors import Refused
from characters.selectors.access import Standing
from lootlog.api.asking import LedgerList
from lootlog.domain.moments import moment
from lootlog.models import Profile

Row = dict[str, Any]
BY_PERSON = "Whose characters belong together is for members of the guild."
AnyModel = TypeVar("AnyModel", bound=Model)
AS_OF = OpenApiParameter(
    "as_of", str, description="A date, which means its last second in UTC, or a time with its offset; now without it."
)
BY = OpenApiParameter(
    "by",
    str,
    enum=["character", "person"],
    description="person adds up a person's characters; for the guild's members.",
)


class ReadingList(LedgerList):
    """A list that anybody reads who may see the guild."""

    def asked_moment(self) -> datetime | None:
        """Return the moment that `as_of` names, if any.

        :raises Refused: when it names none.
        """
        written = self.request.query_params.get("as_of", "").strip()
        return moment(written, "as_of", ends_day=True) if written else None

    def by_person(self, profile: Profile) -> bool:
        """Tell whether a person's characters are to be added up.

        :raises Refused: when `by` is another word.
        :raises NotAuthenticated: or PermissionDenied, when a stranger asks whose characters belong together.
        """
        word = self.request.query_params.get("by", "").strip().lower() or "character"
        if word not in ("character", "person"):
            raise Refused(f"by: there is no “{word:.40}”. Use one of: character, person.")
        if word == "person" and not self.names_people(profile):
            self.permission_denied(self.request, message=BY_PERSON)
        return word == "person"

    def names_people(self, profile: Profile) -> bool:
        """Tell whether accounts, devices and files may be named to whoever asks: to members, not to strangers."""
        standing = getattr(self.guild(profile.guild_id), "viewer_standing", Standing.STRANGER)
        return standing != Standing.STRANGER

    def paged(
        self, found: QuerySet[AnyModel], rows_of: Callable[[Iterable[AnyModel]], list[Row]], flat: Callable[[Row], Row]
    ) -> Response:
        """Answer with a page of what was found, written by `rows_of`, or with all of it as CSV, written by `flat`."""
        if self.wants_csv():
            return Response([flat(row) for row in rows_of(found)])
        pages = self.pagination_class() if self.pagination_class else None
        assert pages is not None
        page = pages.paginate_queryset(found, self.request, view=self) or []
        return pages.get_paginated_response(rows_of(page))

    def link(self, name: str, value: object) -> str:
        """Return this address with another value of a parameter."""
        link: str = replace_query_param(self.request.build_absolute_uri(), name, value)
        return link


def unchanged(view: LedgerList, *facts: object) -> tuple[str, HttpResponseBase | None]:
    """Make the ETag of an answer out of all that decides it, and the answer 304 if the request has it already."""
    asked = view.request.get_full_path(), view.request.accepted_renderer.format
    etag = f'"{sha256(repr((asked, facts)).encode()).hexdigest()[:32]}"'
    return etag, get_conditional_response(view.request, etag=etag)
