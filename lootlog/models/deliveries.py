"""How entries came here: who delivered them, from which file, and what was set aside."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from characters.models import Guild
from characters.models.documents import DocumentField
from lootlog.models.profiles import Profile


class Upload(models.Model):
    """A file as it was sent. `raw` is compressed with zlib.

    `mapping` names the profile for each key of the file's profiles: {key: profile uuid, or null to leave it out}, and
    "new:NAME" until it is made. `report` holds {profiles, counts, notices, rows, responses, prices}; the rows are at
    most the first few thousand, the counts are whole, the prices are points by response. `applied_at` is when applying
    began until it is done. `tries` counts how often the background has taken it up in its present state.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waiting to be read"
        PREVIEW = "preview", "read: look at it, then apply"
        APPLYING = "applying"
        APPLIED = "applied"
        UNDONE = "undone"
        FAILED = "failed", "could not be read"
        DISMISSED = "dismissed"

    guild = models.ForeignKey(Guild, on_delete=models.PROTECT, related_name="loot_uploads")
    file_name = models.CharField(max_length=200, blank=True)
    format = models.CharField(max_length=40, blank=True)
    size = models.PositiveIntegerField(help_text="Bytes as sent.")
    sha256 = models.CharField(max_length=64)
    raw = models.BinaryField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    error = models.CharField(max_length=500, blank=True)
    mapping = DocumentField(default=dict, blank=True)
    report = DocumentField(default=dict, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guild", "sha256"], name="one_upload_per_guild_and_file")]
        indexes = [models.Index(fields=["guild", "-received_at"]), models.Index(fields=["state"])]

    def __str__(self) -> str:
        return f"{self.file_name or 'file'} of {self.received_at:%Y-%m-%d %H:%M}"


class Delivery(models.Model):
    """One arrival of entries in one profile.

    Where it came with a key for repeating, the same request with the same key is no second delivery.
    """

    class Channel(models.TextChoices):
        WEB = "web", "the site"
        API = "api", "the API"
        PEER = "peer", "a peer"
        IMPORT = "import", "an import"
        COMMAND = "command", "a command"

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    upload = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries")
    note = models.CharField(max_length=200, blank=True, help_text="Through which peer, or why.")
    received_at = models.DateTimeField()
    retry_key = models.CharField(max_length=200, blank=True, help_text="By what a repeated request is known.")
    retry_digest = models.CharField(max_length=64, blank=True, help_text="Digest of what was asked with that key.")

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "by", "retry_key"], condition=~Q(retry_key=""), name="one_delivery_per_retry_key"
            )
        ]
        indexes = [models.Index(fields=["profile", "-received_at"])]

    def __str__(self) -> str:
        return f"{self.channel} of {self.received_at:%Y-%m-%d %H:%M}"


class Quarantined(models.Model):
    """An entry that arrived and is not in the ledger, with the reason. `entry` holds its fields where it had any."""

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        DISMISSED = "dismissed"

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="quarantined")
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="quarantined")
    place = models.CharField(max_length=200, blank=True, help_text="Where in the file it stood.")
    reason = models.CharField(max_length=300)
    key = models.CharField(max_length=64, help_text="Digest of what arrived: the same again is no second row.")
    entry = DocumentField(null=True, blank=True)
    raw = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=255, blank=True, help_text="Why it was dismissed or accepted.")

    class Meta:
        verbose_name_plural = "quarantined"
        constraints = [models.UniqueConstraint(fields=["profile", "key"], name="quarantined_once_per_profile")]
        indexes = [models.Index(fields=["profile", "state"])]

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


class SourceProfile(models.Model):
    """Which profile of ours an officer chose for a profile of a file, remembered for the next one."""

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="loot_sources")
    program = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="sources")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guild", "program", "key"], name="one_choice_per_source_profile")
        ]

    def __str__(self) -> str:
        return f"{self.program} {self.key} is {self.profile}"
