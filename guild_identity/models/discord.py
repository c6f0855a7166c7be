"""A guild's Discord server: its roles and members as last seen."""

from django.db import models

from characters.models import Guild
from characters.models.documents import DocumentField
from guild_identity.models.sealed import SealedField


class DiscordServer(models.Model):
    """The Discord server of a guild, and where its officers want to read reports. Sister guilds may share one."""

    guild = models.OneToOneField(Guild, on_delete=models.CASCADE, related_name="discord_server")
    server_id = models.BigIntegerField(db_index=True)
    name = models.CharField(max_length=100, blank=True)
    report_channel_id = models.BigIntegerField(null=True, blank=True, help_text="Channel for reports by the bot.")
    webhook_url = SealedField(blank=True, default="", help_text="Webhook for reports; wins over the channel.")
    is_active = models.BooleanField(default=True, help_text="Sync members and roles in the background.")
    roles_synced_at = models.DateTimeField(null=True, blank=True)
    members_synced_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    held_reason = models.CharField(max_length=300, blank=True, help_text="Why the last list was not believed.")
    held_at = models.DateTimeField(null=True, blank=True)
    held_count = models.PositiveIntegerField(null=True, blank=True, help_text="How many people the held list names.")

    def __str__(self) -> str:
        return self.name or str(self.server_id)


class DiscordRole(models.Model):
    """A role of a server, by Discord's id: names change."""

    server = models.ForeignKey(DiscordServer, on_delete=models.CASCADE, related_name="roles")
    role_id = models.BigIntegerField()
    name = models.CharField(max_length=100)
    position = models.IntegerField(default=0)
    is_managed = models.BooleanField(default=False, help_text="Belongs to a bot or an integration.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["server", "role_id"], name="one_role_per_server_and_id")]

    def __str__(self) -> str:
        return self.name


class DiscordUser(models.Model):
    """A member of a guild's Discord server. `role_ids` and `all_guild_roles` are lists, highest role first.

    `display_name` is what the server shows: nick, else global name, else username. The guild roles are those that the
    guild's role map knows, by the names of its ranks. Whose account it is says `Player.discord_user`.
    """

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="discord_users")
    discord_id = models.BigIntegerField()
    username = models.CharField(max_length=64)
    global_name = models.CharField(max_length=64, blank=True)
    nick = models.CharField(max_length=64, blank=True)
    display_name = models.CharField(max_length=64)
    highest_guild_role = models.CharField(max_length=40, null=True, blank=True)  # noqa: DJ001
    all_guild_roles = DocumentField(default=list, blank=True)
    role_ids = DocumentField(default=list, blank=True)
    joined_server_at = models.DateTimeField(null=True, blank=True)
    last_sync = models.DateTimeField()
    is_present = models.BooleanField(default=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guild", "discord_id"], name="one_discord_user_per_guild_and_id"),
            models.CheckConstraint(
                condition=models.Q(is_present=True, removed_at__isnull=True)
                | models.Q(is_present=False, removed_at__isnull=False),
                name="discord_user_present_or_removed",
            ),
        ]
        indexes = [models.Index(fields=["guild", "is_present"])]

    def __str__(self) -> str:
        return self.username if self.display_name == self.username else f"{self.display_name} ({self.username})"


class RemovedDiscordUser(models.Model):
    """A Discord account whose data was removed on request: a keyed digest, so that no sync can bring it back."""

    digest = models.CharField(max_length=64, unique=True)
    removed_at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        verbose_name = "removed Discord user"

    def __str__(self) -> str:
        return f"{self.digest[:12]} removed {self.removed_at:%Y-%m-%d}"
