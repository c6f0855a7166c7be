"""Remembering that what matching brought together, and an officer undid, does not belong together."""

from typing import Any

from characters.models import Character
from guild_identity.models import IdentityEvent, Player, RejectedLink
from guild_identity.services.journal import Journal
from guild_identity.services.linking import remember_rejection

MATCHING = "matching"


def remembers(event: IdentityEvent) -> bool:
    """Say whether undoing a change is a word against what matching found."""
    return event.source == MATCHING and any(_is_link(change) or _is_account(change) for change in event.changes)


def remember_undone(event: IdentityEvent, change: dict[str, Any], journal: Journal) -> None:
    """Remember that the two that matching brought together by a change do not belong together; it is undone already."""
    if event.source != MATCHING:
        return
    if _is_link(change):
        made = change["after"]
        character = Character.objects.get(pk=made["character_id"])
        remember_rejection(journal, character, Player.objects.get(pk=made["player_id"]))
    elif _is_account(change):
        _remember_account(journal, change["after"]["discord_user_id"], change["key"])


def _is_link(change: dict[str, Any]) -> bool:
    return change["table"] == "link" and change["before"] is None


def _is_account(change: dict[str, Any]) -> bool:
    """Say whether a player that was there already got a Discord account."""
    if change["table"] != "player" or change["before"] is None or change["after"] is None:
        return False
    return change["after"]["discord_user_id"] not in (None, change["before"]["discord_user_id"])


def _remember_account(journal: Journal, user_id: int, player_id: int) -> None:
    known = RejectedLink.objects.filter(guild=journal.guild, discord_user=user_id).values("character")
    for character in Character.objects.filter(player_link__player=player_id).exclude(pk__in=known).order_by("pk"):
        rejected = RejectedLink(guild=journal.guild, character=character, discord_user_id=user_id)
        rejected.reason, rejected.rejected_by = journal.by.reason[:200], journal.by.actor
        rejected.rejected_at = journal.by.now
        journal.create(rejected)
