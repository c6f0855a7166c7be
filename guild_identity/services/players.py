"""Merging and splitting players, their Discord accounts and mains."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from characters.domain.errors import Refused
from characters.models import Character
from characters.services.achievement_dates import forget_achievement_dates
from guild_identity.models import DiscordUser, IdentityEvent, LinkSource, Player, PlayerCharacter, RejectedLink
from guild_identity.services.journal import TABLES, Decision, Journal
from guild_identity.services.linking import remember_rejection
from guild_identity.services.locks import locked_guild
from guild_identity.services.moving import leave_in_order

SWITCHES = ("is_active", "is_shared_account", "is_unfingerprinted", "on_hiatus")
BREAK = ("on_hiatus", "hiatus_until", "hiatus_reason")
CHANGEABLE = ("display_name", *SWITCHES, "hiatus_until", "hiatus_reason")


@transaction.atomic
def merge_players(keep: Player, gone: Player, *, by: Decision) -> Player:
    """Make two players one: all that the other has goes to the one that is kept, and the other rests.

    A second Discord account becomes a further account of the one that is kept. What either has said of the account, of
    matching by achievements and of a break holds for both.

    :raises Refused: when both are the same or of different guilds.
    """
    if keep.pk == gone.pk or keep.guild_id != gone.guild_id:
        raise Refused("Two different players of one guild can be merged, and nothing else.")
    journal = Journal(locked_guild(keep.guild_id), by)
    keep, gone = Player.objects.get(pk=keep.pk), Player.objects.get(pk=gone.pk)
    _forget_rejections_between(journal, keep, gone)
    for link in gone.links.order_by("pk"):
        journal.update(link, player=keep)
    _hand_over_accounts(journal, keep, gone)
    main = keep.main_character_id or gone.main_character_id
    journal.update(gone, main_character=None, is_active=False)
    journal.update(keep, main_character_id=main, is_active=True, **said_by_either(keep, gone))
    _forget_where_unwanted(keep)
    summary = f"{gone.display_name} merged into {keep.display_name}"
    journal.write(IdentityEvent.Kind.MERGED, summary, player=keep)
    return keep


@transaction.atomic
def split_player(
    player: Player, characters: Sequence[Character], *, by: Decision, discord_user: DiscordUser | None = None
) -> Player:
    """Give some of a player's characters to a new player, and remember that the two are different people.

    A Discord user may go with them: the player's own or a further one of his, or one that nobody has. What the player
    has said of the account and of matching by achievements holds for both.

    :raises Refused: when none or all of the characters go, or one is not the player's.
    """
    journal = Journal(locked_guild(player.guild_id), by)
    player = Player.objects.get(pk=player.pk)
    links = {link.character_id: link for link in player.links.select_related("character")}
    going = {character.pk for character in characters}
    if not going or not going < set(links):
        raise Refused("Choose at least one of the player's characters, and leave at least one.")
    new = Player(guild=journal.guild, display_name=_name_of(characters, discord_user), created_at=by.now)
    new.main_character = characters[0]
    new.is_shared_account, new.is_unfingerprinted = player.is_shared_account, player.is_unfingerprinted
    journal.create(new)
    if discord_user is not None:
        _take_account(journal, player, discord_user)
        journal.update(new, discord_user=discord_user)
    for pk in sorted(going):
        values = {"link_source": LinkSource.MANUAL, "confidence": 1.0, "created_by": by.actor}
        journal.update(links[pk], player=new, **values)
    for pk in sorted(going):
        remember_rejection(journal, links[pk].character, player)
    leave_in_order(journal, player)
    summary = f"{new.display_name} split from {player.display_name}"
    journal.write(IdentityEvent.Kind.SPLIT, summary, player=new)
    return new


@transaction.atomic
def set_discord(player: Player, discord_user: DiscordUser | None, *, by: Decision) -> Player:
    """Say which Discord user a player is; None takes it away.

    :raises Refused: when the Discord user is somebody else already.
    """
    journal = Journal(locked_guild(player.guild_id), by)
    player = Player.objects.get(pk=player.pk)
    if discord_user is None:
        journal.update(player, discord_user=None)
        kind, summary = IdentityEvent.Kind.DISCORD_UNLINKED, f"Discord taken from {player.display_name}"
    else:
        _check_free(player, discord_user)
        _drop_further(journal, player, discord_user)
        journal.update(player, discord_user=discord_user)
        kind, summary = IdentityEvent.Kind.DISCORD_LINKED, f"{discord_user} linked to {player.display_name}"
    journal.write(kind, summary, player=player)
    return player


@transaction.atomic
def add_further_discord(player: Player, discord_user: DiscordUser, *, by: Decision) -> Player:
    """Note a further Discord account of a player, beside the first.

    :raises Refused: when it is somebody's account already, or the player has none yet.
    """
    journal = Journal(locked_guild(player.guild_id), by)
    player = Player.objects.get(pk=player.pk)
    if player.discord_user_id is None:
        raise Refused(f"{player.display_name} has no Discord account yet: link this one as the first.")
    _check_free(player, discord_user)
    if player.discord_user_id == discord_user.pk or player.other_discord_users.contains(discord_user):
        raise Refused(f"{discord_user} is an account of {player.display_name} already.")
    through = TABLES["other_discord"]
    journal.create(through(player_id=player.pk, discorduser_id=discord_user.pk))
    journal.write(
        IdentityEvent.Kind.DISCORD_LINKED,
        f"{discord_user} is a further account of {player.display_name}",
        player=player,
    )
    return player


@transaction.atomic
def set_main(player: Player, character: Character, *, by: Decision) -> Player:
    """Say which of a player's characters is the main.

    :raises Refused: when the character is not the player's.
    """
    journal = Journal(locked_guild(player.guild_id), by)
    player = Player.objects.get(pk=player.pk)
    if not PlayerCharacter.objects.filter(player=player, character=character).exists():
        raise Refused(f"{character.name} is not a character of {player.display_name}.")
    journal.update(player, main_character=character)
    summary = f"{character.name} is the main of {player.display_name}"
    journal.write(IdentityEvent.Kind.MAIN_CHANGED, summary, player=player, character=character)
    return player


@transaction.atomic
def change_player(player: Player, *, by: Decision, **values: object) -> Player:
    """Change what a player is called, its switches, or its break: the values that are named in CHANGEABLE.

    Who wants no matching by achievements has what is kept of them deleted at once.
    """
    journal = Journal(locked_guild(player.guild_id), by)
    player = Player.objects.get(pk=player.pk)
    journal.update(player, **{name: values[name] for name in CHANGEABLE if name in values})
    _forget_where_unwanted(player)
    journal.write(IdentityEvent.Kind.PLAYER_CHANGED, f"{player.display_name} changed", player=player)
    return player


def said_by_either(keep: Player, gone: Player) -> dict[str, object]:
    """Return the switches and the break of the player that two become."""
    away = keep if keep.on_hiatus else gone
    return {
        "is_shared_account": keep.is_shared_account or gone.is_shared_account,
        "is_unfingerprinted": keep.is_unfingerprinted or gone.is_unfingerprinted,
        **{name: getattr(away, name) for name in BREAK},
    }


def _forget_where_unwanted(player: Player) -> None:
    if player.is_unfingerprinted:
        forget_achievement_dates(player.links.values_list("character_id", flat=True))


def _name_of(characters: Sequence[Character], discord_user: DiscordUser | None) -> str:
    return discord_user.display_name if discord_user is not None else characters[0].name


def _hand_over_accounts(journal: Journal, keep: Player, gone: Player) -> None:
    through = TABLES["other_discord"]
    account = gone.discord_user
    for row in through._default_manager.filter(player_id=gone.pk).order_by("pk"):
        journal.update(row, player_id=keep.pk)
    if account is None:
        return
    journal.update(gone, discord_user=None)
    if keep.discord_user_id is None:
        journal.update(keep, discord_user=account)
    else:
        journal.create(through(player_id=keep.pk, discorduser_id=account.pk))


def _take_account(journal: Journal, player: Player, discord_user: DiscordUser) -> None:
    if player.discord_user_id == discord_user.pk:
        journal.update(player, discord_user=None)
    _drop_further(journal, player, discord_user)
    _check_free(player, discord_user)


def _drop_further(journal: Journal, player: Player, discord_user: DiscordUser) -> None:
    through = TABLES["other_discord"]
    for row in through._default_manager.filter(player_id=player.pk, discorduser_id=discord_user.pk):
        journal.delete(row)


def _check_free(player: Player, discord_user: DiscordUser) -> None:
    if discord_user.guild_id != player.guild_id:
        raise Refused(f"{discord_user} belongs to another guild.")
    owned = Q(discord_user=discord_user) | Q(other_discord_users=discord_user)
    owner = Player.objects.filter(owned).exclude(pk=player.pk).order_by("pk").first()
    if owner is not None:
        raise Refused(f"{discord_user} is {owner.display_name} already. Unlink it there first, or merge the two.")


def _forget_rejections_between(journal: Journal, keep: Player, gone: Player) -> None:
    mine = list(keep.links.values_list("character_id", flat=True))
    theirs = list(gone.links.values_list("character_id", flat=True))
    between = Q(character__in=mine, other_character__in=theirs) | Q(character__in=theirs, other_character__in=mine)
    between |= Q(character__in=mine, discord_user__player=gone) | Q(character__in=theirs, discord_user__player=keep)
    for row in RejectedLink.objects.filter(between, guild=journal.guild).order_by("pk"):
        journal.delete(row)
