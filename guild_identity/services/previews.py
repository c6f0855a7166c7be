"""What a change of who is who would do, in sentences for an officer. Nothing is written.

Each preview refuses what the change itself would refuse, with the same words where the reason is the same.
"""

from collections.abc import Sequence

from django.db.models import Q

from characters.domain.errors import Refused
from characters.models import Character, Guild, GuildMember
from guild_identity.models import DiscordUser, LinkProposal, Player, PlayerCharacter, RejectedLink
from guild_identity.selectors.desk import owner_of
from guild_identity.services.linking import FIRM

NAMES_SHOWN = 8


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
        owner = link.player.display_name if is_ours else "a player of another guild"
        if not is_moving:
            raise Refused(f"{character.name} belongs to {owner} already.")
        moving = [f"{character.name} leaves {owner}.", *(_without(link.player, [character]) if is_ours else [])]
    else:
        moving = []
    return [
        *moving,
        *_arrival(character, target, discord_user, link),
        *_forgotten(character, target, discord_user),
        *settled_proposals(character),
    ]


def preview_unlink(link: PlayerCharacter) -> list[str]:
    """Tell what taking a link away would do."""
    character, player = link.character, link.player
    return [
        f"{character.name} no longer belongs to {player.display_name}.",
        *_without(player, [character]),
        "It is remembered that the two do not belong together: matching does not bring them together again.",
    ]


def preview_merge(keep: Player, gone: Player) -> list[str]:
    """Tell what merging two players would do.

    :raises Refused: when both are the same or of different guilds.
    """
    if keep.pk == gone.pk or keep.guild_id != gone.guild_id:
        raise Refused("Two different players of one guild can be merged, and nothing else.")
    going = list(gone.links.order_by("character__name", "pk").values_list("character__name", flat=True))
    sentences = []
    if going:
        sentences.append(f"{_named(going)} {_goes(going)} to {keep.display_name}.")
    if gone.discord_user is not None and keep.discord_user is None:
        sentences.append(f"{gone.discord_user} becomes the Discord account of {keep.display_name}.")
    elif gone.discord_user is not None:
        sentences.append(
            f"{gone.discord_user} becomes a further Discord account of {keep.display_name}, beside {keep.discord_user}."
        )
    if keep.main_character is None and gone.main_character is not None:
        sentences.append(f"{gone.main_character.name} becomes the main of {keep.display_name}.")
    sentences.append(f"{gone.display_name} is left without characters and rests.")
    return sentences


def preview_split(
    player: Player, characters: Sequence[Character], *, discord_user: DiscordUser | None = None
) -> list[str]:
    """Tell what splitting a player would do.

    :raises Refused: when none or all of the characters go, one is not the player's, or the Discord user is another's.
    """
    own = set(player.links.values_list("character_id", flat=True))
    going = {character.pk for character in characters}
    if not going or not going < own:
        raise Refused("Choose at least one of the player's characters, and leave at least one.")
    if discord_user is not None:
        _check_free(player, discord_user)
    name = discord_user.display_name if discord_user is not None else characters[0].name
    names = [character.name for character in characters]
    sentences = [
        f"A new player “{name}” is made, with {characters[0].name} as its main.",
        f"{_named(names)} {_goes(names)} from {player.display_name} to the new player.",
    ]
    if discord_user is not None:
        sentences.append(f"{discord_user} becomes the Discord account of the new player.")
        if player.discord_user_id == discord_user.pk:
            sentences.append(f"{player.display_name} is left without a Discord account.")
    return [
        *sentences,
        *_without(player, characters),
        "It is remembered that the two are different people: matching does not bring them together again.",
    ]


def preview_discord(player: Player, discord_user: DiscordUser | None) -> list[str]:
    """Tell what giving a player another Discord account, or none, would do.

    :raises Refused: when the Discord user is somebody else already.
    """
    former = player.discord_user
    if discord_user is None:
        if former is None:
            raise Refused(f"{player.display_name} has no Discord account.")
        return [f"{former} is no longer the Discord account of {player.display_name}, and is nobody's."]
    if former is not None and former.pk == discord_user.pk:
        raise Refused(f"{discord_user} is the Discord account of {player.display_name} already.")
    _check_free(player, discord_user)
    sentences = [f"{discord_user} becomes the Discord account of {player.display_name}."]
    if former is not None:
        sentences.append(f"{former}, the account until now, is nobody's then.")
    return sentences


def preview_further_discord(player: Player, discord_user: DiscordUser) -> list[str]:
    """Tell what noting a further Discord account would do.

    :raises Refused: when the account is somebody's already, or the player has none yet.
    """
    if player.discord_user is None:
        raise Refused(f"{player.display_name} has no Discord account yet: link this one as the first.")
    owner = owner_of(discord_user)
    if owner is not None and owner.pk == player.pk:
        raise Refused(f"{discord_user} is an account of {player.display_name} already.")
    _check_free(player, discord_user)
    return [
        f"{discord_user} becomes a further account of {player.display_name}, beside {player.discord_user}.",
        "Both are then one person: nobody is asked about the second account any more.",
    ]


def preview_main(player: Player, character: Character) -> list[str]:
    """Tell what choosing another main would do.

    :raises Refused: when the character is not the player's.
    """
    if not player.links.filter(character=character).exists():
        raise Refused(f"{character.name} is not a character of {player.display_name}.")
    if player.main_character_id == character.pk:
        raise Refused(f"{character.name} is the main of {player.display_name} already.")
    former = f" instead of {player.main_character.name}" if player.main_character is not None else ""
    return [f"{character.name} becomes the main of {player.display_name}{former}."]


def preview_change(player: Player, **values: object) -> list[str]:
    """Tell what changing a player's name or switches would do; empty where nothing changes."""
    name = player.display_name
    words = {
        "is_active": (f"{name} counts as active again.", f"{name} rests: lists leave the player out."),
        "is_shared_account": (
            f"The Battle.net account of {name} counts as shared by several people: a login proves nothing alone.",
            f"The Battle.net account of {name} counts as one person's.",
        ),
        "is_unfingerprinted": (
            f"The characters of {name} are no longer compared by their achievements.",
            f"The characters of {name} are compared by their achievements again.",
        ),
    }
    sentences = [
        yes if values[field] else no
        for field, (yes, no) in words.items()
        if field in values and bool(values[field]) != getattr(player, field)
    ]
    if (wanted := values.get("display_name", name)) != name:
        sentences.insert(0, f"{name} is called “{wanted}”.")
    return sentences


def settled_proposals(character: Character) -> list[str]:
    """Tell how many open proposals are settled by linking a character."""
    count = LinkProposal.objects.filter(character=character, status=LinkProposal.Status.OPEN).count()
    if not count:
        return []
    return [f"{count} open proposal{'s' if count > 1 else ''} about {character.name} {_are(count)} settled by this."]


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


def _without(player: Player, going: Sequence[Character]) -> list[str]:
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


def _forgotten(character: Character, target: Player | None, discord_user: DiscordUser | None) -> list[str]:
    others = list(target.links.values_list("character_id", flat=True)) if target is not None else []
    account = target.discord_user_id if target is not None else None
    accounts = [pk for pk in (account, discord_user.pk if discord_user is not None else None) if pk is not None]
    mine = Q(character=character) & (Q(other_character__in=others) | Q(discord_user__in=accounts))
    theirs = Q(character__in=others, other_character=character)
    if not RejectedLink.objects.filter(mine | theirs).exists():
        return []
    return ["An officer had noted that the two do not belong together; that note goes away."]


def _are(count: int) -> str:
    return "are" if count > 1 else "is"


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMES_SHOWN])
    return f"{shown} and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else shown


def _goes(names: Sequence[str]) -> str:
    return "go" if len(names) > 1 else "goes"


def _check_free(player: Player, discord_user: DiscordUser) -> None:
    owner = owner_of(discord_user)
    if owner is not None and owner.pk != player.pk:
        raise Refused(f"{discord_user} is {owner.display_name} already. Unlink it there first, or merge the two.")
