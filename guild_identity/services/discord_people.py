"""One person of a Discord server as a row, by what Discord tells of him."""

from datetime import datetime

from characters.models import Guild
from guild_identity.domain.discord_members import DiscordMember
from guild_identity.domain.roles import RoleMap
from guild_identity.models import DiscordUser
from guild_identity.services.role_map import derive_guild_roles

# What a list or an event may change.
COLUMNS = (
    "username",
    "global_name",
    "nick",
    "display_name",
    "highest_guild_role",
    "all_guild_roles",
    "role_ids",
    "joined_server_at",
    "last_sync",
    "is_present",
    "removed_at",
)


def new_person(guild: Guild, member: DiscordMember, *, now: datetime) -> DiscordUser:
    """Build the row of somebody who was not known; stores nothing."""
    return DiscordUser(guild=guild, discord_id=member.discord_id, last_sync=now, created_at=now)


def tell(person: DiscordUser, member: DiscordMember, role_map: RoleMap, *, now: datetime) -> None:
    """Bring a row into step with what is told of a member, and leave the rest; stores nothing."""
    person.username = member.username
    if member.global_name is not None:
        person.global_name = member.global_name
    if member.nick is not None:
        person.nick = member.nick
    if member.joined_at is not None:
        person.joined_server_at = member.joined_at
    if member.role_ids is not None:
        person.role_ids = role_map.in_order(member.role_ids)
    person.display_name = person.nick or person.global_name or person.username
    derive_guild_roles(person, role_map)
    person.last_sync = now


def arrive(person: DiscordUser) -> None:
    """Mark a person as being on the server; stores nothing."""
    person.is_present, person.removed_at = True, None
