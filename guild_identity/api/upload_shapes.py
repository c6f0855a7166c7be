"""Shapes that go out of the endpoints for uploads."""

from typing import Any

from rest_framework import serializers

from guild_identity.domain.note_plan import Outcome
from guild_identity.models import AddonUpload


class UploadShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    guild = serializers.IntegerField()
    file_name = serializers.CharField(allow_blank=True)
    source = serializers.CharField()  # type: ignore[assignment]
    size = serializers.IntegerField()
    received_at = serializers.DateTimeField()
    exported_at = serializers.DateTimeField(allow_null=True, help_text="null: the file does not say.")
    addon_version = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(AddonUpload.Status.values)
    error = serializers.CharField(allow_blank=True)
    counts = serializers.DictField(child=serializers.IntegerField())
    processed_at = serializers.DateTimeField(allow_null=True)
    uploaded_by = serializers.CharField(allow_null=True)


class UploadedRowShape(serializers.Serializer[Any]):
    row = serializers.IntegerField()
    name = serializers.CharField(allow_blank=True)
    realm = serializers.CharField(allow_blank=True, help_text="As in the file; empty: the guild's realm.")
    outcome = serializers.ChoiceField([outcome.value for outcome in Outcome])
    message = serializers.CharField(allow_blank=True)


class UploadDetailShape(UploadShape):
    report = UploadedRowShape(many=True)


class TakenShape(UploadDetailShape):
    is_known = serializers.BooleanField(help_text="The same file had come before.")


class CompanionShape(serializers.Serializer[Any]):
    ok = serializers.BooleanField()
    status = serializers.CharField()
    characters_received = serializers.IntegerField()
    upload = serializers.IntegerField()


class NotesStatusShape(serializers.Serializer[Any]):
    guild = serializers.IntegerField()
    notes = serializers.IntegerField(help_text="How many members have notes.")
    exported_at = serializers.DateTimeField(allow_null=True, help_text="Of when the newest notes are.")
    last_upload = UploadShape(allow_null=True)
