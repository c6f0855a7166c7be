"""A guild's vault board as JSON and CSV."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from characters.api.endpoints import ListEndpoint
from characters.api.guilds import MEMBER_FILTERS
from characters.domain.regions import Region
from characters.domain.sections import is_older
from characters.services.activity import GRAIN, mark_guild_viewed
from vault.api.serializers import BoardRowShape
from vault.selectors.board import COUNTS, board
from vault.selectors.board_order import ORDERS
from vault.selectors.board_row import BoardRow
from vault.selectors.weeks import asked_week
from vault.selectors.wording import slot_in_words

PERIOD = OpenApiParameter("period", int, description="Keystone period of the week; this week without it.")
PAGE = [
    OpenApiParameter("page", int, description="Number of a page."),
    OpenApiParameter("page_size", int, description="Rows of a page, 100 without it."),
]
SORT = OpenApiParameter("sort", str, description=f"One of {', '.join(ORDERS)}; a minus in front turns it round.")


class GuildVault(ListEndpoint):
    """The Great Vaults of a guild's members in one week."""

    pagination_class = None
    csv_name = "vault"
    csv_columns = [
        "name", "realm", "class", "spec", "role", "rank", "item_level", "state", *COUNTS,
        *(f"{row}_{index}" for row in ("raid", "dungeon", "world") for index in (1, 2, 3)), "computed_at",
    ]  # fmt: skip

    @extend_schema(
        operation_id="guilds_vault",
        parameters=[PERIOD, *MEMBER_FILTERS, SORT, *PAGE],
        responses={200: OpenApiResponse(BoardRowShape(many=True), description="A plain list; see the headers.")},
    )
    def get(self, request: Request, pk: int) -> Response:
        """List the board: a plain list, whole unless `page` or `page_size` is given; Link names the other pages."""
        guild, now = self.guild(pk), self.now
        week = asked_week(Region(guild.realm.region), request.query_params.get("period"), now=now)
        rows = board(guild, week, request.query_params, now=now)
        if is_older(guild.last_viewed_at, GRAIN, now):
            mark_guild_viewed(guild.pk, now=now)
        if self.wants_csv():
            return Response([_flat(row) for row in rows])
        shown, headers = self.linked_page(rows)
        return Response([row.as_json(week) for row in shown], headers=headers)


def _flat(row: BoardRow) -> dict[str, Any]:
    """Write a row for a table: each slot as its reward, or why there is none."""
    plain = ("name", "realm", "spec", "role", "rank", "item_level", *COUNTS, "computed_at")
    return {
        **{name: getattr(row, name) for name in plain},
        "class": row.class_name,
        "state": row.state.value,
        **{f"{slot['row']}_{slot['index']}": slot_in_words(slot) for slot in row.slot_list()},
    }
