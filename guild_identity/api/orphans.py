"""Who belongs to nobody yet, and whose rank and role differ."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from characters.api.guilds import MEMBER_FILTERS
from characters.api.permissions import acts_as_officer
from guild_identity.api.asking import GUILD, SEARCH, IdentityList, flat
from guild_identity.api.question_shapes import MismatchShape, OrphanCharacterShape, OrphanDiscordUserShape
from guild_identity.selectors.mismatches import mismatches
from guild_identity.selectors.orphans import (
    orphan_character_rows,
    orphan_characters,
    orphan_discord_rows,
    orphan_discord_users,
)

FILTERS = [GUILD, *(parameter for parameter in MEMBER_FILTERS if parameter.name != "state")]
HAS_ROLE = OpenApiParameter("has_role", str, description="yes or no: a role that stands for a rank of the guild.")


class OrphanCharacters(IdentityList):
    """Characters in the guild that belong to no player."""

    csv_name = "orphan-characters"
    csv_columns = list(OrphanCharacterShape().fields)

    @extend_schema(operation_id="identity_orphans_wow", parameters=FILTERS, responses=OrphanCharacterShape(many=True))
    def get(self, request: Request) -> Response:
        """List them by rank and name, for officers with the proposals about each."""
        guild = self.asked_guild()
        is_officer = acts_as_officer(request, guild)
        found = orphan_characters(guild, request.query_params)
        return self.paged(found, lambda page: orphan_character_rows(guild, page, is_officer=is_officer))


class OrphanDiscordUsers(IdentityList):
    """Members of the Discord server that belong to no player."""

    csv_name = "orphan-discord-users"
    csv_columns = list(OrphanDiscordUserShape().fields)

    @extend_schema(
        operation_id="identity_orphans_discord",
        parameters=[GUILD, SEARCH, HAS_ROLE],
        responses=OrphanDiscordUserShape(many=True),
    )
    def get(self, request: Request) -> Response:
        """List them by name, for officers with the proposals about each."""
        guild = self.asked_guild()
        is_officer = acts_as_officer(request, guild)
        found = orphan_discord_users(guild, request.query_params)
        return self.paged(found, lambda page: orphan_discord_rows(guild, page, is_officer=is_officer))


class Mismatches(IdentityList):
    """Players whose rank in game and role on Discord differ."""

    csv_name = "mismatches"
    csv_columns = list(MismatchShape().fields)

    @extend_schema(operation_id="identity_mismatches", parameters=[GUILD], responses=MismatchShape(many=True))
    def get(self, request: Request) -> Response:
        """List them by name, as of now: the highest rank over all characters against the role on Discord."""
        rows = mismatches(self.asked_guild(), now=self.now)
        return self.listed([flat(row) for row in rows] if self.wants_csv() else rows)
