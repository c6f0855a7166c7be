"""What every request to Discord's REST interface passes: who asks, and how often."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.damage import refusal, slow_down
from sandbox.discord.refusals import FieldError, error, invalid_form
from sandbox.state import KEY, Sandbox
from sandbox.world.servers import BOT, DiscordAccount, Server

BAD_TOKEN = "bad-token"
Handler = Callable[[Sandbox, web.Request], Awaitable[web.Response]]
_MAJOR = ("guild", "channel", "webhook", "token")


def behind(
    handler: Handler, bucket: str = "default", *, for_bots: bool = True
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Let a handler answer only those who may ask, within the limits of a bucket; every answer tells the limits."""

    async def serve(request: web.Request) -> web.Response:
        sandbox = request.app[KEY]
        refused = _stranger(sandbox, request, for_bots=for_bots)
        if refused is not None:
            return refused
        major = "/".join(request.match_info.get(name, "") for name in _MAJOR)
        is_left, headers = sandbox.buckets.take(bucket, major)
        if is_left:
            try:
                response = await handler(sandbox, request)
            except FieldError as problem:
                response = invalid_form(problem)
        else:
            response = slow_down(float(headers["X-RateLimit-Reset-After"]))
        response.headers.update(headers)
        return response

    return serve


def _stranger(sandbox: Sandbox, request: web.Request, *, for_bots: bool) -> web.Response | None:
    agent = request.headers.get("User-Agent", "")
    if for_bots and sandbox.hub.checks_agents and not agent.startswith("DiscordBot "):
        return error(40333)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if for_bots and (scheme != "Bot" or token in ("", BAD_TOKEN)):
        return refusal("discord", 401)
    return None


def snowflake_of(request: web.Request, name: str) -> int:
    """Read an id out of an address. Raises FieldError."""
    text = request.match_info[name]
    if not text.isdecimal() or int(text) >= 2**63:
        raise FieldError({(f"{name}_id",): ("NUMBER_TYPE_COERCE", f'Value "{text}" is not snowflake.')})
    return int(text)


def server_of(sandbox: Sandbox, request: web.Request) -> Server | None:
    """Find the server that an address names. Raises FieldError."""
    return sandbox.identities.find_server(snowflake_of(request, "guild"))


def the_bot(sandbox: Sandbox) -> DiscordAccount:
    """Give the bot's own account."""
    return sandbox.identities.find_account(BOT) or DiscordAccount(BOT, "vaultkeeper", bot=True)
