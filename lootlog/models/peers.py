"""Other holders of a ledger that sync with this one."""

from django.conf import settings
from django.db import models

from lootlog.models.profiles import Profile


class Peer(models.Model):
    """A device that syncs a profile with us, and how far the two are.

    `queue_place` is its place in the line of those who wait for their turn: 0 is the one being served, null is none.
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="peers")
    uuid = models.UUIDField(help_text="The device's author stream.")
    label = models.CharField(max_length=120)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    in_sync_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=80, blank=True)
    lacks = models.PositiveIntegerField(default=0, help_text="Entries that the peer lacked when last seen.")
    has_more = models.PositiveIntegerField(default=0, help_text="Entries that we lacked when it was last seen.")
    queue_place = models.PositiveSmallIntegerField(null=True, blank=True)
    turn_since = models.DateTimeField(null=True, blank=True, help_text="When its turn began, while it is being served.")
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "uuid"], name="one_peer_per_profile_and_device")]
        indexes = [models.Index(fields=["profile", "-last_seen_at"])]

    def __str__(self) -> str:
        return self.label
