"""Shapes of guilds, their ranks and their roster, as they go out and come in."""

from typing import Any

from rest_framework import serializers

from characters.api.character_shapes import SectionShape
from characters.domain.regions import Region
from characters.selectors.access import Standing
from characters.selectors.freshness import State

SMALLEST, LARGEST = 0, 32767


class GuildShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField()
    region = serializers.ChoiceField([region.value for region in Region])
    realm = serializers.CharField(help_text="The realm's slug.")
    realm_name = serializers.CharField()
    faction = serializers.CharField(allow_blank=True)
    is_tracked = serializers.BooleanField()
    is_public = serializers.BooleanField()
    roster_synced_at = serializers.DateTimeField(allow_null=True)
    logs_synced_at = serializers.DateTimeField(allow_null=True)
    last_synced_at = serializers.DateTimeField(allow_null=True, help_text="null: never synced yet.")
    standing = serializers.ChoiceField([standing.value for standing in Standing], help_text="Yours.")


class HeldRosterShape(serializers.Serializer[Any]):
    reason = serializers.CharField()
    held_at = serializers.DateTimeField()
    member_count = serializers.IntegerField()
    missing_count = serializers.IntegerField()


class GuildDetailShape(GuildShape):
    member_count = serializers.IntegerField()
    held_roster = HeldRosterShape(allow_null=True)
    sections = SectionShape(many=True)


class RankShape(serializers.Serializer[Any]):
    index = serializers.IntegerField(min_value=0, max_value=9)
    name = serializers.CharField(max_length=40)
    level = serializers.IntegerField(min_value=SMALLEST, max_value=LARGEST)
    scheduling_weight = serializers.IntegerField(min_value=SMALLEST, max_value=LARGEST)
    discord_role = serializers.CharField(max_length=100, allow_blank=True)
    is_officer = serializers.BooleanField()
    is_alt = serializers.BooleanField()
    is_tracked = serializers.BooleanField()
    member_count = serializers.IntegerField(read_only=True)


class RankChange(RankShape):
    """A rank's new values; what is left out stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = name == "index"


class RosterRowShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    realm = serializers.CharField()
    region = serializers.CharField()
    color = serializers.CharField(allow_null=True)
    spec = serializers.CharField(allow_null=True)
    role = serializers.CharField(allow_null=True)
    level = serializers.IntegerField()
    item_level = serializers.IntegerField(allow_null=True)
    rank = serializers.IntegerField()
    rank_name = serializers.CharField()
    joined_at = serializers.DateTimeField()
    last_login_at = serializers.DateTimeField(allow_null=True)
    last_synced_at = serializers.DateTimeField(allow_null=True)
    state = serializers.ChoiceField([state.value for state in State])
    error = serializers.CharField(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """Add the field whose name is Python's own word."""
        return {**super().get_fields(), "class": serializers.CharField(allow_null=True)}
