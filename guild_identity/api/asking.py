"""About which guild a request asks, and whether whoever asks may know or change who is who in it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.response import Response

from characters.api.endpoints import LARGEST_ID, LONGEST_ID, Endpoint, ListEndpoint
from characters.api.permissions import GuildOfficer, SignedIn, TokenScope, acts_as_officer, guilds_of
from characters.models import Guild
from characters.selectors.access import Standing
from guild_identity.services.journal import Decision

Row = dict[str, Any]
AnyModel = TypeVar("AnyModel", bound=Model)
GUILD = OpenApiParameter(
    "guild", int, description="Id of the guild. Without it: the token's guild, or the only one that you belong to."
)
SEARCH = OpenApiParameter("search", str, description="Part of a name, accents or not.")
MEMBERS_ONLY = "Who is who in a guild is for its members."
NAMED_AT_MOST = 20
# What stands for a thing in a cell of a table, and the two sides of a proposal.
NAMES = ("username", "display_name", "name", "text")
SIDES = ("character", "discord", "player", "other_character")


class IdentityEndpoint(Endpoint):
    """An endpoint about who is who: for members of the guild, never for strangers, public or not."""

    permission_classes = [SignedIn, TokenScope]

    def own_guilds(self) -> QuerySet[Guild]:
        """Return the guilds that the request comes from a member of."""
        return guilds_of(self.request).exclude(viewer_standing=Standing.STRANGER)  # type: ignore[misc]

    def asked_guild(self) -> Guild:
        """Return the guild that the request is about: the named one, else the only possible one.

        :raises ValidationError: when none is named and not exactly one is possible, or the name is no id.
        :raises NotFound: when it is hidden or does not exist.
        :raises PermissionDenied: when whoever asks may see the guild, but is no member.
        """
        wanted = self.request.query_params.get("guild", "").strip()
        if not wanted:
            return self._only_guild()
        guild = self.guild(_id_in(wanted))
        if getattr(guild, "viewer_standing", None) == Standing.STRANGER:
            self.permission_denied(self.request, message=MEMBERS_ONLY)
        return guild

    def led_guild(self) -> Guild:
        """Return the guild that the request is about, for officers; errors as in `asked_guild`."""
        return self.for_officers(self.asked_guild())

    def for_officers(self, guild: Guild) -> Guild:
        """Return the guild again if the request comes from an officer of it.

        :raises PermissionDenied: when it does not, or the token's scope is too narrow.
        """
        if not acts_as_officer(self.request, guild):
            self.permission_denied(self.request, message=GuildOfficer.message)
        return guild

    def led(self, rows: QuerySet[AnyModel], pk: int, what: str, *, guild_id: str = "guild_id") -> AnyModel:
        """Return one row for an officer of its guild; `guild_id` names the column that says whose it is.

        :raises NotFound: when there is none, or it is of a guild that whoever asks is no member of.
        :raises PermissionDenied: when whoever asks is a member and no officer.
        """
        row, guild = self.found(rows, pk, what, guild_id=guild_id)
        self.for_officers(guild)
        return row

    def found(
        self, rows: QuerySet[AnyModel], pk: int, what: str, *, guild_id: str = "guild_id"
    ) -> tuple[AnyModel, Guild]:
        """Return one row and its guild for a member; as `led` otherwise."""
        missing = NotFound(f"There is no {what} {pk}, or you may not see it.")
        owner = rows.filter(pk=pk).order_by().values_list(guild_id, flat=True).first()
        guild = self.own_guilds().filter(pk=owner).first() if owner is not None else None
        row = rows.filter(pk=pk).first() if guild is not None else None
        named = self.request.query_params.get("guild", "").strip()
        if row is None or guild is None or (named and _id_in(named) != guild.pk):
            raise missing
        return row, guild

    def by(self, reason: str = "") -> Decision:
        """Return who decides, by which way, when and why."""
        return Decision("api", self.now, self.user, reason)

    def _only_guild(self) -> Guild:
        mine = list(self.own_guilds()[: NAMED_AT_MOST + 1])
        if len(mine) == 1:
            return mine[0]
        if not mine:
            raise ValidationError({"detail": "You are a member of no guild that is known here."})
        named = ", ".join(f"{guild.pk} ({guild.name})" for guild in mine[:NAMED_AT_MOST])
        raise ValidationError({"detail": f"You belong to several guilds. Say which with ?guild=ID: {named}."})


class IdentityList(IdentityEndpoint, ListEndpoint):
    """A list about who is who."""

    def paged(self, found: QuerySet[AnyModel], rows_of: Callable[[Iterable[AnyModel]], list[Row]]) -> Response:
        """Answer with a page of what was found, written by `rows_of`, or with all of it as CSV."""
        if self.wants_csv():
            return Response([flat(row) for row in rows_of(found)])
        pages = self.pagination_class() if self.pagination_class else None
        assert pages is not None
        page: Sequence[AnyModel] = pages.paginate_queryset(found, self.request, view=self) or []
        return pages.get_paginated_response(rows_of(page))


def flat(row: Row) -> Row:
    """Write a row for a table: people, characters and accounts by their names, lists with semicolons."""
    return {name: _in_a_cell(value) for name, value in row.items()}


def _in_a_cell(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(str(_in_a_cell(item)) for item in value)
    if not isinstance(value, dict):
        return value
    named = next((value[name] for name in NAMES if name in value), None)
    parts = [str(_in_a_cell(value[side])) for side in SIDES if value.get(side)]
    return named or " = ".join(parts) or value


def _id_in(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_ID and int(text) <= LARGEST_ID):
        raise ValidationError({"detail": f"“{text[:LONGEST_ID]}” is no id of a guild."})
    return int(text)
