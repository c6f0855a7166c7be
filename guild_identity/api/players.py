"""Players: the list, one of them with its history, merging and splitting."""

from collections.abc import Sequence

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from characters.api.permissions import acts_as_officer
from characters.models import Character, Guild
from guild_identity.api.asking import GUILD, SEARCH, IdentityEndpoint, IdentityList
from guild_identity.api.serializers import Merge, Split
from guild_identity.api.shapes import PlayerDetailShape, PlayerShape
from guild_identity.models import DiscordUser, LinkSource, Player
from guild_identity.selectors.desk import changes_of
from guild_identity.selectors.history import event_row
from guild_identity.selectors.players import Row, player_rows, players, with_parts
from guild_identity.services.players import merge_players, split_player

HISTORY_SHOWN = 100
FILTERS = [
    GUILD,
    SEARCH,
    OpenApiParameter("has_discord", str, description="yes or no."),
    OpenApiParameter("is_active", str, description="yes or no; all without it."),
    OpenApiParameter("link_source", str, description=f"Who has a link by one of {', '.join(LinkSource.values)}."),
]


class PlayerList(IdentityList):
    """The players of a guild."""

    csv_name = "players"
    csv_columns = list(PlayerShape().fields)

    @extend_schema(operation_id="identity_players_list", parameters=FILTERS, responses=PlayerShape(many=True))
    def get(self, request: Request) -> Response:
        """List players by name, with their characters and Discord accounts."""
        guild = self.asked_guild()
        is_officer = acts_as_officer(request, guild)
        found = players(guild, request.query_params, is_officer=is_officer)
        return self.paged(found, lambda page: player_rows(guild, page, is_officer=is_officer))


class OnePlayer(IdentityEndpoint):
    """An endpoint that answers with one player."""

    def player_detail(self, guild: Guild, pk: int) -> Row:
        """Return a player as plain values, as far as whoever asks may know."""
        is_officer = acts_as_officer(self.request, guild)
        [player] = with_parts(Player.objects.filter(pk=pk))
        [row] = player_rows(guild, [player], is_officer=is_officer)
        history = changes_of(guild, player)[:HISTORY_SHOWN]
        return {**row, "history": [event_row(event, is_officer=is_officer) for event in history]}

    def led_player(self, pk: int) -> tuple[Player, Guild]:
        """Return a player and its guild, for officers; errors as in `led`."""
        player, guild = self.found(Player.objects.all(), pk, "player")
        return player, self.for_officers(guild)


class PlayerDetail(OnePlayer):
    """One player."""

    @extend_schema(operation_id="identity_players_retrieve", responses=PlayerDetailShape)
    def get(self, request: Request, pk: int) -> Response:
        """Return a player with the newest changes."""
        player, guild = self.found(Player.objects.all(), pk, "player")
        return Response(self.player_detail(guild, player.pk))


class PlayerMerge(OnePlayer):
    """Two players that are one person."""

    @extend_schema(operation_id="identity_players_merge", request=Merge, responses=PlayerDetailShape)
    def post(self, request: Request, pk: int) -> Response:
        """Give everything of another player to this one; for officers. Its Discord account becomes a further one."""
        keep, guild = self.led_player(pk)
        given = self.body(Merge)
        gone = Player.objects.filter(guild=guild, pk=given["player"]).first()
        if gone is None:
            raise NotFound(f"There is no player {given['player']} in {guild.name}.")
        merge_players(keep, gone, by=self.by(given["reason"]))
        return Response(self.player_detail(guild, keep.pk))


class PlayerSplit(OnePlayer):
    """One player that is two people."""

    @extend_schema(operation_id="identity_players_split", request=Split, responses={201: PlayerDetailShape})
    def post(self, request: Request, pk: int) -> Response:
        """Give some of the characters, and a Discord user where named, to a new player; for officers."""
        player, guild = self.led_player(pk)
        given = self.body(Split)
        characters = _characters_of(player, given["characters"])
        user = _discord_user(guild, given["discord_user"])
        new = split_player(player, characters, by=self.by(given["reason"]), discord_user=user)
        return Response(self.player_detail(guild, new.pk), status=status.HTTP_201_CREATED)


def _characters_of(player: Player, ids: Sequence[int]) -> list[Character]:
    """Return a player's characters in the order of `ids`.

    :raises NotFound: when one is not the player's.
    """
    found = Character.objects.filter(player_link__player=player).in_bulk(ids)
    if missing := [pk for pk in ids if pk not in found]:
        raise NotFound(f"Character {missing[0]} is not one of {player.display_name}.")
    return [found[pk] for pk in dict.fromkeys(ids)]


def _discord_user(guild: Guild, pk: int | None) -> DiscordUser | None:
    if pk is None:
        return None
    user = DiscordUser.objects.filter(guild=guild, pk=pk).first()
    if user is None:
        raise NotFound(f"There is no Discord user {pk} in {guild.name}.")
    return user
