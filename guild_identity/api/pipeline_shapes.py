"""Shapes of the pipeline: its runs and steps, and how a guild's sources stand."""

from typing import Any

from rest_framework import serializers


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
