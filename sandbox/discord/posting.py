"""Discord's addresses for what is posted: channels and webhooks."""

import re
from typing import Any

import orjson
from aiohttp import web

from sandbox.damage import discord_response
from sandbox.discord import documents
from sandbox.discord.door import behind, snowflake_of, the_bot
from sandbox.discord.embeds import check_message, check_username, is_empty
from sandbox.discord.refusals import FieldError, error
from sandbox.discord.routes import API
from sandbox.state import Sandbox
from sandbox.world.servers import DiscordAccount, Server, snowflake

_WEBHOOK = f"{API}/webhooks/{{webhook}}/{{token}}"


def routes() -> list[web.RouteDef]:
    """List the routes of channels and webhooks."""
    return [
        web.get(f"{API}/channels/{{channel}}", behind(_channel), name="discord-channel"),
        web.post(f"{API}/channels/{{channel}}/messages", behind(_post, "messages"), name="discord-message"),
        web.get(_WEBHOOK, behind(_webhook, for_bots=False), name="discord-webhook"),
        web.post(_WEBHOOK, behind(_execute, "webhooks", for_bots=False), name="discord-execute-webhook"),
    ]


def _server(sandbox: Sandbox, request: web.Request, kind: str) -> Server | None:
    identifier = snowflake_of(request, kind)
    return next((s for s in sandbox.identities.servers() if identifier in (s.channel, s.webhook)), None)


async def _channel(sandbox: Sandbox, request: web.Request) -> web.Response:
    server = _server(sandbox, request, "channel")
    return discord_response(documents.channel(server)) if server else error(10003)


async def _post(sandbox: Sandbox, request: web.Request) -> web.Response:
    server = _server(sandbox, request, "channel")
    if server is None:
        return error(10003)
    body = await _read(request)
    if isinstance(body, web.Response):
        return body
    return discord_response(_keep(sandbox, server, body, the_bot(sandbox)))


async def _webhook(sandbox: Sandbox, request: web.Request) -> web.Response:
    server = _server(sandbox, request, "webhook")
    if server is None:
        return error(10015)
    is_known = request.match_info["token"] == server.webhook_token
    return discord_response(documents.webhook(server)) if is_known else error(50027)


async def _execute(sandbox: Sandbox, request: web.Request) -> web.Response:
    server = _server(sandbox, request, "webhook")
    if server is None:
        return error(10015)
    if request.match_info["token"] != server.webhook_token:
        return error(50027)
    body = await _read(request)
    if isinstance(body, web.Response):
        return body
    check_username(body.get("username"))
    name = body.get("username") or documents.webhook(server)["name"]
    author = DiscordAccount(server.webhook, name, bot=True, discriminator="0000")
    message = _keep(sandbox, server, body, author, webhook_id=str(server.webhook))
    if request.query.get("wait", "").lower() in ("true", "1"):
        return discord_response(message)
    return web.Response(status=204)


async def _read(request: web.Request) -> dict[str, Any] | web.Response:
    """Read a message and refuse one that Discord would not take. Raises FieldError."""
    if request.content_type == "multipart/form-data":
        raw: str | bytes = str((await request.post()).get("payload_json", "{}"))
    else:
        raw = await request.read()
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return error(50109)
    if not isinstance(body, dict):
        raise FieldError({(): ("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")})
    check_message(body)
    return error(50006) if is_empty(body) else body


def _keep(
    sandbox: Sandbox, server: Server, body: dict[str, Any], author: DiscordAccount, webhook_id: str | None = None
) -> dict[str, Any]:
    """Keep what was posted, and write it as a message."""
    now, content = sandbox.clock.now(), body.get("content") or ""
    allowed = body.get("allowed_mentions") or {"parse": ["everyone", "roles", "users"]}
    parse = allowed.get("parse", [])
    mentioned = re.findall(r"<@!?(\d+)>", content) if "users" in parse else allowed.get("users", [])
    found = [sandbox.identities.find_account(int(identifier)) for identifier in mentioned]
    message = {
        "type": 0,
        "content": content,
        "mentions": [documents.user(account) for account in found if account],
        "mention_roles": re.findall(r"<@&(\d+)>", content) if "roles" in parse else [],
        "attachments": [],
        "embeds": [{"type": "rich", **embed} for embed in body.get("embeds") or []],
        "timestamp": documents.moment(now),
        "edited_timestamp": None,
        "flags": body.get("flags", 0),
        "components": [],
        "id": str(snowflake(now, len(server.messages))),
        "channel_id": str(server.channel),
        "author": documents.user(author),
        "pinned": False,
        "mention_everyone": "everyone" in parse and ("@everyone" in content or "@here" in content),
        "tts": bool(body.get("tts", False)),
    }
    if webhook_id:
        message["webhook_id"] = webhook_id
    via = "webhook" if webhook_id else "channel"
    server.messages.append({**message, "via": via, "allowed_mentions": body.get("allowed_mentions")})
    return message
