"""Reset weeks as Blizzard gives them, and what officers change in a season's rules."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from characters.domain.regions import Region


class Period(models.Model):
    """One keystone period of a region: the half-open reset week [starts_at, ends_at)."""

    class Source(models.TextChoices):
        BLIZZARD = "blizzard"
        RAIDERIO = "raiderio"

    region = models.CharField(max_length=2, choices=[(region.value, region.value.upper()) for region in Region])
    period_id = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "period_id"], name="one_period_per_region_and_id"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="period_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.period_id}"


class SeasonOverlay(models.Model):
    """Officers' changes to a shipped season pack: only the parts that differ, as JSON of the pack's shape."""

    season = models.CharField(max_length=20, unique=True, help_text="The pack's key, such as mn-2.")
    changes = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)

    def __str__(self) -> str:
        return self.season
