"""Profiles: a guild's separate ledgers."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from characters.models import Guild


class Profile(models.Model):
    """One ledger of a guild. The uuid is what it is; the name is a label.

    `last_position` is the position of the newest entry: whoever appends takes the next ones under the row's lock, so
    that positions are seen in their order. `digested_position` tells how far `WeekDigest` has been added up.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    guild = models.ForeignKey(Guild, on_delete=models.PROTECT, related_name="loot_profiles")
    name = models.CharField(max_length=64)
    is_default = models.BooleanField(default=False, help_text="The active profile: the one that pages open first.")
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    last_position = models.PositiveBigIntegerField(default=0, editable=False)
    digested_position = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "guild", Lower("name"), condition=Q(archived_at__isnull=True), name="one_profile_per_guild_and_name"
            ),
            models.UniqueConstraint(
                fields=["guild"],
                condition=Q(is_default=True),
                name="one_active_profile_per_guild",
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(archived_at__isnull=True), name="active_profile_is_not_archived"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="profile_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
