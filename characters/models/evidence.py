"""What tells about persons behind characters: where a character was at a moment, and account-wide achievements."""

from django.db import models
from django.db.models import F, Q

from characters.models.characters import Character
from characters.models.documents import DocumentField


class Whereabouts(models.Model):
    """A time in which a character certainly took part in a boss fight or a keystone run, with its sources' moments.

    `place` is Blizzard's journal encounter id for a kill and its challenge mode id for a key, `level` a difficulty's
    number or the key's level.
    """

    class Activity(models.TextChoices):
        KILL = "kill"
        KEY = "key"

    character = models.ForeignKey(Character, on_delete=models.CASCADE, related_name="whereabouts")
    activity = models.CharField(max_length=4, choices=Activity.choices)
    place = models.PositiveIntegerField()
    label = models.CharField(max_length=80, help_text="For people: “Plexus Sentinel, heroic”, “Ara-Kara +12”.")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    source = models.CharField(max_length=20)

    class Meta:
        verbose_name_plural = "whereabouts"
        constraints = [
            models.UniqueConstraint(
                fields=["character", "activity", "place", "ended_at"], name="one_row_per_whereabouts"
            ),
            models.CheckConstraint(condition=Q(ended_at__gte=F("started_at")), name="whereabouts_end_after_start"),
        ]
        indexes = [models.Index(fields=["ended_at"])]

    def __str__(self) -> str:
        return f"{self.character_id} in {self.label}"


class AchievementDates(models.Model):
    """When a character's account got its account-wide achievements: milliseconds since 1970 UTC by achievement id.

    Two characters of one account show the same moments.
    """

    character = models.OneToOneField(Character, on_delete=models.CASCADE, related_name="achievement_dates")
    dates = DocumentField(default=dict)
    fetched_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "achievement dates"

    def __str__(self) -> str:
        return f"{len(self.dates)} achievements of {self.character_id}"
