"""Shapes of characters and of the documents known about them, as they go out and come in."""

from typing import Any

from rest_framework import serializers


class SectionShape(serializers.Serializer[Any]):
    section = serializers.CharField()
    fetched_at = serializers.DateTimeField(allow_null=True)
    changed_at = serializers.DateTimeField(allow_null=True)
    attempted_at = serializers.DateTimeField(allow_null=True)
    as_of = serializers.DateTimeField(allow_null=True, help_text="The logout that the stored answer shows.")
    due_at = serializers.DateTimeField(allow_null=True)
    error_kind = serializers.CharField(allow_blank=True)
    error = serializers.CharField(allow_blank=True)
    cause = serializers.CharField(help_text="Why it is as old as it is, and what happens next.")


class CharacterShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    realm = serializers.CharField()
    realm_name = serializers.CharField()
    region = serializers.CharField()
    color = serializers.CharField(allow_null=True)
    spec = serializers.CharField(allow_null=True)
    role = serializers.CharField(allow_null=True)
    faction = serializers.CharField(allow_blank=True)
    level = serializers.IntegerField()
    item_level = serializers.IntegerField(allow_null=True)
    mythic_plus_score = serializers.FloatField(allow_null=True)
    thumbnail_url = serializers.CharField(allow_blank=True)
    last_login_at = serializers.DateTimeField(allow_null=True)
    last_synced_at = serializers.DateTimeField(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """Add the field whose name is Python's own word."""
        return {**super().get_fields(), "class": serializers.CharField(allow_null=True)}


class CharacterDetailShape(CharacterShape):
    guild = serializers.DictField(allow_null=True, help_text="id and name of the guild, where you may see it.")
    sections = SectionShape(many=True)


class OwnCharacterShape(CharacterShape):
    position = serializers.IntegerField()
    is_verified = serializers.BooleanField(help_text="Proven by a Battle.net login.")
    added_at = serializers.DateTimeField()


class Claim(serializers.Serializer[Any]):
    """A character to put on one's list."""

    region = serializers.CharField(max_length=10)
    realm = serializers.CharField(max_length=60, help_text="Name or slug, in any spelling.")
    name = serializers.CharField(max_length=40)


class Order(serializers.Serializer[Any]):
    """Ids of one's characters in the wanted order."""

    ids = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=200)
