"""What Discord's gateway tells as it happens: who joined, changed or left, and which roles did.

News that are older than what is known of a person change nothing, and the same news twice change nothing more.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from characters.models import Guild
from guild_identity.domain.discord_members import (
    DiscordMember,
    ServerRole,
    parse_member,
    parse_role_event,
    parse_server_id,
)
from guild_identity.models import DiscordRole, DiscordServer, DiscordUser
from guild_identity.services.discord_people import arrive, new_person, tell
from guild_identity.services.discord_removal import removed_discord_ids
from guild_identity.services.discord_sync import store_role
from guild_identity.services.locks import locked_guild
from guild_identity.services.role_map import refresh_guild_roles, role_map_of


@transaction.atomic
def on_member_join(guild: Guild, member: DiscordMember, *, now: datetime) -> DiscordUser | None:
    """Note that somebody joined the server, or came back. Returns his row, None for who is left out."""
    # A removal that is under way is over then.
    locked_guild(guild.pk)
    if _is_left_out(member):
        return None
    person = _known(guild, member) or new_person(guild, member, now=now)
    if now < person.last_sync:
        return person
    return _store(guild, person, member, now)


@transaction.atomic
def on_member_update(guild: Guild, member: DiscordMember, *, now: datetime) -> DiscordUser | None:
    """Note that a member's names or roles changed. Returns his row, None for who is left out.

    Somebody unknown is new. Somebody who had left stays so, unless he joined again since.
    """
    # A removal that is under way is over then.
    locked_guild(guild.pk)
    if _is_left_out(member):
        return None
    person = _known(guild, member) or new_person(guild, member, now=now)
    if now < person.last_sync or (person.removed_at and not _joined_since(member, person.removed_at)):
        return person
    return _store(guild, person, member, now)


@transaction.atomic
def on_member_remove(guild: Guild, member: DiscordMember, *, now: datetime) -> DiscordUser | None:
    """Note that somebody left the server. Returns his row, None where he was never known."""
    person = _known(guild, member)
    if person is None or now < person.last_sync:
        return person
    # Also of somebody who is known to have left: what came before this must not bring him back.
    person.is_present, person.removed_at, person.last_sync = False, person.removed_at or now, now
    person.save(update_fields=["is_present", "removed_at", "last_sync"])
    return person


@transaction.atomic
def on_role_change(guild: Guild, role: ServerRole) -> int:
    """Note a role that is new or changed, and return how many people's guild roles changed by it."""
    locked_guild(guild.pk)
    server = DiscordServer.objects.filter(guild=guild).defer("webhook_url").first()
    if server is None or role.role_id == server.server_id:
        return 0
    store_role(server, role)
    return refresh_guild_roles(guild)


@transaction.atomic
def on_role_delete(guild: Guild, role_id: int) -> int:
    """Note that a role is gone, and return how many people's guild roles changed by it."""
    locked_guild(guild.pk)
    DiscordRole.objects.filter(server__guild=guild, role_id=role_id).delete()
    return refresh_guild_roles(guild)


def hear(event: str, body: object, *, now: datetime) -> int:
    """Apply an event of the gateway to every guild whose server it is about, and return how many there were.

    `event` is one of EVENTS. Raises MalformedPayload when the event cannot be read.
    """
    server_id = parse_server_id(body)
    guilds = Guild.objects.filter(discord_server__server_id=server_id, discord_server__is_active=True).order_by("pk")
    for guild in guilds:
        EVENTS[event](guild, body, now)
    return len(guilds)


def _apply_role(guild: Guild, body: object, now: datetime) -> None:
    role = parse_role_event(body)
    if isinstance(role, ServerRole):
        on_role_change(guild, role)
    else:
        on_role_delete(guild, role)


EVENTS: dict[str, Callable[[Guild, object, datetime], object]] = {
    "GUILD_MEMBER_ADD": lambda guild, body, now: on_member_join(guild, parse_member(body), now=now),
    "GUILD_MEMBER_UPDATE": lambda guild, body, now: on_member_update(guild, parse_member(body), now=now),
    "GUILD_MEMBER_REMOVE": lambda guild, body, now: on_member_remove(guild, parse_member(body), now=now),
    "GUILD_ROLE_CREATE": _apply_role,
    "GUILD_ROLE_UPDATE": _apply_role,
    "GUILD_ROLE_DELETE": _apply_role,
}


def _known(guild: Guild, member: DiscordMember) -> DiscordUser | None:
    locked_guild(guild.pk)
    return DiscordUser.objects.filter(guild=guild, discord_id=member.discord_id).first()


def _joined_since(member: DiscordMember, left_at: datetime) -> bool:
    return member.joined_at is not None and member.joined_at > left_at


def _store(guild: Guild, person: DiscordUser, member: DiscordMember, now: datetime) -> DiscordUser:
    tell(person, member, role_map_of(guild), now=now)
    arrive(person)
    person.save()
    return person


def _is_left_out(member: DiscordMember) -> bool:
    """Say whether somebody is nobody to keep: a bot, or a person whose data was removed on request."""
    return member.is_bot or bool(removed_discord_ids([member.discord_id]))
