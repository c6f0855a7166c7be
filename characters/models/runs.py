"""Sync runs and their steps: progress lives here, so that a killed worker or broker loses nothing."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from characters.models.characters import Character
from characters.models.documents import DocumentField
from characters.models.guilds import Guild


class SyncRun(models.Model):
    """One pass over a guild, a character or a guild's identities. Complete when no step is left, whoever did them."""

    class Kind(models.TextChoices):
        GUILD = "guild"
        CHARACTER = "character"
        IDENTITY = "identity"

    class Status(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    guild = models.ForeignKey(Guild, null=True, blank=True, on_delete=models.CASCADE, related_name="runs")
    character = models.ForeignKey(Character, null=True, blank=True, on_delete=models.CASCADE, related_name="runs")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    source = models.CharField(max_length=20, help_text="timetable, command, api, page, admin or retention")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RUNNING)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_index=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guild"], condition=Q(status="running", kind="guild"), name="one_running_run_per_guild"
            ),
            models.UniqueConstraint(
                fields=["guild"],
                condition=Q(status="running", kind="identity"),
                name="one_running_identity_run_per_guild",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} run {self.pk}"


class SyncStep(models.Model):
    """One piece of a run. A worker claims it by a conditional update; the database allows one claim per character."""

    class Kind(models.TextChoices):
        ROSTER = "roster"
        CHARACTER = "character"
        RAIDERIO = "raiderio"
        LOGS = "logs"
        REFRESH = "refresh"
        DISCORD = "discord"
        NOTES = "notes"
        MATCH = "match"
        CHECK = "check"
        REPORT = "report"

    class Status(models.TextChoices):
        PENDING = "pending"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    run = models.ForeignKey(SyncRun, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    character = models.ForeignKey(Character, null=True, blank=True, on_delete=models.CASCADE, related_name="steps")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    is_forced = models.BooleanField(default=False, help_text="Ask for every section, fresh or not.")
    due_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    requests = models.PositiveSmallIntegerField(default=0)
    counts = DocumentField(default=dict, blank=True, help_text="What the step did, in numbers by name.")
    error = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "kind", "character"],
                condition=Q(character__isnull=False),
                name="one_step_per_run_kind_and_character",
            ),
            models.UniqueConstraint(
                fields=["run", "kind"], condition=Q(character__isnull=True), name="one_step_per_run_and_kind"
            ),
            models.UniqueConstraint(
                fields=["character"], condition=Q(status="running"), name="one_worker_per_character"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "kind", "due_at"]),
            models.Index(fields=["run", "status"]),
            models.Index(fields=["claim"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} step {self.pk} of run {self.run_id}"
