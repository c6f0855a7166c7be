"""Remembering that somebody looked: what "active" means is a person's view, never a sync's own writing."""

from datetime import datetime, timedelta

from django.db.models import Q

from characters.models import Character, Guild

# One write per character and five minutes is enough to tell who is looked at.
GRAIN = timedelta(minutes=5)


def mark_character_viewed(character_id: int, *, now: datetime) -> None:
    """Note that a person looked at a character's data."""
    stale = Q(last_viewed_at__isnull=True) | Q(last_viewed_at__lt=now - GRAIN)
    Character.objects.filter(stale, pk=character_id).update(last_viewed_at=now)


def mark_guild_viewed(guild_id: int, *, now: datetime) -> None:
    """Note that a person looked at a guild's data."""
    stale = Q(last_viewed_at__isnull=True) | Q(last_viewed_at__lt=now - GRAIN)
    Guild.objects.filter(stale, pk=guild_id).update(last_viewed_at=now)
