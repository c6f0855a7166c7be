"""Characters keyed by our own id; Blizzard's id, the name and the realm are attributes with history."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from characters.models.realms import Realm
from characters.models.reference import CharacterClass, Specialization


class Character(models.Model):
    """A character as last seen. `last_login_at` is Blizzard's field, which in effect moves on logging out."""

    realm = models.ForeignKey(Realm, on_delete=models.PROTECT, related_name="characters")
    name = models.CharField(max_length=40, db_index=True)
    name_key = models.CharField(max_length=40, help_text="NFC and case folded: what makes a name unique on a realm.")
    search_key = models.CharField(max_length=60, db_index=True, help_text="Folded without accents, for searching.")
    blizzard_id = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)
    character_class = models.ForeignKey(CharacterClass, null=True, blank=True, on_delete=models.PROTECT)
    active_spec = models.ForeignKey(Specialization, null=True, blank=True, on_delete=models.PROTECT)
    faction = models.CharField(max_length=10, blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    item_level = models.PositiveSmallIntegerField(null=True, blank=True)
    achievement_points = models.PositiveIntegerField(null=True, blank=True)
    mythic_plus_score = models.FloatField(null=True, blank=True)
    thumbnail_url = models.URLField(max_length=300, blank=True)
    person_key = models.CharField(
        max_length=40, blank=True, db_index=True, help_text="Characters with the same key are one person's."
    )
    last_login_at = models.DateTimeField(null=True, blank=True)
    last_synced_at = models.DateTimeField(null=True, blank=True)
    last_viewed_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True, help_text="Gone: deleted, or its name taken by another.")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["realm", "name_key"], condition=Q(retired_at__isnull=True), name="one_living_name_per_realm"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.realm.region}-{self.realm.slug})"


class CharacterIdentity(models.Model):
    """A name, realm and Blizzard id that a character went by, from `seen_from` until `seen_until`."""

    character = models.ForeignKey(Character, on_delete=models.CASCADE, related_name="identities")
    blizzard_id = models.PositiveBigIntegerField(null=True, blank=True)
    realm = models.ForeignKey(Realm, on_delete=models.PROTECT)
    name = models.CharField(max_length=40)
    seen_from = models.DateTimeField()
    seen_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "character identities"
        constraints = [
            models.UniqueConstraint(
                fields=["character"], condition=Q(seen_until__isnull=True), name="one_present_identity_per_character"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} until {self.seen_until or 'now'}"


class UserCharacter(models.Model):
    """A character on a user's own list, in the order the user chose. A claim proves nothing until verified."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="user_characters")
    character = models.ForeignKey(Character, on_delete=models.CASCADE, related_name="claims")
    position = models.PositiveIntegerField(default=0)
    is_verified = models.BooleanField(default=False, help_text="Proven by a Battle.net login.")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "character"], name="one_claim_per_user_and_character")]
        indexes = [models.Index(fields=["user", "position"])]

    def __str__(self) -> str:
        return f"{self.user_id} claims {self.character_id}"


class RemovedCharacter(models.Model):
    """A character whose data was removed on request: a keyed digest, so that the roster cannot bring it back."""

    digest = models.CharField(max_length=64, unique=True)
    removed_at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.digest[:12]} removed {self.removed_at:%Y-%m-%d}"
