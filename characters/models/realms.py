"""Realms: looked up, never computed from a name."""

from django.db import models

from characters.domain.regions import Region


class Realm(models.Model):
    """A realm of one region. `key` is `realm_key` of its name, its slug, or any other spelling."""

    region = models.CharField(max_length=2, choices=[(region.value, region.value.upper()) for region in Region])
    slug = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    blizzard_id = models.PositiveIntegerField(null=True, blank=True)
    connected_realm_id = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "slug"], name="one_realm_per_region_and_slug")]
        indexes = [models.Index(fields=["region", "key"])]

    def __str__(self) -> str:
        return f"{self.name} ({self.region.upper()})"
