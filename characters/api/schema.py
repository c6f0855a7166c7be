"""How the OpenAPI document describes what every endpoint has in common."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from characters.api.permissions import SignedIn

ANSWERS = {
    "400": "The request makes no sense; the message says why.",
    "401": "Sign in, or send a token that is valid.",
    "403": "You, or the token's scope, may not do that.",
    "404": "There is no such thing, or you may not see it.",
    "406": "The body cannot be had in that format.",
    "409": "That cannot be done now; the message says why.",
    "415": "The body must be JSON.",
    "429": "Too many requests; the header Retry-After says when to come back.",
}
ONLY_WITH_BODY = {"409", "415"}


class Problem(serializers.Serializer[Any]):
    """What went wrong, for a person; beside it, faults of single fields by their names."""

    detail = serializers.CharField(required=False)


class EndpointSchema(AutoSchema):
    """Adds the errors that any endpoint may answer, always in JSON, that a GET may answer 304, and who may come."""

    def map_renderers(self, attribute: str) -> list[str]:
        """Leave out CSV where something is changed: only lists that are read come in it."""
        found = super().map_renderers(attribute)
        return found if self.method == "GET" else [name for name in found if "csv" not in name]

    def get_auth(self) -> list[dict[str, Any]]:
        """Say that reading what is public needs no one to sign in."""
        is_open = self.method == "GET" and SignedIn not in self.view.permission_classes
        return [*super().get_auth(), *([{}] if is_open else [])]

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        """Describe one operation."""
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        problem = self.resolve_serializer(Problem, "response").ref
        responses = operation["responses"]
        for response in responses.values():
            if "text/csv" in response.get("content", {}):
                response["content"]["text/csv"] = {"schema": {"type": "string"}}
        for code, description in ANSWERS.items():
            if self.method != "GET" or code not in ONLY_WITH_BODY:
                body = {"content": {"application/json": {"schema": problem}}, "description": description}
                responses.setdefault(code, body)
        if self.method == "GET":
            responses["304"] = {"description": "Nothing changed since the ETag that If-None-Match names."}
        return operation


class ScopedTokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document describes tokens."""

    target_class = "characters.api.authentication.ScopedTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Describe the header."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "“Token”, a space, and the secret of a token made at /api/tokens/.",
        }
