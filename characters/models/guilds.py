"""Guilds, their ranks, who is in them since when, and who may see and change what."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from characters.models.characters import Character
from characters.models.documents import DocumentField
from characters.models.realms import Realm


class Guild(models.Model):
    """A guild on its home realm; members may stand on connected realms."""

    realm = models.ForeignKey(Realm, on_delete=models.PROTECT, related_name="guilds")
    name = models.CharField(max_length=60, db_index=True)
    slug = models.CharField(max_length=80)
    blizzard_id = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)
    warcraftlogs_id = models.PositiveBigIntegerField(null=True, blank=True)
    faction = models.CharField(max_length=10, blank=True)
    is_tracked = models.BooleanField(default=True, help_text="Sync this guild in the background every hour.")
    is_public = models.BooleanField(default=False, help_text="Everyone may see the guild's pages and data.")
    roster_synced_at = models.DateTimeField(null=True, blank=True)
    logs_synced_at = models.DateTimeField(null=True, blank=True)
    last_synced_at = models.DateTimeField(null=True, blank=True)
    last_viewed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["realm", "slug"], name="one_guild_per_realm_and_slug")]

    def __str__(self) -> str:
        return f"{self.name} ({self.realm.region}-{self.realm.slug})"


class GuildRank(models.Model):
    """What a rank index means in one guild. Only index 0, the guild master, is the same everywhere."""

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="ranks")
    index = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField(default=1, help_text="Standing in the guild: higher outranks lower.")
    scheduling_weight = models.PositiveSmallIntegerField(default=0)
    discord_role = models.CharField(max_length=100, blank=True)
    is_officer = models.BooleanField(default=False, help_text="Members of this rank may act as officers.")
    is_alt = models.BooleanField(default=False, help_text="A rank for alts: it says nothing about the person.")
    is_tracked = models.BooleanField(default=True, help_text="Sync characters of this rank in the background.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guild", "index"], name="one_rank_per_guild_and_index"),
            models.CheckConstraint(condition=Q(index__gte=0, index__lte=9), name="rank_index_from_0_to_9"),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.name}"


class GuildMember(models.Model):
    """One stint of a character in a guild; an open stint has no `left_at`."""

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="members")
    character = models.ForeignKey(Character, on_delete=models.CASCADE, related_name="stints")
    rank = models.PositiveSmallIntegerField()
    character_name = models.CharField(max_length=40, db_index=True)
    character_class = models.CharField(max_length=30, db_index=True, blank=True)
    member_data = DocumentField(default=dict, help_text="The member object of the roster, word for word.")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guild", "character"], condition=Q(left_at__isnull=True), name="one_open_stint_per_guild"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("joined_at")), name="left_after_joining"
            ),
        ]
        indexes = [models.Index(fields=["guild", "left_at", "rank"])]

    def __str__(self) -> str:
        return f"{self.character_name} in {self.guild_id}"


class GuildAccess(models.Model):
    """A person's standing in a guild, given by hand."""

    class Level(models.TextChoices):
        MEMBER = "member"
        OFFICER = "officer"

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="access")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="guild_access")
    level = models.CharField(max_length=10, choices=Level.choices)

    class Meta:
        verbose_name_plural = "guild access"
        constraints = [models.UniqueConstraint(fields=["guild", "user"], name="one_access_per_guild_and_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.level} of {self.guild_id}"


class HeldRoster(models.Model):
    """A roster answer that would have marked too many people as gone; kept until officers or a fuller answer decide."""

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="held_rosters")
    body = DocumentField()
    reason = models.CharField(max_length=300)
    member_count = models.PositiveIntegerField()
    missing_count = models.PositiveIntegerField()
    held_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolution = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guild"], condition=Q(resolved_at__isnull=True), name="one_open_held_roster_per_guild"
            )
        ]

    def __str__(self) -> str:
        return f"held roster of {self.guild_id} at {self.held_at:%Y-%m-%d %H:%M}"
