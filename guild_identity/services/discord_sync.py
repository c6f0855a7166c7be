"""A guild's Discord server: fetch its roles and members, and apply the list, or hold it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from characters.domain.errors import Refused, UpstreamError
from characters.models import Guild
from guild_identity.clients import discord
from guild_identity.domain.discord_members import DiscordMember, ServerFacts, ServerRole, hold_reason, is_like_believed
from guild_identity.domain.roles import RoleMap
from guild_identity.models import DiscordRole, DiscordServer, DiscordUser
from guild_identity.services.discord_people import COLUMNS, arrive, new_person, tell
from guild_identity.services.discord_removal import removed_discord_ids
from guild_identity.services.locks import locked_guild
from guild_identity.services.role_map import role_map_of

Counts = dict[str, int]
Heard = Mapping[int, datetime]


def sync_discord(guild: Guild, *, now: datetime, server_id: int | None = None) -> Counts:
    """Fetch the guild's Discord server and bring roles and members into step with it.

    `server_id` names the server the first time, or another one from now on. Without a server, or where officers
    switched it off, nothing happens: {"skipped": 1}. Whom the gateway told about in the meantime is left as it told.

    :raises UpstreamError: when Discord gives no usable answer; nobody is changed, and the server's row says why.
    """
    known = _servers().filter(guild=guild).first()
    wanted = server_id or (known.server_id if known and known.is_active else None)
    if wanted is None:
        return {"skipped": 1}
    heard = dict(DiscordUser.objects.filter(guild=guild).values_list("discord_id", "last_sync"))
    try:
        facts = discord.get_guild(wanted)
        members = discord.get_members(wanted)
    except UpstreamError as error:
        DiscordServer.objects.filter(guild=guild, server_id=wanted).update(error=str(error)[:300])
        raise
    with transaction.atomic():
        server = _remember(guild, facts, now)
        return sync_discord_members(server, members, facts.roles, now=now, heard=heard, counted=facts.member_count)


@transaction.atomic
def sync_discord_members(
    server: DiscordServer,
    members: Iterable[DiscordMember],
    roles: Iterable[ServerRole],
    *,
    now: datetime,
    is_trusted: bool = False,
    heard: Heard | None = None,
    counted: int | None = None,
) -> Counts:
    """Bring a guild's Discord users into step with the full list of its server. Safe to repeat.

    Bots are left out, and players are never touched. An empty or sharply smaller list marks nobody as gone: it is held
    until a fuller one comes or an officer believes it. `counted` is how many members, bots too, the server says it
    has. `heard` is when each person was last heard of before the list was asked for.
    """
    guild = locked_guild(server.guild_id)
    server = _servers().get(pk=server.pk)
    store_roles(server, roles, now=now)
    everybody = list(members)
    removed = removed_discord_ids(member.discord_id for member in everybody)
    left_out = sum(member.is_bot or member.discord_id in removed for member in everybody)
    humans = {
        member.discord_id: member for member in everybody if not member.is_bot and member.discord_id not in removed
    }
    people = {person.discord_id: person for person in DiscordUser.objects.filter(guild=guild)}
    fresher = {key for key, person in people.items() if heard is not None and heard.get(key) != person.last_sync}
    gone = [person for key, person in people.items() if person.is_present and key not in humans and key not in fresher]
    present = sum(person.is_present for person in people.values())
    people_counted = None if counted is None else counted - left_out
    is_believed = is_trusted or _is_to_be_believed(server, len(humans))
    reason = None if is_believed else hold_reason(present, len(humans), len(gone), people_counted)
    told = [member for key, member in humans.items() if key not in fresher]
    counts = _apply(guild, people, told, now)
    departed = 0 if reason else _depart(gone, now)
    _note(server, reason, len(humans), now)
    return {**counts, "departed": departed, "held": len(gone) if reason else 0, "members": len(humans)}


def believe_next_list(server: DiscordServer, *, now: datetime) -> None:
    """Let the next list of a server's members count if it is about as long as the held one, however many it drops.

    :raises Refused: when no list is held, or the held one names nobody.
    """
    held = _servers().filter(pk=server.pk, held_at__isnull=False)
    if held.filter(held_count=0).exists():
        raise Refused(
            "The held list names nobody, and such a list is never believed: see whether the bot may see the members."
        )
    if not held.update(held_reason="", held_at=now):
        raise Refused("No list of Discord members is held.")


def store_roles(server: DiscordServer, roles: Iterable[ServerRole], *, now: datetime) -> None:
    """Bring a server's roles into step with the full list of them."""
    rows = [
        DiscordRole(
            server=server,
            role_id=role.role_id,
            name=role.name,
            position=role.position,
            is_managed=role.is_managed,
        )
        for role in roles
    ]
    DiscordRole.objects.filter(server=server).exclude(role_id__in=[row.role_id for row in rows]).delete()
    _upsert_roles(rows)
    DiscordServer.objects.filter(pk=server.pk).update(roles_synced_at=now)


def store_role(server: DiscordServer, role: ServerRole) -> None:
    """Store one role that is new or has changed."""
    values = {"name": role.name, "position": role.position, "is_managed": role.is_managed}
    DiscordRole.objects.update_or_create(server=server, role_id=role.role_id, defaults=values)


def _upsert_roles(rows: list[DiscordRole]) -> None:
    DiscordRole.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["server", "role_id"],
        update_fields=["name", "position", "is_managed"],
    )


def _servers() -> QuerySet[DiscordServer]:
    # The webhook's address is not needed here, and opening it may fail.
    return DiscordServer.objects.defer("webhook_url")


def _remember(guild: Guild, facts: ServerFacts, now: datetime) -> DiscordServer:
    """Remember the guild's server by what it calls itself."""
    server = _servers().filter(guild=guild).first() or DiscordServer(guild=guild)
    if server.pk and server.server_id != facts.server_id:
        # Nobody of the old server need be on the new one.
        server.held_reason, server.held_at, server.held_count = "", now, None
    server.server_id, server.name = facts.server_id, facts.name
    server.save()
    return server


def _is_to_be_believed(server: DiscordServer, listed: int) -> bool:
    # A hold without its reason is one that an officer has lifted.
    is_lifted = server.held_at is not None and not server.held_reason
    return is_lifted and is_like_believed(listed, server.held_count)


def _apply(guild: Guild, people: Mapping[int, DiscordUser], told: list[DiscordMember], now: datetime) -> Counts:
    """Store what is told of members; rows that say the same as before are touched all at once."""
    role_map = role_map_of(guild)
    counts = {"joined": 0, "returned": 0, "updated": 0}
    changed, same = [], []
    for member in told:
        person = people.get(member.discord_id)
        kind = "joined" if person is None else "updated" if person.is_present else "returned"
        person = person or new_person(guild, member, now=now)
        if _tell(person, member, role_map, now) or kind != "updated":
            changed.append(person)
            counts[kind] += 1
        else:
            same.append(person.pk)
    DiscordUser.objects.filter(pk__in=same).update(last_sync=now)
    DiscordUser.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["guild", "discord_id"], update_fields=COLUMNS
    )
    return counts | {"problems": len(role_map.problems)}


def _tell(person: DiscordUser, member: DiscordMember, role_map: RoleMap, now: datetime) -> bool:
    """Say whether anything but the moment has changed."""
    kept = [name for name in COLUMNS if name != "last_sync"]
    before = [getattr(person, name) for name in kept]
    tell(person, member, role_map, now=now)
    arrive(person)
    return [getattr(person, name) for name in kept] != before


def _depart(gone: Iterable[DiscordUser], now: datetime) -> int:
    rows = DiscordUser.objects.filter(pk__in=[person.pk for person in gone])
    return rows.update(is_present=False, removed_at=now, last_sync=now)


def _note(server: DiscordServer, reason: str | None, listed: int, now: datetime) -> None:
    """Note on the server's row what became of a list."""
    server.error = ""
    if reason:
        server.held_reason, server.held_at, server.held_count = reason[:300], now, listed
    else:
        server.held_reason, server.held_at, server.held_count = "", None, None
        server.members_synced_at = now
    server.save(update_fields=["error", "held_reason", "held_at", "held_count", "members_synced_at"])
