"""Characters that move to another guild: who may take them over, and how the guild that they leave is told."""

from characters.domain.errors import Refused
from characters.models import Character, Guild, GuildMember
from guild_identity.models import IdentityEvent, Player, PlayerCharacter
from guild_identity.selectors.elsewhere import SOMEBODY, Hold, holds
from guild_identity.services.journal import Decision, Journal

_STAYS = {
    Hold.MEMBERSHIP: "and is a member there still. Only the officers of that guild can unlink it.",
    Hold.PROOF: "as a login has proven. Only the officers of that guild can unlink it.",
}


def check_movable(guild: Guild, character: Character, *, is_moving: bool) -> None:
    """Make sure that a guild may take a character over from a player of another one.

    It may when the character has left that guild and joined this one, unless a login has proven whose it is.

    :raises Refused: where it may not. What the other guild knows of the character is not told.
    """
    owned = f"{character.name} belongs to {SOMEBODY}"
    hold = holds(guild, [character.pk]).get(character.pk)
    if hold in _STAYS:
        raise Refused(f"{owned}{',' if hold is Hold.PROOF else ''} {_STAYS[hold]}")
    if not GuildMember.objects.filter(guild=guild, character=character, left_at__isnull=True).exists():
        raise Refused(f"{owned} and is no member of {guild.name} now.")
    if not is_moving:
        raise Refused(f"{owned}, which it has left. Move it if it is somebody's here.")


def end_link(link: PlayerCharacter, by: Decision) -> None:
    """End a link to a player of another guild, and tell that guild; who took the character over stays untold."""
    player, character = link.player, link.character
    journal = Journal(player.guild, Decision(by.source, by.now))
    journal.delete(link)
    leave_in_order(journal, player)
    summary = f"{character.name} left {player.display_name} for another guild"
    journal.write(IdentityEvent.Kind.UNLINKED, summary, player=player, character=character)


def leave_in_order(journal: Journal, player: Player) -> None:
    """Give a player that lost characters another main, and let it rest when nothing is left of it."""
    left = list(player.links.select_related("character").order_by("-character__level", "character__name", "pk"))
    if player.main_character_id not in [link.character_id for link in left]:
        journal.update(player, main_character=left[0].character if left else None)
    if not left and player.discord_user_id is None:
        journal.update(player, is_active=False)
