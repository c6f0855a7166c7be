"""Game facts, upserted from `characters.domain.reference` after every migrate."""

from django.db import models


class Role(models.Model):
    """What a specialization does in a group."""

    name = models.CharField(max_length=20, unique=True)

    def __str__(self) -> str:
        return self.name


class CharacterClass(models.Model):
    """One of the playable classes; the key is Blizzard's id."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    name = models.CharField(max_length=30, unique=True)
    slug = models.SlugField(max_length=30, unique=True)
    token = models.CharField(max_length=30, unique=True, help_text="The client's word, as in RAID_CLASS_COLORS.")
    color_hex = models.CharField(max_length=7)

    class Meta:
        verbose_name_plural = "character classes"

    def __str__(self) -> str:
        return self.name


class Specialization(models.Model):
    """A specialization of a class; the key is Blizzard's id."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    name = models.CharField(max_length=30)
    character_class = models.ForeignKey(CharacterClass, on_delete=models.PROTECT, related_name="specializations")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="specializations")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["character_class", "name"], name="one_specialization_per_class_and_name")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.character_class_id}"
