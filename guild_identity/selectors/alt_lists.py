"""What the lists of alts say that officers uploaded."""

from characters.models import Guild
from guild_identity.domain.facts import ListedAlt
from guild_identity.models import AltClaim


def listed_alts(guild: Guild) -> tuple[ListedAlt, ...]:
    """Return every list's word on a guild's characters."""
    claims = AltClaim.objects.filter(guild=guild).order_by("source", "group", "character_id")
    columns = ("character_id", "source", "group", "is_main", "discord")
    return tuple(ListedAlt(*row) for row in claims.values_list(*columns))
