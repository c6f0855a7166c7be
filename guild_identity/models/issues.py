"""What does not add up, and every change of who is who."""

from django.conf import settings
from django.db import models

from characters.models import Character, Guild
from characters.models.documents import DocumentField
from guild_identity.models.discord import DiscordUser
from guild_identity.models.players import Player


class AuditIssue(models.Model):
    """One thing that does not add up. It stays one row for ever: closed when gone, reopened and counted when back.

    `is_present` says whether the last check found it. One that an officer resolved stays resolved as long as it is
    found without interruption. `details` holds plain values; `details["private"]` is for officers only.
    """

    class Type(models.TextChoices):
        ORPHAN_WOW = "orphan_wow", "character without a player"
        ORPHAN_DISCORD = "orphan_discord", "Discord member without a player"
        RANK_MISMATCH = "rank_mismatch", "rank and Discord role differ"
        NO_GUILD_ROLE = "no_guild_role", "guild member without a Discord role"
        STALE_CHARACTER = "stale_character", "character not seen for 30 days"
        STALE_DATA = "stale_data", "data not refreshed"
        DUPLICATE_DISCORD = "duplicate_discord", "one person with several Discord accounts"
        NOTE_MISMATCH = "note_mismatch", "note contradicts the link"
        ROSTER_HELD = "roster_held", "a roster or member list is held"
        STALE_DISCORD_LINK = "stale_discord_link", "player whose Discord account has left"
        MAIN_NOT_LINKED = "main_not_linked", "main character not linked"
        UNKNOWN_RANK = "unknown_rank", "rank without a meaning"
        IMPOSSIBLE_ALT = "impossible_alt", "two characters in two places at once"
        LINK_CONFLICT = "link_conflict", "two proofs contradict each other"

    class Severity(models.TextChoices):
        INFO = "info"
        WARNING = "warning"
        ERROR = "error"

    # Kept for a member of whom Blizzard tells nothing any more.
    is_by_people = True

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="audit_issues")
    issue_type = models.CharField(max_length=30, choices=Type.choices)
    severity = models.CharField(max_length=10, choices=Severity.choices)
    wow_character = models.ForeignKey(Character, null=True, blank=True, on_delete=models.CASCADE)
    discord_member = models.ForeignKey(DiscordUser, null=True, blank=True, on_delete=models.CASCADE)
    player = models.ForeignKey(Player, null=True, blank=True, on_delete=models.CASCADE)
    summary = models.CharField(max_length=300)
    details = DocumentField(default=dict, blank=True)
    issue_hash = models.CharField(max_length=64)
    is_present = models.BooleanField(default=True)
    times_opened = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(help_text="When it was found first.")
    opened_at = models.DateTimeField(help_text="When it was found first or again.")
    last_seen_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    resolution = models.CharField(max_length=200, blank=True)
    notified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guild", "issue_hash"], name="one_issue_per_guild_and_hash")]
        indexes = [models.Index(fields=["guild", "resolved_at", "issue_type"])]

    def __str__(self) -> str:
        return self.summary


class IdentityEvent(models.Model):
    """One change of who is who, with the rows before and after it, so that it can be undone.

    `changes` is a list of {table, key, before, after}; before is null for a new row, after is null for a deleted one.
    Roles that were given or taken on Discord are kept as {table: "discord_roles", key, before, after}, for the record.
    """

    class Kind(models.TextChoices):
        LINKED = "linked"
        UNLINKED = "unlinked"
        MERGED = "merged"
        SPLIT = "split"
        DISCORD_LINKED = "discord_linked", "Discord linked"
        DISCORD_UNLINKED = "discord_unlinked", "Discord unlinked"
        MAIN_CHANGED = "main_changed", "main changed"
        PLAYER_CHANGED = "player_changed", "player changed"
        REJECTED = "rejected", "proposal rejected"
        RANKS_CHANGED = "ranks_changed", "ranks changed"
        ROLES_CHANGED = "roles_changed", "Discord roles changed"
        UNDONE = "undone"

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="identity_events")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    player = models.ForeignKey(Player, null=True, blank=True, on_delete=models.SET_NULL, related_name="events")
    character = models.ForeignKey(Character, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    summary = models.CharField(max_length=300)
    reason = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=20, help_text="matching, admin, api, login or undo")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    changes = DocumentField(default=list)
    created_at = models.DateTimeField()
    undone_by = models.OneToOneField("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="undoes")

    class Meta:
        indexes = [models.Index(fields=["guild", "-created_at"])]

    def __str__(self) -> str:
        return self.summary
