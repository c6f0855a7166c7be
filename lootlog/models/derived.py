"""What entries amount to, kept so that nobody has to replay them. All of it can be thrown away and recomputed."""

from django.db import models

from characters.models.documents import DocumentField
from lootlog.models.ledger import LogEntry, Target
from lootlog.models.points import PointsField
from lootlog.models.profiles import Profile


class Voided(models.Model):
    """An entry that does not count at present."""

    entry = models.OneToOneField(LogEntry, primary_key=True, on_delete=models.PROTECT, related_name="voided")

    def __str__(self) -> str:
        return f"entry {self.entry_id} does not count"


class WeekBalance(models.Model):
    """The sum of a target's entries of one week that count. Its other indexes begin with the profile and the target."""

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="balances", db_index=False)
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="balances", db_index=False)
    week = models.PositiveIntegerField()
    points = PointsField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["target", "week"], name="one_balance_per_target_and_week")]
        indexes = [models.Index(fields=["profile", "week"], include=["target", "points"], name="balances_of_a_week")]

    def __str__(self) -> str:
        return f"{self.target_id} in week {self.week}: {self.points}"


class WeekDigest(models.Model):
    """The digest of a week's entries: their number and the sum of their hashes, as 64 hexadecimal digits."""

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="digests")
    week = models.PositiveIntegerField()
    count = models.PositiveBigIntegerField()
    total = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "week"], name="one_digest_per_profile_and_week")]

    def __str__(self) -> str:
        return f"week {self.week}: {self.count}"


class Checkpoint(models.Model):
    """What a profile was at a moment: how many entries, their digest, and what everybody held by key.

    Later entries with an earlier time do not change it: it is what was known then.
    """

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="checkpoints")
    position = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=80)
    standings = DocumentField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "position"], name="one_checkpoint_per_profile_and_position")
        ]

    def __str__(self) -> str:
        return f"{self.profile} at {self.position}"
