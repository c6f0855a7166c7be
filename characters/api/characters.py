"""One character, from the database only."""

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from characters.api.character_shapes import CharacterDetailShape
from characters.api.endpoints import Endpoint
from characters.api.permissions import guilds_of
from characters.selectors.freshness import character_sections
from characters.selectors.people import character_row, guild_of
from characters.services.activity import mark_character_viewed


class CharacterDetail(Endpoint):
    """One character."""

    @extend_schema(operation_id="characters_retrieve", responses=CharacterDetailShape)
    def get(self, request: Request, pk: int) -> Response:
        """Return a character with the state of its sections: how old each is, and why."""
        character, now = self.character(pk), self.now
        mark_character_viewed(character.pk, now=now)
        sections = [asdict(section) for section in character_sections(character, now=now)]
        guild = guild_of(character, guilds_of(request))
        return Response({**character_row(character), "guild": guild, "sections": sections})
