"""Shapes of a ledger as a JSON file."""

from typing import Any

from rest_framework import serializers

from lootlog.api.shapes import KINDS
from lootlog.domain.sealed import JSON_FORMAT


class OriginShape(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    name = serializers.CharField()
    guild = serializers.CharField()
    home_realm = serializers.CharField(help_text="The slug of the realm that a name without one belongs to.")


class SealedEntryShape(serializers.Serializer[Any]):
    """An entry with all that is hashed; points are text without trailing zeros."""

    hash = serializers.CharField()
    profile = serializers.UUIDField()
    author = serializers.UUIDField()
    sequence = serializers.IntegerField()
    previous = serializers.CharField(allow_blank=True)
    timestamp = serializers.IntegerField(help_text="Seconds since 1970, by the author's clock.")
    actor = serializers.CharField()
    target = serializers.CharField()
    delta = serializers.CharField()
    claimed_total = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(KINDS)
    reference = serializers.CharField(allow_blank=True)
    origin = serializers.CharField(allow_blank=True)


class SealedFileShape(serializers.Serializer[Any]):
    format = serializers.ChoiceField([JSON_FORMAT])
    profile = OriginShape()
    entries = SealedEntryShape(many=True)
