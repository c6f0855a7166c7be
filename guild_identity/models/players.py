"""Players: who is behind characters and a Discord account, and how we know."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from characters.models import Character, Guild
from characters.models.documents import DocumentField
from guild_identity.models.discord import DiscordUser


class Player(models.Model):
    """A person of a guild."""

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="players")
    display_name = models.CharField(max_length=64)
    discord_user = models.OneToOneField(
        DiscordUser, null=True, blank=True, on_delete=models.SET_NULL, related_name="player"
    )
    other_discord_users = models.ManyToManyField(DiscordUser, blank=True, related_name="other_players")
    main_character = models.ForeignKey(
        Character, null=True, blank=True, on_delete=models.SET_NULL, related_name="main_of"
    )
    is_active = models.BooleanField(default=True)
    is_shared_account = models.BooleanField(default=False, help_text="Several people share the Battle.net account.")
    is_unfingerprinted = models.BooleanField(default=False, help_text="The person wants no matching by achievements.")
    on_hiatus = models.BooleanField(default=False, help_text="The person is on a break: nobody asks where it is.")
    hiatus_until = models.DateField(null=True, blank=True, help_text="The break's last day; empty where nobody knows.")
    hiatus_reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(on_hiatus=True) | Q(hiatus_until__isnull=True, hiatus_reason=""),
                name="only_a_hiatus_has_an_end_and_a_reason",
            )
        ]
        indexes = [models.Index(fields=["guild", "is_active"])]

    def __str__(self) -> str:
        return self.display_name


class LinkSource(models.TextChoices):
    """What a link rests on, the strongest first."""

    VERIFIED = "verified", "proven by a login"
    MANUAL = "manual", "made by an officer"
    PROPOSAL = "proposal", "a proposal that an officer accepted"
    ALT_LIST = "alt_list", "list of alts that officers keep"
    GUILD_NOTE = "guild_note", "guild note"
    OFFICER_NOTE = "officer_note", "officer note"
    NAME = "name", "same name"
    ALT_NOTE = "alt_note", "alt of a linked character, by its note"
    GROUP = "group", "same group of alts"
    ACHIEVEMENTS = "achievements", "same account, by its achievements"


class PlayerCharacter(models.Model):
    """A character's link to its player. `evidence` is a list of {rule, weight, text, is_private}."""

    # Kept for a member of whom Blizzard tells nothing any more.
    is_by_people = True

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="links")
    character = models.OneToOneField(Character, on_delete=models.CASCADE, related_name="player_link")
    link_source = models.CharField(max_length=20, choices=LinkSource.choices)
    confidence = models.FloatField(help_text="From 0 to 1.")
    evidence = DocumentField(default=list, blank=True)
    note_key = models.CharField(max_length=64, blank=True, help_text="Key of the notes that the link was made on.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="link_confidence_from_0_to_1"
            )
        ]

    def __str__(self) -> str:
        return f"{self.character_id} belongs to {self.player_id}"


class LinkProposal(models.Model):
    """A link that is likely and not certain: an officer decides.

    Either the character belongs to a Discord user, or to a player, or to the same person as another character.
    `evidence` is as in PlayerCharacter.
    """

    class Status(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        OUTDATED = "outdated"

    # Kept for a member of whom Blizzard tells nothing any more.
    is_by_people = True

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="link_proposals")
    character = models.ForeignKey(Character, on_delete=models.CASCADE, related_name="link_proposals")
    discord_user = models.ForeignKey(DiscordUser, null=True, blank=True, on_delete=models.CASCADE)
    player = models.ForeignKey(Player, null=True, blank=True, on_delete=models.CASCADE)
    other_character = models.ForeignKey(
        Character, null=True, blank=True, on_delete=models.CASCADE, related_name="link_proposals_as_other"
    )
    score = models.FloatField()
    evidence = DocumentField(default=list)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guild", "character", "discord_user"],
                condition=Q(status="open", discord_user__isnull=False),
                name="one_open_proposal_per_discord_user",
            ),
            models.UniqueConstraint(
                fields=["guild", "character", "player"],
                condition=Q(status="open", player__isnull=False),
                name="one_open_proposal_per_player",
            ),
            models.UniqueConstraint(
                fields=["guild", "character", "other_character"],
                condition=Q(status="open", other_character__isnull=False),
                name="one_open_proposal_per_other_character",
            ),
            models.CheckConstraint(
                condition=Q(discord_user__isnull=False, player__isnull=True, other_character__isnull=True)
                | Q(discord_user__isnull=True, player__isnull=False, other_character__isnull=True)
                | Q(discord_user__isnull=True, player__isnull=True, other_character__isnull=False),
                name="proposal_has_exactly_one_target",
            ),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="proposal_score_from_0_to_1"),
        ]
        indexes = [models.Index(fields=["guild", "status", "-score"])]

    def __str__(self) -> str:
        return f"proposal {self.pk}: {self.character_id} at {self.score:.2f}"


class RejectedLink(models.Model):
    """Two that an officer said do not belong together: a character, and a Discord user or another character."""

    # Kept for a member of whom Blizzard tells nothing any more.
    is_by_people = True

    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="rejected_links")
    character = models.ForeignKey(Character, on_delete=models.CASCADE, related_name="rejected_links")
    discord_user = models.ForeignKey(DiscordUser, null=True, blank=True, on_delete=models.CASCADE)
    other_character = models.ForeignKey(
        Character, null=True, blank=True, on_delete=models.CASCADE, related_name="rejected_links_as_other"
    )
    reason = models.CharField(max_length=200, blank=True)
    rejected_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    rejected_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guild", "character", "discord_user"], name="one_rejection_per_discord_user"
            ),
            models.UniqueConstraint(
                fields=["guild", "character", "other_character"], name="one_rejection_per_other_character"
            ),
            models.CheckConstraint(
                condition=Q(discord_user__isnull=False, other_character__isnull=True)
                | Q(discord_user__isnull=True, other_character__isnull=False),
                name="rejection_has_exactly_one_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.character_id} is not {self.discord_user_id or self.other_character_id}"
