"""What linking and unlinking a character would do, in sentences for an officer. Nothing is written.

Each preview refuses what the change itself would refuse, with the same words where the reason is the same.
"""

from collections.abc import Sequence

from django.db.models import Q

from characters.domain.errors import Refused
from characters.models import Character, Guild, GuildMember
from guild_identity.models import DiscordUser, LinkProposal, Player, PlayerCharacter, RejectedLink
from guild_identity.selectors.desk import owner_of
from guild_identity.selectors.elsewhere import SOMEBODY
from guild_identity.selectors.facts import FIRM
from guild_identity.services.moving import check_movable


def preview_link(
    guild: Guild,
    character: Character,
    *,
    player: Player | None = None,
    discord_user: DiscordUser | None = None,
    is_moving: bool = False,
) -> list[str]:
    """Tell what linking a character would do.

    :raises Refused: when the character was never in the guild, or belongs to another player and is not to move.
    """
    if not GuildMember.objects.filter(guild=guild, character=character).exists():
        raise Refused(f"{character.name} was never in {guild.name}.")
    target = player or owner_of(discord_user)
    link = PlayerCharacter.objects.select_related("player").filter(character=character).first()
    if link is not None and (target is None or link.player_id != target.pk):
        is_ours = link.player.guild_id == guild.pk
        owner = link.player.display_name if is_ours else SOMEBODY
        if not is_ours:
            check_movable(guild, character, is_moving=is_moving)
        elif not is_moving:
            raise Refused(f"{character.name} belongs to {owner} already.")
        moving = [f"{character.name} leaves {owner}.", *(going_on_without(link.player, [character]) if is_ours else [])]
    else:
        moving = []
    return [
        *moving,
        *_arrival(character, target, discord_user, link),
        *_forgotten(guild, character, target, discord_user),
        *settled_proposals(guild, character),
    ]


def preview_unlink(link: PlayerCharacter) -> list[str]:
    """Tell what taking a link away would do."""
    character, player = link.character, link.player
    return [
        f"{character.name} no longer belongs to {player.display_name}.",
        *going_on_without(player, [character]),
        "It is remembered that the two do not belong together: matching does not bring them together again.",
    ]


def settled_proposals(guild: Guild, character: Character) -> list[str]:
    """Tell how many open proposals are settled by linking a character."""
    count = LinkProposal.objects.filter(guild=guild, character=character, status=LinkProposal.Status.OPEN).count()
    if not count:
        return []
    return [f"{count} open proposal{'s' if count > 1 else ''} about {character.name} {_are(count)} settled by this."]


def going_on_without(player: Player, going: Sequence[Character]) -> list[str]:
    """Tell how a player goes on without some of its characters."""
    gone = {character.pk for character in going}
    links = player.links.select_related("character").order_by("-character__level", "character__name", "pk")
    left = [link.character for link in links if link.character_id not in gone]
    if not left:
        rests = " and rests" if player.discord_user_id is None else ""
        return [f"{player.display_name} is left without characters{rests}."]
    if player.main_character_id not in [character.pk for character in left]:
        return [f"{left[0].name} becomes the main of {player.display_name}."]
    return []


def _arrival(
    character: Character, target: Player | None, discord_user: DiscordUser | None, link: PlayerCharacter | None
) -> list[str]:
    """Tell how the character comes to its player."""
    if target is None:
        name = discord_user.display_name if discord_user is not None else character.name
        account = f" and {discord_user} as its Discord account" if discord_user is not None else ""
        return [f"A new player “{name}” is made, with {character.name} as its main{account}."]
    sentences = [f"{character.name} is linked to {target.display_name}."]
    if link is not None and link.player_id == target.pk:
        firm = link.link_source in FIRM
        sentences = [
            f"{character.name} belongs to {target.display_name} already"
            + ("; nothing else changes." if firm else ". From now on the link counts as an officer's.")
        ]
    if discord_user is not None and owner_of(discord_user) is None and target.discord_user_id is None:
        sentences.append(f"{discord_user} becomes the Discord account of {target.display_name}.")
    if target.main_character_id is None:
        sentences.append(f"{character.name} becomes the main of {target.display_name}.")
    if not target.is_active:
        sentences.append(f"{target.display_name} rested and counts as active again.")
    return sentences


def _forgotten(
    guild: Guild, character: Character, target: Player | None, discord_user: DiscordUser | None
) -> list[str]:
    others = list(target.links.values_list("character_id", flat=True)) if target is not None else []
    account = target.discord_user_id if target is not None else None
    accounts = [pk for pk in (account, discord_user.pk if discord_user is not None else None) if pk is not None]
    mine = Q(character=character) & (Q(other_character__in=others) | Q(discord_user__in=accounts))
    theirs = Q(character__in=others, other_character=character)
    if not RejectedLink.objects.filter(mine | theirs, guild=guild).exists():
        return []
    return ["An officer had noted that the two do not belong together; that note goes away."]


def _are(count: int) -> str:
    return "are" if count > 1 else "is"
