"""The guild's role map: which Discord role stands for which rank, tried out and changed by officers."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.db import transaction

from characters.domain.errors import Refused
from characters.models import Guild, GuildRank
from characters.services.ranks import change_ranks
from guild_identity.domain.discord_members import ServerRole
from guild_identity.domain.roles import RankFacts, RoleMap, build_role_map, get_all_guild_roles, get_highest_guild_role
from guild_identity.models import DiscordRole, DiscordUser
from guild_identity.services.locks import locked_guild

Changes = Mapping[int, int | None]


def role_map_of(guild: Guild) -> RoleMap:
    """Return the guild's role map, by its ranks and the server's roles as last seen."""
    return build_role_map(_ranks(guild), server_roles(guild))


def server_roles(guild: Guild) -> list[ServerRole]:
    """Return the roles of the guild's Discord server as last seen, the highest first."""
    rows = DiscordRole.objects.filter(server__guild=guild).order_by("-position", "role_id")
    return [ServerRole(row.role_id, row.name, row.position, row.is_managed) for row in rows]


@transaction.atomic
def change_role_map(guild: Guild, changes: Changes) -> int:
    """Let roles stand for ranks: a role's id by rank index, or None for the role of the rank's own name.

    Members' guild roles follow at once. Return how many people's did.

    :raises Refused: when the guild has no such rank, or its server no such role.
    """
    locked_guild(guild.pk)
    changed = _changed(guild, changes)
    change_ranks(guild, [{"index": rank.index, "discord_role": rank.discord_role} for rank in changed])
    return refresh_guild_roles(guild)


def preview_role_map(guild: Guild, changes: Changes) -> list[str]:
    """Tell in sentences whose highest role a change would change, and what would be wrong with the map then.

    :raises Refused: as change_role_map.
    """
    new = {rank.index: rank for rank in _changed(guild, changes)}
    ranks = [new.get(rank.index, rank) for rank in _ranks(guild)]
    role_map = build_role_map(ranks, server_roles(guild))
    people = DiscordUser.objects.filter(guild=guild, is_present=True).order_by("display_name", "pk")
    sentences = []
    for person in people:
        highest = get_highest_guild_role(person.role_ids, role_map)
        if highest != person.highest_guild_role:
            sentences.append(f"{person}: {person.highest_guild_role or 'no role'} → {highest or 'no role'}")
    return [*(sentences or ["Nobody's highest role would change."]), *role_map.problems]


def refresh_guild_roles(guild: Guild) -> int:
    """Derive everybody's guild roles anew from the roles known of them. Return how many people's changed."""
    role_map = role_map_of(guild)
    changed = []
    for person in DiscordUser.objects.filter(guild=guild).order_by("pk"):
        before = (person.highest_guild_role, person.all_guild_roles)
        derive_guild_roles(person, role_map)
        if (person.highest_guild_role, person.all_guild_roles) != before:
            changed.append(person)
    DiscordUser.objects.bulk_update(changed, ["highest_guild_role", "all_guild_roles"], batch_size=500)
    return len(changed)


def derive_guild_roles(person: DiscordUser, role_map: RoleMap) -> None:
    """Set a person's guild roles by his server roles; stores nothing."""
    person.all_guild_roles = get_all_guild_roles(person.role_ids, role_map)
    person.highest_guild_role = next(iter(person.all_guild_roles), None)


def _ranks(guild: Guild) -> list[RankFacts]:
    rows = GuildRank.objects.filter(guild=guild).order_by("index")
    return [RankFacts(row.index, row.name, row.level, row.discord_role, row.is_alt) for row in rows]


def _changed(guild: Guild, changes: Changes) -> Iterable[RankFacts]:
    ranks = {rank.index: rank for rank in _ranks(guild)}
    known = {role.role_id for role in server_roles(guild)}
    for index, role_id in changes.items():
        if index not in ranks:
            raise Refused(f"The guild has no rank with the index {index}.")
        if role_id is not None and role_id not in known:
            raise Refused(f"The Discord server has no role with the id {role_id}, as far as is known. Sync it first.")
    return [replace(ranks[index], discord_role=str(role_id or "")) for index, role_id in changes.items()]
