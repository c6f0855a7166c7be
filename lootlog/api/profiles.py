"""A guild's ledgers: the list, one of them, making, renaming, choosing, archiving."""

from typing import cast

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from characters.api.permissions import guilds_of
from characters.domain.errors import Refused
from lootlog.api.asking import LedgerEndpoint
from lootlog.api.reading import ReadingList
from lootlog.api.serializers import NewProfile, ProfileChange
from lootlog.api.shapes import ProfileShape
from lootlog.selectors.entry_filters import whole_number
from lootlog.selectors.listed import STATES, profile_row, profiles_of
from lootlog.services.profiles import (
    ProfileChanges,
    archive_profile,
    change_profile,
    create_profile,
    ensure_profiles,
    restore_profile,
)

GUILD = OpenApiParameter("guild", int, description="Id of the guild.")
STATE = OpenApiParameter(
    "state", str, enum=STATES, description="Those in use, those archived, or all; present without it."
)


class Profiles(ReadingList):
    """The ledgers that you may see."""

    csv_name = "loot-profiles"
    csv_columns = list(ProfileShape().fields)

    @extend_schema(operation_id="loot_profiles_list", parameters=[GUILD, STATE], responses=ProfileShape(many=True))
    def get(self, request: Request) -> Response:
        """List profiles by guild, the active one first. A guild that had none gets its first one."""
        guilds = guilds_of(request)
        if (wanted := self._asked_guild()) is not None:
            guilds = guilds.filter(pk=self.guild(wanted).pk)
        ensure_profiles(guilds, now=self.now)
        state = request.query_params.get("state", "").strip().lower() or "present"
        if state not in STATES:
            raise Refused(f"state: there is no “{state:.40}”. Use one of: {', '.join(STATES)}.")
        return self.paged(profiles_of(guilds, state), lambda page: [profile_row(one) for one in page], lambda row: row)

    @extend_schema(
        operation_id="loot_profiles_create", parameters=[GUILD], request=NewProfile, responses={201: ProfileShape}
    )
    def post(self, request: Request) -> Response:
        """Make an empty profile; for officers. 409 where the guild has one of that name."""
        given = self.body(NewProfile)
        wanted = given.get("guild") or self._asked_guild()
        if wanted is None:
            raise ValidationError({"detail": "Say in which guild: guild, in the body or as ?guild=."})
        profile = create_profile(self.officers_guild(wanted), given["name"], now=self.now)
        return Response(profile_row(profile), status=status.HTTP_201_CREATED)

    def _asked_guild(self) -> int | None:
        written = self.request.query_params.get("guild", "").strip()
        return whole_number(written, "guild") if written else None


class OneProfile(LedgerEndpoint):
    """One ledger."""

    @extend_schema(operation_id="loot_profiles_retrieve", responses=ProfileShape)
    def get(self, request: Request, pk: int) -> Response:
        """Return a profile; `entries` grows with every entry that comes."""
        return Response(profile_row(self.profile(pk)))

    @extend_schema(operation_id="loot_profiles_change", request=ProfileChange, responses=ProfileShape)
    def patch(self, request: Request, pk: int) -> Response:
        """Rename a profile, make it the active one, archive it or bring it back; for officers. All or nothing."""
        profile = self.officers_profile(pk)
        changes = cast(ProfileChanges, self.body(ProfileChange))
        return Response(profile_row(change_profile(profile, changes, now=self.now)))

    @extend_schema(operation_id="loot_profiles_archive", responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Archive a profile; for officers. Its entries stay, and it can be brought back. 409 for the active one."""
        archive_profile(self.officers_profile(pk), now=self.now)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ProfileRestore(LedgerEndpoint):
    """A ledger that was archived."""

    @extend_schema(operation_id="loot_profiles_restore", request=None, responses=ProfileShape)
    def post(self, request: Request, pk: int) -> Response:
        """Bring an archived profile back; for officers. 409 where another one has its name by now."""
        return Response(profile_row(restore_profile(self.officers_profile(pk))))
