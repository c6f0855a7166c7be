"""One change of who is who at a time in a guild."""

from collections.abc import Iterable

from django.db.models import QuerySet

from characters.models import Character, Guild
from guild_identity.models import PlayerCharacter


def locked_guild(guild_id: int) -> Guild:
    """Return the guild, locked until the transaction ends: whoever else changes identities in it waits."""
    return _locked().get(pk=guild_id)


def locked_with_holders(guild_id: int, characters: Iterable[int] | QuerySet[Character]) -> Guild:
    """Return the guild, locked together with every other guild to whose players one of the characters is linked.

    The locks are taken in the order of ids, so that two who need the same guilds never wait for one another.
    """
    links = PlayerCharacter.objects.filter(character__in=characters).exclude(player__guild=guild_id)
    holders = set(links.values_list("player__guild_id", flat=True))
    locked = {guild.pk: guild for guild in _locked().filter(pk__in={guild_id, *holders}).order_by("pk")}
    return locked[guild_id]


def lock_guilds_on_discord() -> None:
    """Lock every guild that has a Discord server, until the transaction ends: none is reading its members meanwhile."""
    list(_locked().filter(discord_server__isnull=False).order_by("pk").values_list("pk"))


def _locked() -> QuerySet[Guild]:
    return Guild.objects.select_for_update(of=("self",)).select_related("realm")
