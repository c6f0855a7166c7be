"""Putting a player's roles on Discord right: only roles of the guild's own map, and only when an officer asks."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from characters.domain.errors import Refused
from characters.models import GuildMember
from guild_identity.clients import discord
from guild_identity.domain.integrity_facts import MemberFacts
from guild_identity.domain.integrity_ranks import Standing, standing_of
from guild_identity.domain.roles import MappedRank, RoleMap
from guild_identity.models import AuditIssue, DiscordRole, DiscordServer, DiscordUser, IdentityEvent, Player
from guild_identity.selectors.integrity_facts import rank_facts
from guild_identity.services.journal import Decision, Journal
from guild_identity.services.locks import locked_guild
from guild_identity.services.role_map import derive_guild_roles, role_map_of


@dataclass(frozen=True, slots=True)
class RoleChange:
    """What is to change about one Discord user's roles, and why."""

    server_id: int
    user: DiscordUser
    why: str
    add: tuple[MappedRank, ...]
    remove: tuple[MappedRank, ...]


def preview_roles(issue: AuditIssue) -> list[str]:
    """Tell which roles would be given and taken.

    :raises Refused: when the roles are right already, are not known, or nobody can give them by hand.
    """
    change = _planned(issue)
    return [
        change.why,
        *(f"{change.user} gets the role {rank.role_name}." for rank in change.add),
        *(f"{change.user} loses the role {rank.role_name}." for rank in change.remove),
        "Other roles stay as they are.",
    ]


def set_roles(issue: AuditIssue, by: Decision) -> str:
    """Give and take roles on Discord; what was done before an error stays done, and is noted.

    :raises Refused: as preview_roles.
    :raises UpstreamError: when Discord does not do it; the message says what is missing.
    """
    change = _planned(issue)
    reason = f"Vaultkeeper, by {by.actor.get_username() if by.actor else by.source}: {change.why}"
    for rank in change.add:
        discord.add_role(change.server_id, change.user.discord_id, rank.role_id or 0, reason=reason)
        _note(change.user, rank, by, is_given=True)
    for rank in change.remove:
        discord.remove_role(change.server_id, change.user.discord_id, rank.role_id or 0, reason=reason)
        _note(change.user, rank, by, is_given=False)
    given, taken = (", ".join(rank.role_name for rank in ranks) for ranks in (change.add, change.remove))
    done = [f"gave {given}" if given else "", f"took {taken}" if taken else ""]
    return f"{' and '.join(filter(None, done))} on Discord"


def _planned(issue: AuditIssue) -> RoleChange:
    server = DiscordServer.objects.defer("webhook_url").filter(guild=issue.guild_id).first()
    user, player = issue.discord_member, issue.player
    if server is None or user is None or player is None or player.discord_user_id != user.pk:
        raise Refused("This issue is out of date: the next check settles it.")
    role_map = role_map_of(issue.guild)
    standing = _standing(player)
    add, remove = _wanted(standing, user, role_map), _unwanted(standing, user, role_map)
    if not add and not remove:
        raise Refused(f"{user} has the right roles, as far as is known. Sync Discord, and check again.")
    _check_givable(server, (*add, *remove))
    return RoleChange(server.server_id, user, _why(player, standing), add, remove)


def _standing(player: Player) -> Standing | None:
    stints = GuildMember.objects.filter(
        guild=player.guild_id,
        left_at__isnull=True,
        character__retired_at__isnull=True,
        character__player_link__player=player,
    )
    columns = ("character_id", "character__name", "character__realm__slug", "rank")
    members = [MemberFacts(*row) for row in stints.order_by("character_id").values_list(*columns)]
    standing = standing_of(members, rank_facts(player.guild))
    if members and standing is None:
        raise Refused("The rank in game has no meaning yet: name it first.")
    return standing


def _wanted(standing: Standing | None, user: DiscordUser, role_map: RoleMap) -> tuple[MappedRank, ...]:
    if standing is None:
        return ()
    found = [rank for rank in role_map.ranks if rank.index == standing.rank.index]
    if not found or found[0].role_id is None:
        raise Refused(f"No role on the server stands for {standing.rank.name}: choose one in the role map, and sync.")
    return tuple(rank for rank in found if rank.role_id not in _roles_of(user))


def _unwanted(standing: Standing | None, user: DiscordUser, role_map: RoleMap) -> tuple[MappedRank, ...]:
    """Return the roles of the map that say more than is so; those that say less do no harm."""
    kept = {rank.role_id for rank in role_map.ranks if standing is not None and not _outranks(rank, standing, role_map)}
    had = {rank.role_id: rank for rank in role_map.ranks if rank.role_id in _roles_of(user) - kept}
    return tuple(had.values())


def _outranks(rank: MappedRank, standing: Standing, role_map: RoleMap) -> bool:
    order = [known.index for known in role_map.ranks]
    return standing.rank.index in order and order.index(rank.index) < order.index(standing.rank.index)


def _roles_of(user: DiscordUser) -> set[int | None]:
    return {int(role) for role in user.role_ids}


def _check_givable(server: DiscordServer, ranks: Iterable[MappedRank]) -> None:
    ids = [rank.role_id for rank in ranks if rank.role_id is not None]
    managed = DiscordRole.objects.filter(server=server, role_id__in=ids, is_managed=True).first()
    if managed is not None:
        raise Refused(
            f"The role {managed.name} belongs to a bot or an integration: nobody can give or take it by hand."
        )


def _why(player: Player, standing: Standing | None) -> str:
    if standing is None:
        return f"{player.display_name} has no character in the guild any more."
    return f"{standing.character.name} of {player.display_name} is {standing.rank.name} in game."


@transaction.atomic
def _note(user: DiscordUser, rank: MappedRank, by: Decision, *, is_given: bool) -> None:
    """Note a role that was given or taken, as the next look at Discord would find it, and who did it."""
    guild = locked_guild(user.guild_id)
    stored = DiscordUser.objects.get(pk=user.pk)
    role_map = role_map_of(guild)
    before = stored.role_ids
    kept = {int(role) for role in before if int(role) != rank.role_id}
    stored.role_ids = role_map.in_order({*kept, rank.role_id or 0} if is_given else kept)
    derive_guild_roles(stored, role_map)
    stored.save(update_fields=["role_ids", "all_guild_roles", "highest_guild_role"])
    journal = Journal(guild, by)
    roles = {"before": {"role_ids": before}, "after": {"role_ids": stored.role_ids}}
    journal.changes.append({"table": "discord_roles", "key": stored.pk, **roles})
    done = f"given to {stored}" if is_given else f"taken from {stored}"
    owner = Player.objects.filter(discord_user=stored).first()
    journal.write(IdentityEvent.Kind.ROLES_CHANGED, f"Discord role {rank.role_name} {done}", player=owner)
