"""Shapes of what waits for an officer: proposals, people without the other half, and what does not add up."""

from typing import Any

from rest_framework import serializers

from guild_identity.api.shapes import DiscordUserShape, NamedCharacterShape, NamedPlayerShape, ReasonShape
from guild_identity.models import AuditIssue, LinkProposal
from guild_identity.selectors.mismatches import CHECKS


class ProposalShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    status = serializers.ChoiceField(LinkProposal.Status.values)
    character = NamedCharacterShape()
    discord = DiscordUserShape(allow_null=True)
    player = NamedPlayerShape(allow_null=True)
    other_character = NamedCharacterShape(allow_null=True)
    score = serializers.FloatField(min_value=0, max_value=1)
    reasons = serializers.ListField(child=serializers.CharField())
    evidence = ReasonShape(many=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class OrphanCharacterShape(NamedCharacterShape):
    region = serializers.CharField()
    level = serializers.IntegerField()
    rank = serializers.IntegerField()
    rank_name = serializers.CharField()
    joined_at = serializers.DateTimeField()
    last_login_at = serializers.DateTimeField(allow_null=True)
    suggestions = ProposalShape(many=True, allow_null=True, help_text="null: for officers only.")

    def get_fields(self) -> dict[str, Any]:
        """Add the field whose name is Python's own word."""
        return {**super().get_fields(), "class": serializers.CharField(allow_null=True)}


class OrphanDiscordUserShape(DiscordUserShape):
    highest_guild_role = serializers.CharField(allow_null=True, allow_blank=True)
    joined_server_at = serializers.DateTimeField(allow_null=True)
    suggestions = ProposalShape(many=True, allow_null=True, help_text="null: for officers only.")


class MismatchShape(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(list(CHECKS))
    player = NamedPlayerShape()
    character = NamedCharacterShape(allow_null=True, help_text="The one of the highest rank; null: none is left.")
    rank = serializers.CharField(allow_null=True)
    rank_index = serializers.IntegerField(allow_null=True)
    discord = DiscordUserShape(allow_null=True)
    role = serializers.CharField(allow_null=True, help_text="null: no role of the guild.")
    expected_role = serializers.CharField(allow_null=True, help_text="null: none.")
    summary = serializers.CharField()


class IssueShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    issue_type = serializers.ChoiceField(AuditIssue.Type.values)
    severity = serializers.ChoiceField(AuditIssue.Severity.values)
    summary = serializers.CharField()
    character = serializers.IntegerField(allow_null=True)
    discord_user = serializers.IntegerField(allow_null=True)
    player = serializers.IntegerField(allow_null=True)
    details = serializers.DictField()
    is_present = serializers.BooleanField(help_text="The last check found it.")
    times_opened = serializers.IntegerField()
    opened_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)
    resolved_by = serializers.CharField(allow_null=True)
    resolution = serializers.CharField(allow_blank=True)


class DecidedShape(serializers.Serializer[Any]):
    proposal = serializers.IntegerField()
    status = serializers.ChoiceField(LinkProposal.Status.values)
    player = serializers.IntegerField(allow_null=True)
