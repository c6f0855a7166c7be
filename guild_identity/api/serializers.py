"""Bodies that come in to the endpoints about who is who."""

from typing import Any

from rest_framework import serializers

from characters.api.endpoints import LARGEST_ID

Values = dict[str, Any]
ONE_TARGET = "Name exactly one of player, discord_id and discord_user."


def _id(**options: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=LARGEST_ID, **options)


class Reason(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class NewLink(Reason):
    """A character, and to whom it belongs: exactly one of player, discord_id and discord_user."""

    character = _id(help_text="Id of the character.")
    player = _id(required=False, help_text="Id of the player.")
    discord_id = serializers.RegexField(
        r"^[0-9]{1,18}$|^[0-8][0-9]{18}$", required=False, help_text="Discord's own id of the user."
    )
    discord_user = _id(required=False, help_text="Id of the Discord user here.")
    move = serializers.BooleanField(default=False, help_text="Take it from the player that has it now.")

    def validate(self, attrs: Values) -> Values:
        """Demand one target."""
        if len({"player", "discord_id", "discord_user"} & set(attrs)) != 1:
            raise serializers.ValidationError(ONE_TARGET)
        return attrs


class Confirmation(Reason):
    """A link that is right."""

    link = _id(help_text="Id of the link.")


class Merge(Reason):
    """The player that becomes one with the other."""

    player = _id(help_text="Id of the player that goes.")


class Split(Reason):
    """Characters that go to a new player, and a Discord user that goes with them."""

    characters = serializers.ListField(child=_id(), min_length=1, max_length=200)
    discord_user = _id(required=False, allow_null=True, default=None, help_text="Id of the Discord user here.")


class Resolution(serializers.Serializer[Any]):
    """Why an issue is none."""

    reason = serializers.CharField(max_length=200)


class WhatToReport(serializers.Serializer[Any]):
    """Which report."""

    full = serializers.BooleanField(default=False, help_text="All that is open, not only what is new.")
