"""Links of characters to players: made, confirmed and taken away by officers."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from characters.models import Character, Guild
from guild_identity.api.asking import GUILD, IdentityEndpoint
from guild_identity.api.serializers import Confirmation, NewLink
from guild_identity.api.shapes import LinkShape
from guild_identity.models import DiscordUser, Player, PlayerCharacter
from guild_identity.selectors.desk import owner_of
from guild_identity.selectors.players import Row, Seen, link_row, open_ranks, rank_names
from guild_identity.services.linking import link_character, unlink_character

REASON = OpenApiParameter("reason", str, description="Why.")
PARTS = ("player", "character__realm", "character__character_class")
LONGEST_REASON = 200


class Links(IdentityEndpoint):
    """Links of a guild."""

    @extend_schema(
        operation_id="identity_link", parameters=[GUILD], request=NewLink, responses={200: LinkShape, 201: LinkShape}
    )
    def post(self, request: Request) -> Response:
        """Link a character by hand; for officers. 200 where it was linked so, 409 where it is somebody else's."""
        guild = self.led_guild()
        given = self.body(NewLink)
        character = _character(guild, given["character"])
        player, user = _target(guild, given)
        before = PlayerCharacter.objects.filter(character=character).values_list("player_id", flat=True).first()
        known = player or owner_of(user)
        is_new = before is None or known is None or before != known.pk
        link_character(
            guild, character, by=self.by(given["reason"]), player=player, discord_user=user, is_moving=given["move"]
        )
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(linked(guild, character.pk), status=code)


class Link(IdentityEndpoint):
    """One link."""

    @extend_schema(operation_id="identity_unlink", parameters=[REASON], responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Take a link away, and remember that the two do not belong together; for officers."""
        link = self.led(PlayerCharacter.objects.select_related("player"), pk, "link", guild_id="player__guild_id")
        reason = request.query_params.get("reason", "").replace("\0", "")
        unlink_character(link, by=self.by(reason[:LONGEST_REASON]))
        return Response(status=status.HTTP_204_NO_CONTENT)


class Confirm(IdentityEndpoint):
    """A guess that is right."""

    @extend_schema(operation_id="identity_confirm", request=Confirmation, responses=LinkShape)
    def post(self, request: Request) -> Response:
        """Make a link an officer's own, so that nothing overrides it; for officers. A firm link stays what it is."""
        given = self.body(Confirmation)
        links = PlayerCharacter.objects.select_related("player__guild", "character")
        link = self.led(links, given["link"], "link", guild_id="player__guild_id")
        guild = link.player.guild
        link_character(guild, link.character, by=self.by(given["reason"]), player=link.player, evidence=link.evidence)
        return Response(linked(guild, link.character_id))


def linked(guild: Guild, character_id: int) -> Row:
    """Return a character's link as plain values, for officers."""
    link = PlayerCharacter.objects.select_related(*PARTS).get(character=character_id)
    seen = Seen(rank_names(guild), open_ranks(guild, [character_id]), is_officer=True)
    return {
        **link_row(link, seen),
        "player": {"id": link.player_id, "display_name": link.player.display_name},
    }


def _character(guild: Guild, pk: int) -> Character:
    character = Character.objects.filter(pk=pk, stints__guild=guild).distinct().first()
    if character is None:
        raise NotFound(f"There is no character {pk} in {guild.name}.")
    return character


def _target(guild: Guild, given: Mapping[str, Any]) -> tuple[Player | None, DiscordUser | None]:
    """Return the player or the Discord user whom a body names.

    :raises NotFound: when the guild has none such.
    """
    if "player" in given:
        player = Player.objects.filter(guild=guild, pk=given["player"]).first()
        if player is None:
            raise NotFound(f"There is no player {given['player']} in {guild.name}.")
        return player, None
    by_row = "discord_user" in given
    wanted = given["discord_user"] if by_row else given["discord_id"]
    user = DiscordUser.objects.filter(Q(pk=wanted) if by_row else Q(discord_id=int(wanted)), guild=guild).first()
    if user is None:
        raise NotFound(f"There is no Discord user {wanted} in {guild.name}.")
    return None, user
