"""Discord's side of the services' tests: roles, members, and moments."""

from datetime import UTC, datetime, timedelta

from guild_identity.domain.discord_members import DiscordMember, ServerRole
from guild_identity.models import DiscordUser

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(minutes=15), NOW - timedelta(minutes=15)
JOINED = datetime(2024, 5, 1, tzinfo=UTC)
GM, OFFICER, VETERAN, MEMBER, INITIATE, COOK = 50, 40, 30, 20, 10, 90
ROLES = [
    ServerRole(COOK, "Cooking", 10),
    ServerRole(GM, "GM", 9),
    ServerRole(OFFICER, "Officer", 8),
    ServerRole(VETERAN, "Veteran", 7),
    ServerRole(MEMBER, "Member", 6),
    ServerRole(INITIATE, "Initiate", 5),
]


def member(number, name="trog", *roles, **more):
    """Make a member of the server who has told everything."""
    told = {"global_name": "", "nick": "", "joined_at": JOINED, "role_ids": tuple(roles)} | more
    return DiscordMember(number, name, **told)


def crowd(count, *roles):
    """Make many members."""
    return [member(number, f"person{number}", *(roles or (MEMBER,))) for number in range(1, count + 1)]


def row(someone):
    """Write a member as Discord does."""
    user = {"id": str(someone.discord_id), "username": someone.username, "global_name": someone.global_name or None}
    if someone.is_bot:
        user["bot"] = True
    return {
        "user": user,
        "nick": someone.nick or None,
        "roles": [str(role) for role in someone.role_ids or ()],
        "joined_at": someone.joined_at.isoformat() if someone.joined_at else None,
    }


def role_row(role):
    """Write a role as Discord does."""
    return {"id": str(role.role_id), "name": role.name, "position": role.position, "managed": role.is_managed}


def person(guild, number):
    """Return a person's row."""
    return DiscordUser.objects.get(guild=guild, discord_id=number)


def present(guild):
    """Return the ids of those who are on the server."""
    return set(DiscordUser.objects.filter(guild=guild, is_present=True).values_list("discord_id", flat=True))
