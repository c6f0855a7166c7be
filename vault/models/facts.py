"""What sources said about kills and runs. Rows are appended and never edited, but for how long a snapshot held."""

from django.db import models
from django.db.models import F, Q

from characters.domain.difficulties import Difficulty
from characters.models import Character, Guild
from characters.models.documents import DocumentField


class KillSighting(models.Model):
    """One source's word that a character took part in a kill at an instant."""

    character = models.ForeignKey(Character, on_delete=models.CASCADE, related_name="kill_sightings")
    encounter = models.PositiveIntegerField(help_text="Blizzard's journal encounter id.")
    difficulty = models.CharField(max_length=8, choices=[(d.value, d.value) for d in Difficulty])
    source = models.CharField(max_length=12)
    killed_at = models.DateTimeField()
    observed_at = models.DateTimeField()
    evidence = models.CharField(max_length=200, blank=True)
    parse = models.FloatField(null=True, blank=True, help_text="Percentile of the log's ranking, 0 to 100.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["character", "encounter", "difficulty", "source", "killed_at"], name="one_sighting_per_kill"
            ),
            models.CheckConstraint(
                condition=Q(parse__isnull=True) | Q(parse__gte=0, parse__lte=100), name="parse_is_a_percentile"
            ),
        ]
        indexes = [models.Index(fields=["character", "killed_at"])]

    def __str__(self) -> str:
        return f"{self.source}: {self.encounter} {self.difficulty} at {self.killed_at:%Y-%m-%d %H:%M}"


class CountSnapshot(models.Model):
    """The lifetime counters of one document, as of the character's logouts from `as_of_from` to `as_of_until`.

    `counts` maps "2888:heroic" (raids) or a statistic's id to [count, milliseconds of the last time or null].
    """

    character = models.ForeignKey(Character, on_delete=models.CASCADE, related_name="count_snapshots")
    source = models.CharField(max_length=12)
    as_of_from = models.DateTimeField()
    as_of_until = models.DateTimeField()
    confirmed_at = models.DateTimeField(help_text="The last fetch that still showed these counts.")
    observed_at = models.DateTimeField(help_text="The first fetch that showed them.")
    counts = DocumentField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["character", "source", "observed_at"], name="one_snapshot_per_observation"),
            models.CheckConstraint(condition=Q(confirmed_at__gte=F("observed_at")), name="confirmed_after_observed"),
        ]
        indexes = [models.Index(fields=["character", "source", "as_of_until"])]

    def __str__(self) -> str:
        return f"{self.source} counts as of {self.as_of_until:%Y-%m-%d %H:%M}"


class KeystoneRun(models.Model):
    """One source's word about one keystone run; runs of several sources are united when a week is derived."""

    character = models.ForeignKey(Character, on_delete=models.CASCADE, related_name="keystone_runs")
    dungeon = models.PositiveIntegerField(help_text="Blizzard's challenge mode id.")
    level = models.PositiveSmallIntegerField()
    completed_at = models.DateTimeField()
    timed = models.BooleanField(null=True)
    duration_ms = models.PositiveBigIntegerField(null=True, blank=True)
    source = models.CharField(max_length=12)
    run_id = models.CharField(max_length=40, blank=True)
    url = models.URLField(max_length=300, blank=True)
    observed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["character", "source", "dungeon", "level", "completed_at"], name="one_row_per_run_and_source"
            )
        ]
        indexes = [models.Index(fields=["character", "completed_at"])]

    def __str__(self) -> str:
        return f"+{self.level} {self.dungeon} at {self.completed_at:%Y-%m-%d %H:%M}"


class LoggedReport(models.Model):
    """A Warcraft Logs report that was read, and the revision that was read of it."""

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="reports")
    code = models.CharField(max_length=32)
    revision = models.IntegerField()
    is_exported = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    kill_count = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guild", "code"], name="one_row_per_guild_and_report")]

    def __str__(self) -> str:
        return self.code
