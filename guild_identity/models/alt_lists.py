"""What officers' lists of alts say, as last uploaded."""

from django.db import models
from django.db.models import Q

from characters.models import Character, Guild
from guild_identity.models.notes import AddonUpload


class AltClaim(models.Model):
    """A list's word on a character: equal groups of one source are one player. Links are derived from it."""

    # Kept for a member of whom Blizzard tells nothing any more.
    is_by_people = True

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="alt_claims")
    character = models.ForeignKey(Character, on_delete=models.CASCADE, related_name="alt_claims")
    source = models.CharField(max_length=10, help_text="grm (Guild Roster Manager) or table")
    group = models.CharField(max_length=120)
    is_main = models.BooleanField(default=False)
    discord = models.CharField(max_length=64, blank=True, help_text="The player's name or id on Discord.")
    upload = models.ForeignKey(AddonUpload, null=True, blank=True, on_delete=models.SET_NULL, related_name="alt_claims")
    exported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guild", "character", "source"], name="one_alt_claim_per_character_and_source"
            ),
            models.UniqueConstraint(
                fields=["guild", "source", "group"], condition=Q(is_main=True), name="one_main_per_group_of_alts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.character_id} in group {self.group} of {self.source}"
