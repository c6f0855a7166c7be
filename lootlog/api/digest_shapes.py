"""Shapes of digests and peers."""

from typing import Any

from rest_framework import serializers


class WeekDigestShape(serializers.Serializer[Any]):
    week = serializers.IntegerField(help_text="Number of the week since 1970, by the entries' own time in UTC.")
    digest = serializers.CharField()


class BucketShape(serializers.Serializer[Any]):
    bucket = serializers.IntegerField(help_text="What the hashes begin with, as a number of `bits` bits.")
    digest = serializers.CharField()


class DigestShape(serializers.Serializer[Any]):
    profile = serializers.UUIDField()
    position = serializers.IntegerField(help_text="Position of the newest entry that is counted in.")
    digest = serializers.CharField(
        help_text="Of all entries: how many, a colon, and the sum of their hashes modulo 2^256 in hexadecimal."
    )
    weeks = WeekDigestShape(many=True, required=False)
    buckets = BucketShape(many=True, required=False, help_text="Those of the week that hold any entries.")
    hashes = serializers.ListField(child=serializers.CharField(), required=False)


class PeerShape(serializers.Serializer[Any]):
    uuid = serializers.UUIDField(help_text="The device's author stream.")
    name = serializers.CharField(help_text="What its owner calls it.")
    owner = serializers.CharField(allow_null=True)
    first_seen_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField()
    in_sync_at = serializers.DateTimeField(allow_null=True, help_text="When it last held what is held here.")
    digest = serializers.CharField(allow_null=True, help_text="What it said last that it holds.")
    lacks = serializers.IntegerField(help_text="Entries that it missed when last heard.")
    has_more = serializers.IntegerField(help_text="Entries that were missing here when it was last heard.")
    queue_place = serializers.IntegerField(allow_null=True, help_text="0: it is being served; null: not in line.")
    error = serializers.CharField(allow_blank=True)
