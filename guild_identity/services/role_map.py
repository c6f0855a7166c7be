"""The guild's role map: which Discord role stands for which rank, and what that makes of everybody."""

from characters.models import Guild, GuildRank
from guild_identity.domain.discord_members import ServerRole
from guild_identity.domain.roles import RankFacts, RoleMap, build_role_map, get_all_guild_roles
from guild_identity.models import DiscordRole, DiscordUser


def role_map_of(guild: Guild) -> RoleMap:
    """Return the guild's role map, by its ranks and the server's roles as last seen."""
    return build_role_map(_ranks(guild), server_roles(guild))


def server_roles(guild: Guild) -> list[ServerRole]:
    """Return the roles of the guild's Discord server as last seen, the highest first."""
    rows = DiscordRole.objects.filter(server__guild=guild).order_by("-position", "role_id")
    return [ServerRole(row.role_id, row.name, row.position, row.is_managed) for row in rows]


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
