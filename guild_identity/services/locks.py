"""One change of who is who at a time in a guild."""

from characters.models import Guild


def locked_guild(guild_id: int) -> Guild:
    """Return the guild, locked until the transaction ends: whoever else changes identities in it waits."""
    return Guild.objects.select_for_update(of=("self",)).select_related("realm").get(pk=guild_id)
