"""Entries: the feed behind a position, the list with filters, and one of them."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from characters.api.renderers import CsvRenderer, FastJsonRenderer, to_csv
from characters.domain.errors import Refused
from lootlog.api.reading import ReadingList, unchanged
from lootlog.api.shapes import KINDS, EntryDetailShape, EntryPageShape
from lootlog.api.writing import EntryWriter, NewEntries
from lootlog.models import LogEntry, Profile
from lootlog.selectors.entries import (
    about_entry,
    arrived_after,
    bounded_count,
    entries_of,
    newest_first,
    older_than,
    place_of,
)
from lootlog.selectors.entry_filters import asked_for, whole_number
from lootlog.selectors.entry_rows import COLUMNS, brief_row, entry_rows, flat_row

SHOWN, MOST = 100, 1000
# Rows of a table are read and written in lots, so that a ledger of any length fits in memory.
LOT = 2000
FILTERS = [
    OpenApiParameter("target", str, description="Id of a target, or part of a name."),
    OpenApiParameter("actor", str, description="Part of the name of who wrote."),
    OpenApiParameter("kind", str, enum=KINDS),
    OpenApiParameter("from", str, description="A date, or a time with its offset: what happened then or later."),
    OpenApiParameter("to", str, description="A date, or a time with its offset: what happened until then."),
    OpenApiParameter("search", str, description="Part of the reason."),
    OpenApiParameter(
        "counting", str, enum=["yes", "no"], description="yes: what makes up the sums; no: what was taken out."
    ),
]
PLACES = [
    OpenApiParameter(
        "after", int, description="A position: entries that came later, in the order in which they came. 0 for all."
    ),
    OpenApiParameter("before", str, description="A place in the list; the link `next` has it."),
    OpenApiParameter("limit", int, description=f"How many, at most {MOST}; {SHOWN} without it."),
]


class Entries(NewEntries, ReadingList):
    """The lines of a ledger."""

    csv_name = "loot-entries"

    @property
    def throttle_scope(self) -> str | None:
        """All lines as a table cost as much as an export, and are counted with those; pages are not."""
        return "sync" if self.request.method == "GET" and self.wants_csv() else None

    @extend_schema(operation_id="loot_entries_list", parameters=[*PLACES, *FILTERS], responses=EntryPageShape)
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """List entries: newest first with filters, or with ?after= those that came behind a position.

        The ETag stands for the profile's newest entry: while nothing new comes, asking again costs next to nothing.
        """
        profile = self.profile(pk)
        names = self.names_people(profile)
        # Pages ask every second or so instead of being kept waiting for news: a waiting request holds one of a few
        # workers, and this one is answered in milliseconds while nothing is new.
        etag, same = unchanged(self, profile.pk, profile.last_position, names)
        if same is not None:
            return same
        found = entries_of(profile, request.query_params)
        if self.wants_csv():
            return self._table(profile, self._in_order(found), names)
        answer = Response(self._page(profile, found, names))
        answer["ETag"] = etag
        return answer

    def _page(self, profile: Profile, found: QuerySet[LogEntry], names: bool) -> dict[str, Any]:
        limit = self._limit()
        shown = list(self._in_order(found)[: limit + 1])
        has_more, shown = len(shown) > limit, shown[:limit]
        after = self._after()
        if after is not None:
            count, reached = None, shown[-1].position if shown else after
            following = self.link("after", reached) if has_more else None
        else:
            count, reached = bounded_count(profile, found, is_filtered=asked_for(self.request.query_params)), None
            following = self.link("before", place_of(shown[-1])) if has_more else None
        return {
            "count": count, "next": following, "last_position": profile.last_position, "next_after": reached,
            "results": entry_rows(profile, shown, names_people=names),
        }  # fmt: skip

    def _in_order(self, found: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
        after, before = self._after(), self.request.query_params.get("before", "").strip()
        if after is not None:
            return arrived_after(found, after)
        return older_than(found, before) if before else newest_first(found)

    def _after(self) -> int | None:
        written = self.request.query_params.get("after", "").strip()
        return whole_number(written, "after") if written else None

    def _limit(self) -> int:
        written = self.request.query_params.get("limit", "").strip()
        limit = whole_number(written, "limit", most=MOST) if written else SHOWN
        if not limit:
            raise Refused(f"limit: ask for 1 to {MOST}.")
        return limit

    def _table(self, profile: Profile, found: QuerySet[LogEntry], names: bool) -> HttpResponseBase:
        answer = StreamingHttpResponse(
            _lots(profile, found, names), content_type=f"{CsvRenderer.media_type}; charset=utf-8"
        )
        answer["Content-Disposition"] = f'attachment; filename="{self.csv_name}.csv"'
        return answer


def _lots(profile: Profile, found: QuerySet[LogEntry], names: bool) -> Iterator[bytes]:
    yield to_csv(COLUMNS, []).encode()
    lot: list[LogEntry] = []
    for entry in found.iterator(chunk_size=LOT):
        lot.append(entry)
        if len(lot) == LOT:
            yield _lines(profile, lot, names)
            lot = []
    yield _lines(profile, lot, names)


def _lines(profile: Profile, lot: list[LogEntry], names: bool) -> bytes:
    rows = [flat_row(row) for row in entry_rows(profile, lot, names_people=names)]
    return to_csv(COLUMNS, rows).partition("\r\n")[2].encode()


class OneEntry(EntryWriter, ReadingList):
    """One line of a ledger."""

    renderer_classes = [FastJsonRenderer]

    @extend_schema(operation_id="loot_entries_retrieve", responses=EntryDetailShape)
    def get(self, request: Request, pk: int, entry: str) -> Response:
        """Return an entry by its id or its hash, with what it is about and what is about it."""
        profile = self.profile(pk)
        found = self.entry(profile, entry)
        [row] = entry_rows(profile, [found], names_people=self.names_people(profile))
        return Response({**row, "referred_by": [brief_row(one) for one in about_entry(profile, found)]})
