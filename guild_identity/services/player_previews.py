"""What a change of a player would do, in sentences for an officer. Nothing is written.

Each preview refuses what the change itself would refuse, with the same words where the reason is the same.
"""

from collections.abc import Mapping, Sequence

from characters.domain.errors import Refused
from characters.models import Character
from guild_identity.models import DiscordUser, Player
from guild_identity.selectors.desk import owner_of
from guild_identity.services.players import BREAK, said_by_either
from guild_identity.services.previews import going_on_without

NAMES_SHOWN = 8


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
    sentences += preview_change(keep, **said_by_either(keep, gone))
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
        *going_on_without(player, characters),
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
    sentences += _hiatus(player, values)
    if (wanted := values.get("display_name", name)) != name:
        sentences.insert(0, f"{name} is called “{wanted}”.")
    return sentences


def _hiatus(player: Player, values: Mapping[str, object]) -> list[str]:
    """Tell how a player's break changes."""
    before = tuple(getattr(player, field) for field in BREAK)
    after = tuple(values.get(field, known) for field, known in zip(BREAK, before, strict=True))
    if before == after:
        return []
    is_away, until, reason = after
    if not is_away:
        return [f"{player.display_name} is back from the break."]
    end = f" until {until}" if until else ""
    why = f" ({reason})" if reason else ""
    return [f"{player.display_name} is on a break{end}{why}: nobody is asked about characters that stay away."]


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMES_SHOWN])
    return f"{shown} and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else shown


def _goes(names: Sequence[str]) -> str:
    return "go" if len(names) > 1 else "goes"


def _check_free(player: Player, discord_user: DiscordUser) -> None:
    owner = owner_of(discord_user)
    if owner is not None and owner.pk != player.pk:
        raise Refused(f"{discord_user} is {owner.display_name} already. Unlink it there first, or merge the two.")
