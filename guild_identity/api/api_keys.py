"""API tokens in the header X-API-Key, as the existing companion program sends them."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.request import Request

from characters.api.authentication import ScopedTokenAuthentication
from characters.models import ApiToken

HEADER = "X-API-Key"


class ApiKeyAuthentication(ScopedTokenAuthentication):
    """The same tokens with the same checks, by another header."""

    def authenticate(self, request: Request) -> tuple[AbstractBaseUser, ApiToken] | None:
        """Find the token that the header names; None without the header.

        :raises AuthenticationFailed: when it is unknown, has ended, or its user was closed.
        """
        key = request.headers.get(HEADER)
        return None if key is None else self.authenticate_credentials(key.strip().encode(errors="replace"))


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document describes the header."""

    target_class = "guild_identity.api.api_keys.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Describe the header."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": HEADER,
            "description": "The secret of a token made at /api/tokens/ with the scope upload.",
        }
