"""What officers export from the game: notes and ranks, and the uploads they came in."""

from django.conf import settings
from django.db import models

from characters.models import Character, Guild
from characters.models.documents import DocumentField


class AddonUpload(models.Model):
    """One export as it was sent. `raw` is compressed with zlib; `report` is a list of rows, one per character."""

    class Status(models.TextChoices):
        PENDING = "pending"
        DONE = "done"
        FAILED = "failed"

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="addon_uploads")
    file_name = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=20, help_text="api, companion, page, admin or command")
    size = models.PositiveIntegerField(help_text="Bytes as sent.")
    sha256 = models.CharField(max_length=64)
    raw = models.BinaryField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    received_at = models.DateTimeField()
    exported_at = models.DateTimeField(null=True, blank=True)
    addon_version = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    error = models.CharField(max_length=500, blank=True)
    counts = DocumentField(default=dict, blank=True)
    report = DocumentField(default=list, blank=True)
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["guild", "-received_at"]), models.Index(fields=["status"])]

    def __str__(self) -> str:
        return f"{self.file_name or 'export'} of {self.received_at:%Y-%m-%d %H:%M}"


class MemberNote(models.Model):
    """A character's guild note and officer note, as last exported. Officer notes are for officers only."""

    # Kept for a member of whom Blizzard tells nothing any more.
    is_by_people = True

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="member_notes")
    character = models.ForeignKey(Character, on_delete=models.CASCADE, related_name="member_notes")
    note = models.CharField(max_length=200, blank=True)
    officer_note = models.CharField(max_length=200, blank=True)
    rank_index = models.PositiveSmallIntegerField(null=True, blank=True)
    upload = models.ForeignKey(AddonUpload, null=True, blank=True, on_delete=models.SET_NULL, related_name="notes")
    exported_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guild", "character"], name="one_note_per_guild_and_character")]

    def __str__(self) -> str:
        return f"note of {self.character_id}"
