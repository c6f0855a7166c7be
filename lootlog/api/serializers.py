"""Bodies that come in to the ledger's endpoints."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from lootlog.domain.amounts import PLACES, BadAmount, amount
from lootlog.domain.names import LONGEST
from lootlog.domain.rules import LONGEST_REASON
from lootlog.services.writing import AT_ONCE


class PointsInput(serializers.DecimalField):
    """A number of points, as text or number: "5", "-0.5", 3."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=14, decimal_places=PLACES, **options)

    def to_internal_value(self, data: Any) -> Decimal:
        """Read the number.

        :raises ValidationError: when no ledger takes it.
        """
        try:
            return amount(data)
        except BadAmount as error:
            raise serializers.ValidationError(str(error)) from error


class ProfileName(serializers.Serializer[Any]):
    """A new profile."""

    name = serializers.CharField(max_length=LONGEST)


class NewProfile(ProfileName):
    """A new profile, and whose it is."""

    guild = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="Id of the guild; or name it as ?guild=."
    )


class ProfileChange(serializers.Serializer[Any]):
    """What changes about a profile; what is not named stays."""

    name = serializers.CharField(max_length=LONGEST, required=False)
    is_active = serializers.BooleanField(required=False, help_text="true makes it the guild's active profile.")
    is_archived = serializers.BooleanField(required=False, help_text="true archives it, false brings it back.")


class AwardInput(serializers.Serializer[Any]):
    """Points for one character."""

    target = serializers.CharField(max_length=LONGEST, help_text="Name-Realm; without a realm, the guild's own.")
    delta = PointsInput(help_text="Points, negative for a price.")
    reason = serializers.CharField(
        max_length=LONGEST_REASON, required=False, allow_blank=True, default="", trim_whitespace=True
    )


class NewAwards(serializers.Serializer[Any]):
    """Points for one or many, all or none."""

    awards = serializers.ListField(child=AwardInput(), min_length=1, max_length=AT_ONCE)
    reason = serializers.CharField(
        max_length=LONGEST_REASON, required=False, allow_blank=True, default="", help_text="For awards without one."
    )


class VoidInput(serializers.Serializer[Any]):
    """Why an entry is taken out."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class AmendInput(VoidInput):
    """What an entry should have said."""

    delta = PointsInput(help_text="What counts instead of the entry's points, at its time.")
    target = serializers.CharField(
        max_length=LONGEST, required=False, allow_blank=True, default="", help_text="Without it, the entry's own."
    )
