"""Linking characters to players, by hand and by proof, and taking links away."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from characters.domain.errors import Refused
from characters.models import Character, Guild, GuildMember
from guild_identity.models import (
    DiscordUser,
    IdentityEvent,
    LinkProposal,
    LinkSource,
    Player,
    PlayerCharacter,
    RejectedLink,
)
from guild_identity.selectors.desk import owner_of
from guild_identity.selectors.facts import FIRM
from guild_identity.services.journal import Decision, Journal
from guild_identity.services.locks import locked_guild, locked_with_holders
from guild_identity.services.moving import check_movable, end_link, leave_in_order


@transaction.atomic
def link_character(
    guild: Guild,
    character: Character,
    *,
    by: Decision,
    player: Player | None = None,
    discord_user: DiscordUser | None = None,
    source: str = LinkSource.MANUAL,
    confidence: float = 1.0,
    evidence: Iterable[dict[str, Any]] = (),
    is_moving: bool = False,
) -> Player:
    """Link a character to a player: to the given one, else to the Discord user's, else to a new one.

    A link that exists already is confirmed. With `is_moving` a link to another player moves; out of another guild
    only that of a character that left it for this one, and never one that a login has proven.

    :raises Refused: when the character was never in the guild, or belongs to another player and is not to move.
    """
    journal = Journal(locked_with_holders(guild.pk, [character.pk]), by)
    _check_belonging(guild, character, player, discord_user)
    target = _stored(player) or owner_of(discord_user) or _new_player(journal, character, discord_user)
    if discord_user is not None and owner_of(discord_user) is None and target.discord_user_id is None:
        journal.update(target, discord_user=discord_user)
    values = {"link_source": source, "confidence": confidence, "evidence": list(evidence), "created_by": by.actor}
    _put(journal, character, target, values, is_moving)
    if target.main_character_id is None:
        journal.update(target, main_character=character)
    journal.update(target, is_active=True)
    _forget_rejections(journal, character, target)
    _settle_proposals(guild, character, by)
    journal.write(
        IdentityEvent.Kind.LINKED,
        f"{character.name} linked to {target.display_name}",
        player=target,
        character=character,
    )
    return target


@transaction.atomic
def unlink_character(link: PlayerCharacter, *, by: Decision, is_remembered: bool = True) -> None:
    """Take a character's link away, and remember that the two do not belong together.

    A player left without characters and Discord account becomes inactive.

    :raises Refused: when the link is gone already.
    """
    journal = Journal(locked_guild(link.player.guild_id), by)
    stored = PlayerCharacter.objects.select_related("player", "character").filter(pk=link.pk).first()
    if stored is None:
        raise Refused("This link is gone already.")
    player, character = stored.player, stored.character
    journal.delete(stored)
    if is_remembered:
        remember_rejection(journal, character, player)
    leave_in_order(journal, player)
    journal.write(
        IdentityEvent.Kind.UNLINKED,
        f"{character.name} unlinked from {player.display_name}",
        player=player,
        character=character,
    )


def remember_rejection(journal: Journal, character: Character, player: Player) -> None:
    """Remember that a character is not the player's: neither its Discord user's nor its main's."""
    targets: list[dict[str, Any]] = []
    if player.discord_user_id is not None:
        targets.append({"discord_user_id": player.discord_user_id})
    others = player.links.exclude(character=character).values_list("character_id", flat=True)
    targets += [{"other_character_id": other} for other in sorted(others)]
    known = RejectedLink.objects.filter(guild=journal.guild, character=character)
    seen = {(row.discord_user_id, row.other_character_id) for row in known}
    for target in targets:
        if (target.get("discord_user_id"), target.get("other_character_id")) not in seen:
            journal.create(
                RejectedLink(
                    guild=journal.guild,
                    character=character,
                    reason=journal.by.reason[:200],
                    rejected_by=journal.by.actor,
                    rejected_at=journal.by.now,
                    **target,
                )
            )


def _check_belonging(
    guild: Guild, character: Character, player: Player | None, discord_user: DiscordUser | None
) -> None:
    if not GuildMember.objects.filter(guild=guild, character=character).exists():
        raise Refused(f"{character.name} was never in {guild.name}.")
    for other in (player, discord_user):
        if other is not None and other.guild_id != guild.pk:
            raise Refused(f"{other} belongs to another guild.")


def _stored(player: Player | None) -> Player | None:
    """Read a player anew: whoever held the lock before may have changed it."""
    if player is None:
        return None
    stored = Player.objects.filter(pk=player.pk).first()
    if stored is None:
        raise Refused(f"{player.display_name} is gone: the player was taken back. Choose another.")
    return stored


def _new_player(journal: Journal, character: Character, discord_user: DiscordUser | None) -> Player:
    name = discord_user.display_name if discord_user is not None else character.name
    player = Player(guild=journal.guild, display_name=name, discord_user=discord_user, created_at=journal.by.now)
    player.main_character = character
    journal.create(player)
    return player


def _put(journal: Journal, character: Character, target: Player, values: dict[str, Any], is_moving: bool) -> None:
    link = PlayerCharacter.objects.select_related("player__guild", "character").filter(character=character).first()
    if link is None:
        journal.create(PlayerCharacter(player=target, character=character, created_at=journal.by.now, **values))
        return
    former = link.player
    if former.pk == target.pk:
        if link.link_source not in FIRM or values["link_source"] == LinkSource.VERIFIED:
            journal.update(link, **values)
        return
    if former.guild_id != target.guild_id:
        check_movable(journal.guild, character, is_moving=is_moving)
        end_link(link, journal.by)
        journal.create(PlayerCharacter(player=target, character=character, created_at=journal.by.now, **values))
        return
    if not is_moving:
        raise Refused(f"{character.name} belongs to {former.display_name}. Unlink it first, or merge the two players.")
    journal.update(link, player=target, **values)
    leave_in_order(journal, former)


def _forget_rejections(journal: Journal, character: Character, player: Player) -> None:
    """Forget that the two do not belong together: whoever links them knows better."""
    others = list(player.links.exclude(character=character).values_list("character_id", flat=True))
    accounts = [player.discord_user_id] if player.discord_user_id is not None else []
    mine = Q(character=character) & (Q(other_character__in=others) | Q(discord_user__in=accounts))
    theirs = Q(character__in=others, other_character=character)
    for row in RejectedLink.objects.filter(mine | theirs, guild=journal.guild).order_by("pk"):
        journal.delete(row)


def _settle_proposals(guild: Guild, character: Character, by: Decision) -> None:
    open_ones = LinkProposal.objects.filter(guild=guild, character=character, status=LinkProposal.Status.OPEN)
    open_ones.update(status=LinkProposal.Status.OUTDATED, decided_at=by.now)
