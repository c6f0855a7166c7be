"""The wing's tables."""

from guild_identity.models.alt_lists import AltClaim
from guild_identity.models.discord import DiscordRole, DiscordServer, DiscordUser, RemovedDiscordUser
from guild_identity.models.issues import AuditIssue, IdentityEvent
from guild_identity.models.notes import AddonUpload, MemberNote
from guild_identity.models.players import LinkProposal, LinkSource, Player, PlayerCharacter, RejectedLink

__all__ = [
    "AddonUpload",
    "AltClaim",
    "AuditIssue",
    "DiscordRole",
    "DiscordServer",
    "DiscordUser",
    "IdentityEvent",
    "LinkProposal",
    "LinkSource",
    "MemberNote",
    "Player",
    "PlayerCharacter",
    "RejectedLink",
    "RemovedDiscordUser",
]
