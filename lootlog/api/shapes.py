"""Shapes that go out of the ledger's endpoints. Points are text: exact decimals without trailing zeros."""

from typing import Any

from rest_framework import serializers

from lootlog.domain.entries import Kind
from lootlog.models import Delivery, Stream

KINDS = [kind.value for kind in Kind]


def _points(**options: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=19, decimal_places=4, **options)


class ProfileShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    uuid = serializers.UUIDField(help_text="What the profile is, whatever its name.")
    guild = serializers.IntegerField()
    guild_name = serializers.CharField()
    name = serializers.CharField()
    is_active = serializers.BooleanField(help_text="The one that is opened first.")
    entries = serializers.IntegerField(help_text="How many there are; the newest has this position.")
    created_at = serializers.DateTimeField()
    archived_at = serializers.DateTimeField(allow_null=True)


class BriefEntryShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    position = serializers.IntegerField(help_text="Its number in the order in which entries came here.")
    hash = serializers.CharField(help_text="SHA-256 of all that its author wrote.")
    kind = serializers.ChoiceField(KINDS)
    happened_at = serializers.DateTimeField(help_text="By its author's clock.")
    target = serializers.CharField(help_text="As its author wrote the name.")
    delta = _points()
    reason = serializers.CharField(allow_blank=True)
    actor = serializers.CharField(help_text="Who wrote it.")


class DeliveryShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    channel = serializers.ChoiceField(Delivery.Channel.values)
    by = serializers.CharField(allow_null=True, help_text="Whose account brought it; told to members only.")
    received_at = serializers.DateTimeField()
    upload = serializers.IntegerField(allow_null=True)
    note = serializers.CharField(allow_blank=True)


class LogEntryShape(BriefEntryShape):
    actor_is_verified = serializers.BooleanField(
        allow_null=True,
        help_text="true: the actor is a proven character of the account that delivered it; false: a claim of whoever "
        "delivered it; null: written here, in the name of whoever wrote.",
    )
    target_id = serializers.IntegerField(help_text="All spellings of a name have one.")
    claimed_total = _points(allow_null=True, help_text="What the author believed the target to hold afterwards.")
    is_void = serializers.BooleanField(help_text="It is not part of the sum at present.")
    author = serializers.UUIDField(help_text="The author's stream.")
    author_label = serializers.CharField()
    author_source = serializers.ChoiceField(Stream.Source.values)
    sequence = serializers.IntegerField(help_text="Its number in the author's stream; 0: the author does not count.")
    previous = serializers.CharField(
        allow_blank=True, help_text="Hash of the author's entry before; empty where the author keeps no chain."
    )
    reference = serializers.CharField(allow_blank=True, help_text="Hash of the entry that it voids or amends.")
    origin = serializers.CharField(allow_blank=True, help_text="The entry's name in the program that it comes from.")
    refers_to = BriefEntryShape(allow_null=True, help_text="null: about none, or about one that is not known here.")
    delivery = DeliveryShape()


class EntryDetailShape(LogEntryShape):
    referred_by = BriefEntryShape(many=True, help_text="The voids and amendments about it.")


class EntryPageShape(serializers.Serializer[Any]):
    count = serializers.IntegerField(allow_null=True, help_text="null: too many to be counted, or ?after= was given.")
    next = serializers.URLField(allow_null=True, help_text="The following page.")
    last_position = serializers.IntegerField(help_text="The position of the profile's newest entry.")
    next_after = serializers.IntegerField(
        allow_null=True, help_text="With ?after=: what to ask after next, also when there is nothing more now."
    )
    results = LogEntryShape(many=True)


class WrittenShape(serializers.Serializer[Any]):
    is_repeated = serializers.BooleanField(help_text="The same had been written with this Idempotency-Key before.")
    entries = LogEntryShape(many=True)


class StandingTargetShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]


class StandingShape(serializers.Serializer[Any]):
    rank = serializers.IntegerField(help_text="Equal points share one.")
    key = serializers.CharField(help_text="The same from one answer to the next.")
    label = serializers.CharField()  # type: ignore[assignment]
    points = _points()
    last_change = serializers.DateTimeField(allow_null=True)
    color = serializers.CharField(allow_null=True, help_text="The class's colour.")
    character = serializers.IntegerField(allow_null=True, help_text="null: the name is no character known here.")
    target = serializers.IntegerField(help_text="For …/standings/<target>/explain.")
    targets = StandingTargetShape(many=True, help_text="The names whose entries are added up.")

    def get_fields(self) -> dict[str, Any]:
        """Add the field whose name is Python's own word."""
        return {**super().get_fields(), "class": serializers.CharField(allow_null=True)}


class ExplainedShape(LogEntryShape):
    running = _points(help_text="The points after this line.")
    contradiction = serializers.CharField(
        allow_null=True, help_text="Says so where the author saw another total: entries were unknown to one side."
    )


class CheckpointShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    position = serializers.IntegerField(help_text="How many entries there were.")
    digest = serializers.CharField()
    taken_at = serializers.DateTimeField()
    standings = serializers.DictField(child=serializers.CharField(), help_text="What everybody held, by key.")
