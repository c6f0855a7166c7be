"""A user's own characters: list, claim, let go, put in order."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from characters.api.character_shapes import Claim, Order, OwnCharacterShape
from characters.api.endpoints import Endpoint, ListEndpoint
from characters.api.permissions import SignedIn, TokenScope, WholeAccount
from characters.domain.errors import Refused
from characters.selectors.people import own_character_row, own_characters
from characters.services.claims import as_spelled_in_game, claim_character, release_claim, reorder_claims
from characters.services.realms import find_realm


class OwnCharacters(ListEndpoint):
    """Your own characters."""

    permission_classes = [SignedIn, TokenScope, WholeAccount]
    csv_name = "my-characters"
    csv_columns = list(OwnCharacterShape().fields)

    @extend_schema(operation_id="own_characters_list", responses=OwnCharacterShape(many=True))
    def get(self, request: Request) -> Response:
        """List your characters in your order."""
        return self.listed([own_character_row(claim) for claim in own_characters(request.user)])

    @extend_schema(operation_id="own_characters_claim", request=Claim, responses={201: OwnCharacterShape})
    def post(self, request: Request) -> Response:
        """Put a character on your list. A claim is unverified: it opens no guild's data."""
        wanted: Any = Claim(data=request.data)
        wanted.is_valid(raise_exception=True)
        try:
            realm = find_realm(wanted.validated_data["region"], wanted.validated_data["realm"])
            as_spelled_in_game(wanted.validated_data["name"])
        except Refused as refusal:
            raise ValidationError({"detail": str(refusal)}) from refusal
        claim = claim_character(self.user, realm, wanted.validated_data["name"], now=self.now)
        return Response(own_character_row(claim), status=status.HTTP_201_CREATED)


class OwnCharacter(Endpoint):
    """One of your own characters."""

    permission_classes = [SignedIn, TokenScope, WholeAccount]

    @extend_schema(operation_id="own_characters_release", responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Take a character off your list."""
        if not release_claim(self.user, pk):
            raise NotFound(f"Character {pk} is not on your list.")
        return Response(status=status.HTTP_204_NO_CONTENT)


class OwnCharacterOrder(Endpoint):
    """The order of your own characters."""

    permission_classes = [SignedIn, TokenScope, WholeAccount]

    @extend_schema(operation_id="own_characters_reorder", request=Order, responses={204: None})
    def post(self, request: Request) -> Response:
        """Put your characters in order; those that are not named follow as they were."""
        wanted: Any = Order(data=request.data)
        wanted.is_valid(raise_exception=True)
        reorder_claims(self.user, wanted.validated_data["ids"])
        return Response(status=status.HTTP_204_NO_CONTENT)
