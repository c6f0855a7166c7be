"""Who really is who, and what Discord's servers hold."""

from collections import defaultdict
from typing import Any

from sandbox.clock import to_iso
from sandbox.discord import documents
from sandbox.state import Sandbox
from sandbox.world.records import Character
from sandbox.world.servers import RANK_ROLES, Server


def who_is_who(sandbox: Sandbox, guild: int | None) -> dict[str, Any]:
    """Tell who plays which members of a guild (of every guild if None) and whose the Discord accounts are.

    `discord_only` are those on the server who play no member. Raises IndexError for an unknown guild.
    """
    now, world = sandbox.clock.now(), sandbox.world
    guilds = world.guilds if guild is None else [world.guilds[guild]]
    played: dict[int, list[Character]] = defaultdict(list)
    for home in guilds:
        for character, _ in world.members(home, now):
            played[sandbox.identities.person(character)].append(character)
    accounts: dict[int, list[str]] = defaultdict(list)
    alone: list[dict[str, Any]] = []
    for server in (sandbox.identities.server(home.number) for home in guilds):
        for row in server.present(now):
            if row.person in played and row.person is not None:
                accounts[row.person].append(str(row.account.id))
            else:
                alone.append(_stranger(server, row.account.id))
    players = [_player(sandbox, person, played[person], accounts[person], now) for person in sorted(played)]
    return {"now": to_iso(now), "players": players, "discord_only": alone}


def _player(sandbox: Sandbox, person: int, rows: list[Character], ids: list[str], now: int) -> dict[str, Any]:
    main = next((row for row in rows if sandbox.identities.is_main(row)), rows[0])
    return {
        "person": person,
        "discord_ids": ids,
        "main": _name(main, now),
        "characters": [_name(row, now) for row in rows],
    }


def _name(character: Character, now: int) -> dict[str, str]:
    identity = character.identity(now)
    return {"name": identity.name, "realm": identity.realm}


def _stranger(server: Server, identifier: int) -> dict[str, Any]:
    row = server.members[identifier]
    ranks = set(server.role_ids(RANK_ROLES))
    return {
        "discord_id": str(identifier),
        "username": row.account.username,
        "bot": row.account.bot,
        "has_guild_role": bool(ranks.intersection(row.roles)),
    }


def server_document(sandbox: Sandbox, guild: int) -> dict[str, Any]:
    """Show a guild's server with everything that was posted there. Raises IndexError for an unknown guild."""
    server = sandbox.identities.server(guild)
    return {
        "id": str(server.id),
        "name": server.name,
        "owner_id": str(server.owner),
        "channel_id": str(server.channel),
        "webhook_path": f"/api/v10/webhooks/{server.webhook}/{server.webhook_token}",
        "members": [{**documents.member(row), "person": row.person} for row in server.present(sandbox.clock.now())],
        "roles": [documents.role(role) for role in server.roles],
        "messages": server.messages,
    }
