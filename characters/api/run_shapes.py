"""Shapes of sync runs and their progress."""

from typing import Any

from rest_framework import serializers

from characters.models import SyncRun


class ProgressShape(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    pending = serializers.IntegerField()
    running = serializers.IntegerField()
    done = serializers.IntegerField()
    failed = serializers.IntegerField()
    with_errors = serializers.IntegerField()
    requests = serializers.IntegerField()
    percent = serializers.IntegerField()
    by_kind = serializers.DictField(child=serializers.DictField(child=serializers.IntegerField()))


class RunShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(SyncRun.Kind.values)
    status = serializers.ChoiceField(SyncRun.Status.values)
    source = serializers.CharField()  # type: ignore[assignment]
    guild = serializers.IntegerField(allow_null=True)
    character = serializers.IntegerField(allow_null=True)
    error = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField()
    progress = ProgressShape()


class StepErrorShape(serializers.Serializer[Any]):
    kind = serializers.CharField()
    character = serializers.IntegerField(allow_null=True)
    name = serializers.CharField(allow_null=True)
    error = serializers.CharField()
    gave_up = serializers.BooleanField()


class RunDetailShape(RunShape):
    errors = StepErrorShape(many=True)  # type: ignore[assignment]


class StartedRunShape(RunShape):
    note = serializers.CharField(allow_null=True)
