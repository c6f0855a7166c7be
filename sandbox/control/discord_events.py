"""Events of guild notes and of Discord; the gateway tells of the latter."""

from collections.abc import Callable
from typing import Any

from sandbox.control.references import Refused, character_of, characters_of, moment_of
from sandbox.discord import documents
from sandbox.discord.routes import MEMBERS_INTENT, announce_update
from sandbox.state import Sandbox
from sandbox.world.calendar import DAY
from sandbox.world.chance import number
from sandbox.world.people.notes import LENGTH
from sandbox.world.servers import BOT, DiscordAccount, DiscordRole, Server, ServerMember, snowflake

_GUILDS_INTENT = 1
_YEAR = 365 * DAY


def _server(sandbox: Sandbox, event: dict[str, Any]) -> Server:
    guild = event.get("guild", 0)
    if not isinstance(guild, int) or not 0 <= guild < len(sandbox.world.guilds):
        raise Refused(f"there is no guild {guild!r}")
    return sandbox.identities.server(guild)


def _member(sandbox: Sandbox, server: Server, event: dict[str, Any]) -> ServerMember:
    wanted = str(event["member"])
    for row in server.present(sandbox.clock.now()):
        if wanted in (str(row.account.id), row.account.username):
            return row
    raise Refused(f"there is no member {wanted!r} on the server of guild {server.guild}")


def _role(server: Server, wanted: object) -> DiscordRole:
    for role in server.roles:
        if str(wanted) in (str(role.id), role.name):
            return role
    raise Refused(f"there is no role {wanted!r}; there are {[role.name for role in server.roles]}")


def _join(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    """Let a new account join, or with the id of one that was there before, let that one come back."""
    server, joined = _server(sandbox, event), moment_of(sandbox, event.get("at"))
    roles = [_role(server, name).id for name in event.get("roles", ())]
    made = snowflake(joined - _YEAR, number("posted account", server.guild, len(server.members), event["username"]))
    identifier = int(event.get("id", made))
    if server.member(identifier, sandbox.clock.now()):
        raise Refused(f"{identifier} is on the server already")
    account = DiscordAccount(identifier, event["username"], event.get("global_name") or "", bool(event.get("bot")))
    row = ServerMember(account, event.get("nick") or "", roles, joined)
    references = event.get("characters", [event["character"]] if "character" in event else [])
    if references:
        row.person = sandbox.identities.give_to_one_person([character_of(sandbox, name) for name in references])
    server.members[identifier] = row
    _announce(sandbox, "GUILD_MEMBER_ADD", {**documents.member(row), "guild_id": str(server.id)})
    return {"discord_id": str(identifier)}


def _leave(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    server = _server(sandbox, event)
    row = _member(sandbox, server, event)
    if row.account.id == BOT:
        raise Refused("the bot itself stays")
    row.left = moment_of(sandbox, event.get("at"))
    _announce(sandbox, "GUILD_MEMBER_REMOVE", {"user": documents.user(row.account), "guild_id": str(server.id)})
    return {"discord_id": str(row.account.id)}


def _nick(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    server = _server(sandbox, event)
    row = _member(sandbox, server, event)
    row.nick = event["nick"] or ""
    announce_update(sandbox, server, row)
    return {"discord_id": str(row.account.id)}


def _rename(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    server = _server(sandbox, event)
    row = _member(sandbox, server, event)
    row.account.username = event.get("username") or row.account.username
    if "global_name" in event:
        row.account.global_name = event["global_name"] or ""
    announce_update(sandbox, server, row)
    return {"discord_id": str(row.account.id)}


def _roles(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    """Set the roles of a member, by name or id; `add` and `remove` change single ones."""
    server = _server(sandbox, event)
    row = _member(sandbox, server, event)
    before = event.get("roles", row.roles)
    gone = {_role(server, name).id for name in event.get("remove", ())}
    kept = [_role(server, name).id for name in [*before, *event.get("add", ())]]
    row.roles = [role for role in dict.fromkeys(kept) if role not in gone]
    announce_update(sandbox, server, row)
    return {"discord_id": str(row.account.id), "roles": [str(role) for role in row.roles]}


def _role_renamed(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    server = _server(sandbox, event)
    role = _role(server, event["role"])
    role.name = str(event["name"])
    _announce_role(sandbox, "GUILD_ROLE_UPDATE", server, role)
    return {"role_id": str(role.id)}


def _role_created(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    server = _server(sandbox, event)
    identifier = max(role.id for role in server.roles if role.id != server.id) + 1
    role = DiscordRole(identifier, str(event["name"]), int(event.get("position", 1)))
    server.roles.append(role)
    _announce_role(sandbox, "GUILD_ROLE_CREATE", server, role)
    return {"role_id": str(role.id)}


def _role_deleted(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    server = _server(sandbox, event)
    role = _role(server, event["role"])
    if role.managed or role.id == server.id:
        raise Refused(f"{role.name} cannot be deleted")
    server.roles.remove(role)
    for row in server.members.values():
        row.roles = [identifier for identifier in row.roles if identifier != role.id]
    deleted = {"role_id": str(role.id), "guild_id": str(server.id)}
    sandbox.hub.announce("GUILD_ROLE_DELETE", deleted, _GUILDS_INTENT)
    return {"role_id": str(role.id)}


def _announce(sandbox: Sandbox, name: str, data: dict[str, Any]) -> None:
    sandbox.hub.announce(name, data, MEMBERS_INTENT)


def _announce_role(sandbox: Sandbox, name: str, server: Server, role: DiscordRole) -> None:
    sandbox.hub.announce(name, {"guild_id": str(server.id), "role": documents.role(role)}, _GUILDS_INTENT)


def _note(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    notes = [event.get("note"), event.get("officer_note")]
    if all(note is None for note in notes):
        raise Refused("note: note or officer_note must be given")
    for note in notes:
        if note is not None and (not isinstance(note, str) or len(note) > LENGTH):
            raise Refused(f"a note is a text of at most {LENGTH} characters")
    for character in characters_of(sandbox, event):
        sandbox.identities.set_notes(character, *notes)
    return {}


def _person(sandbox: Sandbox, event: dict[str, Any]) -> dict[str, Any]:
    return {"person": sandbox.identities.give_to_one_person(characters_of(sandbox, event))}


DISCORD_EVENTS: dict[str, Callable[[Sandbox, dict[str, Any]], dict[str, Any]]] = {
    "note": _note,
    "person": _person,
    "discord_join": _join,
    "discord_leave": _leave,
    "discord_nick": _nick,
    "discord_rename": _rename,
    "discord_roles": _roles,
    "discord_role_renamed": _role_renamed,
    "discord_role_created": _role_created,
    "discord_role_deleted": _role_deleted,
}
