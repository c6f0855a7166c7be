"""What upstreams said, word for word: one row per subject and section."""

from django.db import models
from django.db.models import Q

from characters.domain.sections import Section
from characters.models.characters import Character
from characters.models.documents import DocumentField
from characters.models.guilds import Guild


class Payload(models.Model):
    """The newest answer of one section, and why it is not newer.

    `fetched_at` is the last time the upstream confirmed the body, `changed_at` the last time the body differed,
    `attempted_at` the last try. `as_of` is the character's logout that was known when the body came; `last_modified` is
    the upstream's own word on the body's age (Raider.IO's crawl, in ISO 8601).
    """

    character = models.ForeignKey(Character, null=True, blank=True, on_delete=models.CASCADE, related_name="payloads")
    guild = models.ForeignKey(Guild, null=True, blank=True, on_delete=models.CASCADE, related_name="payloads")
    section = models.CharField(max_length=20, choices=[(section.value, section.value) for section in Section])
    body = DocumentField(null=True, blank=True)
    body_hash = models.CharField(max_length=64, blank=True)
    last_modified = models.CharField(max_length=40, blank=True)
    as_of = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    attempted_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    error_kind = models.CharField(max_length=20, blank=True)
    error = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["character", "section"], name="one_payload_per_character_and_section"),
            models.UniqueConstraint(fields=["guild", "section"], name="one_payload_per_guild_and_section"),
            models.CheckConstraint(
                condition=Q(character__isnull=False, guild__isnull=True)
                | Q(character__isnull=True, guild__isnull=False),
                name="payload_has_exactly_one_subject",
            ),
        ]
        indexes = [models.Index(fields=["section", "fetched_at"])]

    def __str__(self) -> str:
        return f"{self.section} of {self.character_id or self.guild_id}"
