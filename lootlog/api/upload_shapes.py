"""Shapes of uploads, of what was set aside, and of forks; and of what is decided about them."""

from typing import Any

from rest_framework import serializers

from lootlog.api.shapes import LogEntryShape
from lootlog.domain.parts import Outcome
from lootlog.models import Quarantined, Upload

OUTCOMES = [outcome.value for outcome in Outcome]


class LootUploadShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    guild = serializers.IntegerField()
    file_name = serializers.CharField(allow_blank=True)
    format = serializers.CharField(allow_blank=True)
    size = serializers.IntegerField(help_text="Bytes as sent.")
    sha256 = serializers.CharField()
    received_at = serializers.DateTimeField()
    state = serializers.ChoiceField(Upload.State.values)
    error = serializers.CharField(allow_blank=True)
    applied_at = serializers.DateTimeField(allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)
    uploaded_by = serializers.CharField(allow_null=True)
    applied_by = serializers.CharField(allow_null=True)
    counts = serializers.DictField(child=serializers.IntegerField(), help_text=f"By what becomes of rows: {OUTCOMES}.")


class DifferenceShape(serializers.Serializer[Any]):
    target = serializers.CharField()
    claimed = serializers.CharField(help_text="Points by the file's own totals.")
    ledger = serializers.CharField(help_text="Points by the ledger's entries, with those of the file.")


class LootUploadedProfileShape(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="What the file's program calls the profile, whatever its name.")
    name = serializers.CharField()
    is_sealed = serializers.BooleanField(help_text="An export of a ledger: its entries enter that ledger only.")
    target = serializers.CharField(allow_null=True, help_text="A profile's uuid, “new:NAME”, or null: left out.")
    profile = serializers.IntegerField(allow_null=True)
    profile_name = serializers.CharField(allow_null=True)
    why = serializers.CharField(allow_null=True, help_text="Why this one is proposed.")
    is_sure = serializers.BooleanField(help_text="It need not be chosen.")
    counts = serializers.DictField(child=serializers.IntegerField())
    void = serializers.IntegerField(help_text="Known entries that the ledger does not count.")
    differences = DifferenceShape(many=True)
    difference_count = serializers.IntegerField()


class LootUploadedRowShape(serializers.Serializer[Any]):
    profile = serializers.CharField(allow_blank=True)
    place = serializers.CharField()
    outcome = serializers.ChoiceField(OUTCOMES)
    message = serializers.CharField(allow_blank=True)
    actor = serializers.CharField(required=False, help_text="A claim of the file.")
    target = serializers.CharField(required=False)
    delta = serializers.CharField(required=False)
    reason = serializers.CharField(required=False, allow_blank=True)
    timestamp = serializers.IntegerField(required=False)


class LootReportShape(serializers.Serializer[Any]):
    profiles = LootUploadedProfileShape(many=True)
    counts = serializers.DictField(child=serializers.IntegerField())
    notices = serializers.ListField(child=serializers.CharField())
    responses = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="Awards by what they were given for, where a price may stand for it.",
    )
    prices = serializers.DictField(child=serializers.CharField(), help_text="Points by response.")
    rows = LootUploadedRowShape(many=True, help_text="The first few thousand, those that need a look before others.")


class LootUploadDetailShape(LootUploadShape):
    mapping = serializers.DictField(child=serializers.CharField(allow_null=True))
    report = LootReportShape()


class LootTakenShape(LootUploadDetailShape):
    is_known = serializers.BooleanField(help_text="The same file had come before; this is what became of it.")


class MappingInput(serializers.Serializer[Any]):
    profiles = serializers.DictField(
        child=serializers.CharField(allow_null=True, max_length=100),
        required=False,
        default=dict,
        help_text="By the key of the file's profile: a profile's uuid, “new:NAME”, or null to leave it out. The key * "
        "stands for a file's only profile.",
    )
    prices = serializers.DictField(
        child=serializers.CharField(max_length=40),
        required=False,
        help_text='Points by response, for files of programs that keep none, such as {"Main spec": "-10"}. Without '
        "them, those of the preview, and for a new file those of the last one hold.",
    )


class ReasonInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=255)


class ResolutionInput(ReasonInput):
    wrong = serializers.ListField(
        child=serializers.CharField(max_length=64), required=False, default=list,
        help_text="Hashes of the entries to take out; none: all of them are right.",
    )  # fmt: skip


class WaitingShape(serializers.Serializer[Any]):
    reason = serializers.CharField(help_text="Why they are not in the ledger.")
    count = serializers.IntegerField()
    entries = serializers.IntegerField(help_text="How many of them are entries, which could be let in.")


class AlikeInput(ReasonInput):
    waiting_for = serializers.CharField(max_length=300, help_text="The reason for which they were set aside.")
    decision = serializers.ChoiceField(["accept", "dismiss"])
    seen = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0,
        help_text="How many waited when you looked; 409 where that has changed.",
    )  # fmt: skip


class AlikeShape(serializers.Serializer[Any]):
    done = serializers.IntegerField(help_text="How many were decided; a few thousand at a time.")
    waiting = serializers.IntegerField(help_text="How many wait for that reason still.")
    why = serializers.ListField(child=serializers.CharField(), help_text="Why those that were tried may not enter.")


class QuarantinedShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    place = serializers.CharField(help_text="Where in the file it stood.")
    reason = serializers.CharField(help_text="Why it is not in the ledger.")
    state = serializers.ChoiceField(Quarantined.State.values)
    can_be_accepted = serializers.BooleanField(
        help_text="It is an entry that a ledger can hold; what is none can only be dismissed."
    )
    entry = serializers.DictField(allow_null=True)
    raw = serializers.CharField(allow_blank=True)
    received_at = serializers.DateTimeField()
    delivered_by = serializers.CharField(allow_null=True)
    upload = serializers.IntegerField(allow_null=True)
    decided_by = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decision = serializers.CharField(allow_blank=True)


class ForkShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    author = serializers.UUIDField()
    author_label = serializers.CharField()
    sequence = serializers.IntegerField(
        help_text="The place in the author's stream at which there are several entries; 0 where the program has none."
    )
    origin = serializers.CharField(allow_blank=True, help_text="The program's name of the entry where it has no place.")
    found_at = serializers.DateTimeField()
    entries = LogEntryShape(many=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    resolved_by = serializers.CharField(allow_null=True)
    resolution = serializers.CharField(allow_blank=True)
