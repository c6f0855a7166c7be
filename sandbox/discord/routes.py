"""Discord's addresses for servers, members and roles."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from sandbox.damage import discord_response
from sandbox.discord import documents
from sandbox.discord.door import behind, server_of, snowflake_of, the_bot
from sandbox.discord.refusals import FieldError, error, read_number
from sandbox.state import Sandbox
from sandbox.world.servers import BOT, Server, ServerMember

API = "/api/v10"
GUILD = f"{API}/guilds/{{guild}}"
MEMBERS_INTENT = 1 << 1
_MOST_MEMBERS = 1000
_ServerHandler = Callable[[Sandbox, web.Request, Server], web.Response]


def routes() -> list[web.RouteDef]:
    """List the routes of servers, members and roles."""
    member_role = GUILD + "/members/{user}/roles/{role}"
    return [
        web.get(f"{API}/users/@me", behind(_me), name="discord-me"),
        web.get(f"{API}/oauth2/applications/@me", behind(_application), name="discord-oauth2-application"),
        web.get(f"{API}/applications/@me", behind(_application), name="discord-application"),
        web.get(f"{API}/users/@me/guilds", behind(_my_guilds), name="discord-my-guilds"),
        web.get(GUILD, behind(_of_server(_guild)), name="discord-guild"),
        web.get(GUILD + "/members", behind(_of_server(_members), "members"), name="discord-members"),
        web.get(GUILD + "/members/search", behind(_of_server(_search), "members"), name="discord-search"),
        web.get(GUILD + "/members/{user}", behind(_of_server(_member)), name="discord-member"),
        web.get(GUILD + "/roles", behind(_of_server(_roles)), name="discord-roles"),
        web.put(member_role, behind(_change_roles, "roles"), name="discord-add-role"),
        web.delete(member_role, behind(_change_roles, "roles"), name="discord-remove-role"),
    ]


def _of_server(handler: _ServerHandler) -> Callable[[Sandbox, web.Request], Any]:
    async def serve(sandbox: Sandbox, request: web.Request) -> web.Response:
        server = server_of(sandbox, request)
        return handler(sandbox, request, server) if server else error(10004)

    return serve


async def _me(sandbox: Sandbox, _: web.Request) -> web.Response:
    return discord_response(documents.bot_user(the_bot(sandbox)))


async def _application(sandbox: Sandbox, _: web.Request) -> web.Response:
    return discord_response(documents.application(the_bot(sandbox)))


async def _my_guilds(sandbox: Sandbox, _: web.Request) -> web.Response:
    rows: list[dict[str, Any]] = [
        {"id": str(server.id), "name": server.name, "icon": None, "owner": False, "permissions": "805829632",
         "features": []}
        for server in sandbox.identities.servers()
    ]  # fmt: skip
    return discord_response(rows)


def _guild(sandbox: Sandbox, request: web.Request, server: Server) -> web.Response:
    counted = request.query.get("with_counts", "").lower() in ("true", "1")
    return discord_response(documents.guild(server, sandbox.clock.now(), with_counts=counted))


def _members(sandbox: Sandbox, request: web.Request, server: Server) -> web.Response:
    if not sandbox.hub.members_intent:
        return error(50001)
    limit = read_number(request.query.get("limit"), "limit", 1, 1, _MOST_MEMBERS)
    after = read_number(request.query.get("after"), "after", 0, 0, 2**63 - 1)
    rows = (row for row in server.present(sandbox.clock.now()) if row.account.id > after)
    return discord_response([documents.member(row) for row, _ in zip(rows, range(limit), strict=False)])


def _search(sandbox: Sandbox, request: web.Request, server: Server) -> web.Response:
    wanted = request.query.get("query", "").casefold()
    if not wanted:
        raise FieldError({("query",): ("BASE_TYPE_REQUIRED", "This field is required")})
    limit = read_number(request.query.get("limit"), "limit", 1, 1, _MOST_MEMBERS)
    found = [row for row in server.present(sandbox.clock.now()) if begins_with(row, wanted)]
    return discord_response([documents.member(row) for row in found[:limit]])


def begins_with(row: ServerMember, wanted: str) -> bool:
    """Say whether username, display name or nick of a member begins with a text in folded case."""
    names = (row.account.username, row.account.global_name, row.nick)
    return any(name.casefold().startswith(wanted) for name in names)


def _member(sandbox: Sandbox, request: web.Request, server: Server) -> web.Response:
    identifier = snowflake_of(request, "user")
    row = server.member(identifier, sandbox.clock.now())
    if row is None:
        return error(10007 if sandbox.identities.find_account(identifier) else 10013)
    return discord_response(documents.member(row))


def _roles(_: Sandbox, __: web.Request, server: Server) -> web.Response:
    return discord_response([documents.role(row) for row in server.roles])


async def _change_roles(sandbox: Sandbox, request: web.Request) -> web.Response:
    server = server_of(sandbox, request)
    if server is None:
        return error(10004)
    row = server.member(snowflake_of(request, "user"), sandbox.clock.now())
    role = server.role(snowflake_of(request, "role"))
    if row is None or role is None:
        return error(10011 if row else 10007)
    if role.managed or not 0 < role.position < _highest(server):
        return error(50013)
    had = role.id in row.roles
    if request.method == "PUT" and not had:
        row.roles.append(role.id)
    if request.method == "DELETE" and had:
        row.roles.remove(role.id)
    if had != (request.method == "PUT"):
        announce_update(sandbox, server, row)
        await sandbox.hub.flush()
    return web.Response(status=204)


def _highest(server: Server) -> int:
    own = server.members[BOT].roles
    return max((role.position for role in server.roles if role.id in own), default=0)


def announce_update(sandbox: Sandbox, server: Server, row: ServerMember) -> None:
    """Tell the gateway that a member changed."""
    update = {"guild_id": str(server.id), **documents.member(row)}
    sandbox.hub.announce("GUILD_MEMBER_UPDATE", sandbox.hub.thin_out(update), MEMBERS_INTENT)
