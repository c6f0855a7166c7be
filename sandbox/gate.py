"""What every request to an upstream passes: counting, latency, limits and faults."""

import asyncio
import re
from collections.abc import Awaitable, Callable

import orjson
from aiohttp import web

from sandbox import damage
from sandbox.faults import INSTEAD, Fault
from sandbox.state import KEY, Sandbox

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def upstream_of(path: str) -> str | None:
    """Tell which upstream a path belongs to; None for the sandbox's own side."""
    if path.startswith(("/profile/", "/data/wow/")):
        return "blizzard"
    if path in ("/token", "/userinfo", "/oauth/userinfo"):
        return "blizzard-oauth"
    if path.startswith("/api/v10/"):
        return "discord"
    if path.startswith("/api/v1/"):
        return "raiderio"
    if path.startswith("/api/v2/"):
        return "warcraftlogs"
    return "warcraftlogs-oauth" if path == "/oauth/token" else None


@web.middleware
async def gate(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Count the request, let its latency pass, strike it with faults, and answer."""
    upstream = upstream_of(request.path)
    if upstream is None:
        return await handler(request)
    sandbox = request.app[KEY]
    sandbox.counters.arrive(upstream, request.match_info.route.name or "unknown", _character(request))
    limit = sandbox.faults.limits.get(upstream)
    is_over = limit is not None and sandbox.counters.recent(upstream) > limit
    status = 0
    try:
        if sandbox.latency:
            await asyncio.sleep(sandbox.latency)
        if is_over:
            over = damage.slow_down(1.0, "global") if upstream == "discord" else damage.refusal(upstream, 429)
            response: web.StreamResponse = over
        else:
            response = await _answer(sandbox, upstream, request, handler)
        is_gone = request.transport is None or request.transport.is_closing()
        status = 0 if is_gone else response.status
        return response
    finally:
        sandbox.counters.leave(upstream, status)


async def _answer(sandbox: Sandbox, upstream: str, request: web.Request, handler: _Handler) -> web.StreamResponse:
    struck = await _struck(sandbox, upstream, request)
    for fault in struck:
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        elif fault.kind in INSTEAD:
            return await damage.instead(fault, upstream, request)
    response = await _guarded(sandbox, upstream, request, handler)
    for fault in struck:
        if fault.kind != "slow" and isinstance(response, web.Response):
            response = damage.to_answer(fault, response)
    return response


async def _struck(sandbox: Sandbox, upstream: str, request: web.Request) -> list[Fault]:
    if not sandbox.faults.active:
        return []
    return sandbox.faults.take(upstream, request.path, await _words(upstream, request))


async def _words(upstream: str, request: web.Request) -> frozenset[str]:
    """List the words of a request that may name a character, in lower case."""
    words = [*request.path.split("/"), *request.query.values()]
    if upstream == "warcraftlogs":
        try:
            asked = orjson.loads(await request.read())
        except orjson.JSONDecodeError:
            asked = {}
        if isinstance(asked, dict):
            words += [str(value) for value in (asked.get("variables") or {}).values()]
            words += re.findall(r'"([^"]*)"', str(asked.get("query", "")))
    return frozenset(word.lower() for word in words)


async def _guarded(sandbox: Sandbox, upstream: str, request: web.Request, handler: _Handler) -> web.StreamResponse:
    needs_token = upstream in sandbox.tokens.lifetimes
    if needs_token and not sandbox.tokens.is_good(upstream, request.headers.get("Authorization", "")):
        return damage.refusal(upstream, 401)
    try:
        return await handler(request)
    except web.HTTPNotFound:
        return damage.refusal(upstream, 404)


def _character(request: web.Request) -> str | None:
    """Name the character that a request is about: region/realm/name."""
    found, query = request.match_info, request.query
    if "name" in found:
        region = query.get("namespace", "").rpartition("-")[2]
        return f"{region}/{found['realm']}/{found['name']}"
    if "realm" in query and "name" in query:
        return f"{query.get('region', '')}/{query['realm']}/{query['name']}".lower()
    return None
