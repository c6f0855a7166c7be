"""Shapes of people: players, their characters and Discord accounts, and what became of them."""

from typing import Any

from rest_framework import serializers

from guild_identity.models import IdentityEvent, LinkSource
from guild_identity.selectors.evidence import PRIVATE


class ReasonShape(serializers.Serializer[Any]):
    rule = serializers.CharField()
    weight = serializers.FloatField()
    text = serializers.CharField(help_text="A sentence. Notes are quoted to officers only.")
    is_private = serializers.BooleanField(help_text="It quotes an officer note; members do not get it.")


class NamedCharacterShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    realm = serializers.CharField(help_text="The realm's slug.")


class NamedPlayerShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    display_name = serializers.CharField()


class DiscordUserShape(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="Discord's id, as text.")
    discord_user = serializers.IntegerField(help_text="Our id.")
    username = serializers.CharField()
    display_name = serializers.CharField()
    roles = serializers.ListField(child=serializers.CharField(), help_text="Ranks by their roles, the highest first.")
    is_present = serializers.BooleanField()


class LinkedCharacterShape(NamedCharacterShape):
    realm_name = serializers.CharField()
    region = serializers.CharField()
    rank = serializers.IntegerField(allow_null=True, help_text="null: not in the guild now.")
    rank_name = serializers.CharField(allow_null=True)
    link_id = serializers.IntegerField()
    link_source = serializers.ChoiceField(
        [*LinkSource.values, PRIVATE], help_text=f"What the link rests on; {PRIVATE}: officers know."
    )
    confidence = serializers.FloatField(min_value=0, max_value=1)
    evidence = ReasonShape(many=True)
    created_at = serializers.DateTimeField()

    def get_fields(self) -> dict[str, Any]:
        """Add the field whose name is Python's own word."""
        return {**super().get_fields(), "class": serializers.CharField(allow_null=True)}


class PlayerShape(NamedPlayerShape):
    is_active = serializers.BooleanField()
    discord = DiscordUserShape(allow_null=True)
    further_discord = DiscordUserShape(many=True)
    main = NamedCharacterShape(allow_null=True)
    characters = LinkedCharacterShape(many=True)


class LinkShape(LinkedCharacterShape):
    player = NamedPlayerShape()


class EventShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(IdentityEvent.Kind.values)
    summary = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    player = serializers.IntegerField(allow_null=True)
    character = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    is_undone = serializers.BooleanField()
    reason = serializers.CharField(allow_null=True, allow_blank=True, help_text="null: for officers only.")
    actor = serializers.CharField(allow_null=True, help_text="Who did it; null: nobody, or for officers only.")


class PlayerDetailShape(PlayerShape):
    history = EventShape(many=True)
