"""A user's own API tokens."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from characters.api.endpoints import Endpoint, ListEndpoint
from characters.api.permissions import SignedIn, TokenScope, WholeAccount
from characters.api.token_shapes import CreatedTokenShape, NewToken, TokenShape
from characters.models import ApiToken
from characters.services.tokens import create_token, revoke_token


def token_row(token: ApiToken) -> dict[str, Any]:
    """Return a token as plain values, without anything that opens a door."""
    return {
        "id": token.token_key,
        "name": token.name,
        "scope": token.scope,
        "guild": token.guild_id,
        "created_at": token.created,
        "expires_at": token.expiry,
    }


class Tokens(ListEndpoint):
    """Your API tokens."""

    permission_classes = [SignedIn, TokenScope, WholeAccount]
    csv_name = "tokens"
    csv_columns = list(TokenShape().fields)

    @extend_schema(operation_id="tokens_list", responses=TokenShape(many=True))
    def get(self, request: Request) -> Response:
        """List your tokens, oldest first."""
        tokens = ApiToken.objects.filter(user=self.user).order_by("created", "digest")
        return self.listed([token_row(token) for token in tokens])

    @extend_schema(operation_id="tokens_create", request=NewToken, responses={201: CreatedTokenShape})
    def post(self, request: Request) -> Response:
        """Make a token; its secret is in this answer and nowhere else."""
        wanted: Any = NewToken(data=request.data)
        wanted.is_valid(raise_exception=True)
        values = wanted.validated_data
        bound = values.get("guild")
        token, secret = create_token(
            self.user,
            name=values["name"],
            scope=values["scope"],
            guild=None if bound is None else self.guild(bound),
            days=values.get("days"),
        )
        answer = Response({**token_row(token), "secret": secret}, status=status.HTTP_201_CREATED)
        answer["Cache-Control"] = "no-store"
        return answer


class Token(Endpoint):
    """One of your API tokens."""

    permission_classes = [SignedIn, TokenScope, WholeAccount]

    @extend_schema(operation_id="tokens_revoke", responses={204: None})
    def delete(self, request: Request, token_id: str) -> Response:
        """Revoke a token; it opens nothing from now on."""
        if not revoke_token(self.user, token_id):
            raise NotFound("You have no such token.")
        return Response(status=status.HTTP_204_NO_CONTENT)
