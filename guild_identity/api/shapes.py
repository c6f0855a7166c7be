"""Shapes that go out of the endpoints about who is who."""

from typing import Any

from rest_framework import serializers

from guild_identity.models import AuditIssue, IdentityEvent, LinkProposal, LinkSource
from guild_identity.selectors.evidence import PRIVATE
from guild_identity.selectors.mismatches import CHECKS


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


class PipelineStepShape(serializers.Serializer[Any]):
    step = serializers.CharField()
    status = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())
    error = serializers.CharField(allow_blank=True)


class PipelineGuildShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    region = serializers.CharField()
    realm = serializers.CharField()
    name = serializers.CharField()


class PipelineRunShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    guild = PipelineGuildShape()
    source = serializers.CharField()  # type: ignore[assignment]
    status = serializers.CharField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    seconds = serializers.FloatField()
    steps = PipelineStepShape(many=True)


class DiscordStateShape(serializers.Serializer[Any]):
    server = serializers.CharField()
    is_active = serializers.BooleanField()
    members = serializers.IntegerField()
    roles_synced_at = serializers.DateTimeField(allow_null=True)
    members_synced_at = serializers.DateTimeField(allow_null=True)
    error = serializers.CharField(allow_blank=True)
    held_reason = serializers.CharField(allow_blank=True)
    held_at = serializers.DateTimeField(allow_null=True)


class LastUploadShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    source = serializers.CharField()  # type: ignore[assignment]
    status = serializers.CharField()
    received_at = serializers.DateTimeField()
    exported_at = serializers.DateTimeField(allow_null=True)
    processed_at = serializers.DateTimeField(allow_null=True)
    counts = serializers.DictField(child=serializers.IntegerField())
    error = serializers.CharField(allow_blank=True)


class PendingShape(serializers.Serializer[Any]):
    uploads = serializers.IntegerField()
    proposals = serializers.IntegerField()
    issues = serializers.IntegerField()
    characters = serializers.IntegerField(help_text="In the guild, and nobody's.")


class SyncStatusShape(serializers.Serializer[Any]):
    guild = serializers.IntegerField()
    runs = PipelineRunShape(many=True)
    discord = DiscordStateShape(allow_null=True)
    last_upload = LastUploadShape(allow_null=True)
    pending = PendingShape()


class StartedReportShape(serializers.Serializer[Any]):
    guild = serializers.IntegerField()
    full = serializers.BooleanField()
    issues = serializers.IntegerField(help_text="How many issues it tells.")
