"""Where the characters of a guild's players were, and who was in two places at once."""

from collections import defaultdict
from datetime import datetime

from characters.models import Guild, Whereabouts
from guild_identity.domain.overlaps import Overlap, Presence, impossible_pairs
from guild_identity.models import PlayerCharacter

FIELDS = ("character_id", "activity", "place", "label", "started_at", "ended_at")


def overlaps(guild: Guild, *, since: datetime) -> tuple[Overlap, ...]:
    """Find the times since a moment at which two characters of one player were certainly busy at once.

    Players whose account is shared by several people are left out: with them it is no contradiction. Two queries.
    """
    groups = _groups(guild)
    characters = [character_id for group in groups.values() for character_id in group]
    rows = Whereabouts.objects.filter(character_id__in=characters, ended_at__gte=since).order_by("ended_at", "pk")
    presences: dict[int, list[Presence]] = defaultdict(list)
    for row in rows.values_list(*FIELDS).iterator(chunk_size=5000):
        presences[row[0]].append(Presence(*row))
    return impossible_pairs(presences, groups)


def _groups(guild: Guild) -> dict[int, list[int]]:
    links = PlayerCharacter.objects.filter(player__guild=guild, player__is_shared_account=False)
    groups: dict[int, list[int]] = defaultdict(list)
    for player_id, character_id in links.order_by("player_id", "character_id").values_list("player_id", "character_id"):
        groups[player_id].append(character_id)
    return {player_id: characters for player_id, characters in groups.items() if len(characters) > 1}
