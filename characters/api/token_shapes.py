"""Shapes of tokens, as they go out and come in; a secret goes out once."""

from typing import Any

from rest_framework import serializers

from characters.models import ApiToken


class NewToken(serializers.Serializer[Any]):
    """A token to make."""

    name = serializers.CharField(max_length=60)
    scope = serializers.ChoiceField(ApiToken.Scope.values, default=ApiToken.Scope.READ)
    guild = serializers.IntegerField(required=False, allow_null=True, help_text="Bind it to this guild.")
    days = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=3650, help_text="Let it end."
    )


class TokenShape(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="The beginning of the secret.")
    name = serializers.CharField()
    scope = serializers.ChoiceField(ApiToken.Scope.values)
    guild = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)


class CreatedTokenShape(TokenShape):
    secret = serializers.CharField(help_text="Shown this once. Send it as “Authorization: Token …”.")
