"""Derived vault weeks, and the visible trail of what changed after a week had closed."""

from django.db import models
from django.db.models import Q

from characters.models import Character
from characters.models.documents import DocumentField


class GreatVaultEntry(models.Model):
    """One character's Great Vault in one reset week: a pure function of the facts, never typed by hand."""

    character = models.ForeignKey(Character, on_delete=models.CASCADE, related_name="vault_entries")
    period_id = models.PositiveIntegerField()
    week_start = models.DateTimeField()
    week_end = models.DateTimeField()
    season = models.CharField(max_length=20, blank=True)
    week_number = models.IntegerField(null=True, blank=True, help_text="Week of the season, from 1.")
    raid_lfr = models.PositiveSmallIntegerField(default=0)
    raid_normal = models.PositiveSmallIntegerField(default=0)
    raid_heroic = models.PositiveSmallIntegerField(default=0)
    raid_mythic = models.PositiveSmallIntegerField(default=0)
    m_plus_runs = DocumentField(default=list)
    slots = DocumentField(default=list)
    kills = DocumentField(default=list)
    unplaced = DocumentField(default=list)
    computed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True, help_text="From then on a change is an amendment.")

    class Meta:
        verbose_name_plural = "great vault entries"
        constraints = [
            models.UniqueConstraint(fields=["character", "period_id"], name="one_entry_per_character_and_period"),
            models.CheckConstraint(
                condition=Q(raid_lfr__lte=30, raid_normal__lte=30, raid_heroic__lte=30, raid_mythic__lte=30),
                name="raid_counts_are_bosses",
            ),
        ]
        indexes = [models.Index(fields=["period_id", "character"])]

    def __str__(self) -> str:
        return f"vault of {self.character_id} in {self.period_id}"


class VaultAmendment(models.Model):
    """What a late fact changed in a closed week: the entry's document before and after."""

    entry = models.ForeignKey(GreatVaultEntry, on_delete=models.CASCADE, related_name="amendments")
    before = DocumentField()
    after = DocumentField()
    summary = models.CharField(max_length=300)
    amended_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["entry", "amended_at"])]

    def __str__(self) -> str:
        return self.summary
