"""Guilds, their rosters and ranks, from the database only."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from characters.api.endpoints import Endpoint, ListEndpoint
from characters.api.guild_shapes import GuildDetailShape, GuildShape, RankChange, RankShape, RosterRowShape
from characters.api.permissions import guilds_of
from characters.selectors.freshness import guild_sections
from characters.selectors.guilds import ROSTER, guild_detail, guild_row, ranks, roster
from characters.services.activity import mark_guild_viewed
from characters.services.ranks import change_ranks

MEMBER_FILTERS = [
    OpenApiParameter("rank", str, description="Index or name of a rank; several with commas."),
    OpenApiParameter("class", str, description="Name or slug of a class; several with commas."),
    OpenApiParameter("role", str, description="tank, healer, melee, ranged or dps; several with commas."),
    OpenApiParameter("search", str, description="Part of a name, accents or not."),
    OpenApiParameter("state", str, description="fresh, stale or pending."),
    OpenApiParameter("min_item_level", str, description="Lowest item level."),
]


class GuildList(ListEndpoint):
    """The guilds that you may see."""

    csv_name = "guilds"
    csv_columns = list(GuildShape().fields)

    @extend_schema(operation_id="guilds_list", responses=GuildShape(many=True))
    def get(self, request: Request) -> Response:
        """List guilds by name."""
        return self.listed([guild_row(guild) for guild in guilds_of(request)])


class GuildDetail(Endpoint):
    """One guild."""

    @extend_schema(operation_id="guilds_retrieve", responses=GuildDetailShape)
    def get(self, request: Request, pk: int) -> Response:
        """Return a guild with the state of its own sections."""
        guild, now = self.guild(pk), self.now
        mark_guild_viewed(guild.pk, now=now)
        sections = [asdict(section) for section in guild_sections(guild, now=now)]
        return Response({**guild_detail(guild), "sections": sections})


class GuildRoster(ListEndpoint):
    """Who is in the guild now."""

    csv_name = "roster"
    csv_columns = [*ROSTER, "rank_name", "state", "error"]

    @extend_schema(operation_id="guilds_roster", parameters=MEMBER_FILTERS, responses=RosterRowShape(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """List members by rank and name."""
        return self.listed(roster(self.guild(pk), request.query_params, now=self.now))


class GuildRanks(ListEndpoint):
    """What the guild's ranks mean."""

    csv_name = "ranks"
    csv_columns = list(RankShape().fields)
    pagination_class = None

    @extend_schema(operation_id="guilds_ranks", responses=RankShape(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """List ranks by index, a plain list of at most ten."""
        return self.listed(ranks(self.guild(pk)))

    @extend_schema(operation_id="guilds_ranks_change", request=RankChange(many=True), responses=RankShape(many=True))
    def patch(self, request: Request, pk: int) -> Response:
        """Change ranks by index; for officers."""
        guild = self.officers_guild(pk)
        changes: Any = RankChange(data=request.data, many=True, max_length=10)
        if not changes.is_valid():
            raise ValidationError({"detail": "No rank was changed.", "ranks": changes.errors})
        change_ranks(guild, changes.validated_data)
        return Response(ranks(guild))
