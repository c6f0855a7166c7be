"""Taking a further Discord account away from a player."""

from django.db import transaction

from characters.domain.errors import Refused
from guild_identity.models import DiscordUser, IdentityEvent, Player
from guild_identity.services.journal import TABLES, Decision, Journal
from guild_identity.services.locks import locked_guild


@transaction.atomic
def take_further_discord(player: Player, discord_user: DiscordUser, *, by: Decision) -> Player:
    """Take a further Discord account away from a player; it is nobody's then.

    :raises Refused: when it is no further account of the player.
    """
    journal = Journal(locked_guild(player.guild_id), by)
    _check_further(player, discord_user)
    for row in TABLES["other_discord"]._default_manager.filter(player_id=player.pk, discorduser_id=discord_user.pk):
        journal.delete(row)
    journal.write(
        IdentityEvent.Kind.DISCORD_UNLINKED,
        f"Further account {discord_user} taken from {player.display_name}",
        player=player,
    )
    return player


def preview_take_further(player: Player, discord_user: DiscordUser) -> list[str]:
    """Tell what taking a further Discord account away would do.

    :raises Refused: when it is no further account of the player.
    """
    _check_further(player, discord_user)
    return [f"{discord_user} is no longer a further account of {player.display_name}, and is nobody's."]


def _check_further(player: Player, discord_user: DiscordUser) -> None:
    if not player.other_discord_users.filter(pk=discord_user.pk).exists():
        raise Refused(f"{discord_user} is no further account of {player.display_name}.")
