"""The ledger itself: entries that nothing changes, whose they are and about whom."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from characters.models import Character
from lootlog.domain.entries import Kind
from lootlog.domain.names import LONGEST_KEY
from lootlog.models.deliveries import Delivery
from lootlog.models.points import PointsField
from lootlog.models.profiles import Profile


class Stream(models.Model):
    """One author's entries from one device or session, or one author of an imported file.

    `head_sequence` and `head_hash` are the newest place and entry of a stream that is written here or arrives
    chained. `owner` is who writes it, for streams of ours and of registered peers.
    """

    class Source(models.TextChoices):
        WEB = "web", "written on the site"
        API = "api", "written through the API"
        PEER = "peer", "written by a peer"
        FILE = "file", "from a file"

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="streams")
    uuid = models.UUIDField()
    source = models.CharField(max_length=8, choices=Source.choices)
    label = models.CharField(max_length=120, help_text="Who writes, for people.")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    head_sequence = models.PositiveBigIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "uuid"], name="one_stream_per_profile_and_author")]
        indexes = [models.Index(fields=["profile", "owner", "source"])]

    def __str__(self) -> str:
        return self.label


class Target(models.Model):
    """A character as a ledger knows it: by name, and as ours when known."""

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="targets")
    key = models.CharField(max_length=LONGEST_KEY)
    label = models.CharField(max_length=64)
    character = models.ForeignKey(
        Character, null=True, blank=True, on_delete=models.SET_NULL, related_name="loot_targets"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "key"], name="one_target_per_profile_and_key")]

    def __str__(self) -> str:
        return self.label


class LogEntry(models.Model):
    """One line of a ledger. The database refuses to change or delete it.

    The columns up to `origin` are those of `lootlog.domain.entries.Entry`, and the hash covers them. `position` counts
    the profile's entries in the order in which they came here. `target` groups the spellings of `target_name`.

    Columns of other tables' rows have no index of their own where another one begins with them: each costs every entry.
    """

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="entries", db_index=False)
    position = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="entries", db_index=False)
    sequence = models.PositiveBigIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    happened_at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    target_name = models.CharField(max_length=64)
    delta = PointsField()
    claimed_total = PointsField(null=True, blank=True)
    reason = models.CharField(max_length=255, blank=True)
    kind = models.CharField(max_length=6, choices=[(kind.value, kind.value) for kind in Kind])
    reference = models.CharField(max_length=64, blank=True)
    origin = models.CharField(max_length=200, blank=True)
    week = models.PositiveIntegerField(help_text="Weeks of seven days since 1970, by `happened_at`.")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="entries", db_index=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="entries")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "log entries"
        constraints = [
            models.UniqueConstraint(fields=["profile", "hash"], name="one_entry_per_profile_and_hash"),
            models.UniqueConstraint(fields=["profile", "position"], name="one_entry_per_profile_and_position"),
            models.CheckConstraint(
                condition=Q(kind="points", reference="") | (~Q(kind="points") & ~Q(reference="")),
                name="what_voids_or_amends_names_an_entry",
            ),
            models.CheckConstraint(condition=~Q(kind="void") | Q(delta=0), name="a_void_gives_no_points"),
        ]
        indexes = [
            models.Index(fields=["stream", "sequence"]),
            models.Index(fields=["target", "happened_at"]),
            models.Index(fields=["profile", "-happened_at", "-position"], name="entries_newest_first"),
            models.Index(fields=["profile", "reference"], condition=~Q(reference=""), name="entries_about_entries"),
            models.Index(fields=["profile", "origin"], condition=~Q(origin=""), name="entries_by_origin"),
        ]

    def __str__(self) -> str:
        return f"{self.delta:+} {self.target_name}"


class Fork(models.Model):
    """Several entries at one place of one author: two devices, or a restored backup.

    All of them count until an officer decides. The place is the author's count, or where the author's program does not
    count (`sequence` 0) the program's own name of the entry.
    """

    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="forks")
    sequence = models.PositiveBigIntegerField()
    origin = models.CharField(max_length=200, blank=True)
    found_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    resolution = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "sequence", "origin"], name="one_fork_per_place")]
        indexes = [models.Index(fields=["stream", "resolved_at"])]

    def __str__(self) -> str:
        return f"{self.stream} at {self.origin or self.sequence}"
