"""The control plane's addresses, all under /sandbox/."""

import json
from dataclasses import asdict
from typing import Any

import orjson
from aiohttp import web

from sandbox.addon import write_export
from sandbox.alt_lists import write_alt_groups
from sandbox.clock import to_iso, to_ms
from sandbox.control.events import apply
from sandbox.control.identity import server_document, who_is_who
from sandbox.control.references import Refused, character_of
from sandbox.control.truth import truth
from sandbox.damage import json_response
from sandbox.faults import read_fault
from sandbox.state import KEY, Sandbox
from sandbox.world.calendar import REGIONS, period_at
from sandbox.world.records import WorldConfig


def routes() -> list[web.RouteDef]:
    """List the control plane's routes."""
    return [
        web.get("/sandbox/", _overview),
        web.get("/sandbox/clock", _get_clock),
        web.put("/sandbox/clock", _put_clock),
        web.get("/sandbox/faults", _get_faults),
        web.put("/sandbox/faults", _put_faults),
        web.post("/sandbox/faults", _post_faults),
        web.delete("/sandbox/faults", _delete_faults),
        web.put("/sandbox/settings", _put_settings),
        web.get("/sandbox/truth", _get_truth),
        web.get("/sandbox/counters", _get_counters),
        web.delete("/sandbox/counters", _delete_counters),
        web.post("/sandbox/events", _post_events),
        web.post("/sandbox/reset", _post_reset),
        web.get("/sandbox/discord", _get_discord),
        web.get("/sandbox/addon-export", _get_export),
        web.get("/sandbox/alt-groups", _get_alt_groups),
    ]


def _bad(message: str) -> web.HTTPBadRequest:
    return web.HTTPBadRequest(text=json.dumps({"error": message}), content_type="application/json")


async def _body(request: web.Request) -> Any:
    raw = await request.read()
    try:
        return orjson.loads(raw) if raw else {}
    except orjson.JSONDecodeError as error:
        raise _bad(f"the request is not JSON: {error}") from error


async def _object(request: web.Request) -> dict[str, Any]:
    body = await _body(request)
    if not isinstance(body, dict):
        raise _bad("the request must be a JSON object")
    return body


async def _overview(request: web.Request) -> web.Response:
    sandbox = request.app[KEY]
    now = sandbox.clock.now()
    guilds = [
        {**asdict(guild), "slug": guild.slug, "members": len(sandbox.world.members(guild, now))}
        for guild in sandbox.world.guilds
    ]
    config = asdict(sandbox.world.config)
    return json_response({"world": config, "clock": _clock(sandbox), "latency": sandbox.latency, "guilds": guilds})


def _clock(sandbox: Sandbox) -> dict[str, Any]:
    clock, now = sandbox.clock, sandbox.clock.now()
    periods = {region: period_at(region, now) for region in REGIONS}
    return {"now": to_iso(now), "frozen": clock.frozen_at is not None, "periods": periods}


async def _get_clock(request: web.Request) -> web.Response:
    return json_response(_clock(request.app[KEY]))


async def _put_clock(request: web.Request) -> web.Response:
    sandbox, body = request.app[KEY], await _object(request)
    try:
        if "now" in body:
            sandbox.clock.set(None if body["now"] is None else to_ms(str(body["now"])))
        sandbox.clock.advance(float(body.get("advance_seconds") or 0))
    except (TypeError, ValueError) as error:
        raise _bad(f'a clock is {{"now": ISO 8601 or null, "advance_seconds": number}}: {error}') from error
    return json_response(_clock(sandbox))


async def _get_faults(request: web.Request) -> web.Response:
    return json_response(request.app[KEY].faults.report())


async def _put_faults(request: web.Request) -> web.Response:
    request.app[KEY].faults.clear()
    return await _post_faults(request)


async def _post_faults(request: web.Request) -> web.Response:
    faults, body = request.app[KEY].faults, await _object(request)
    listed = body.get("faults", [body] if "kind" in body else [])
    try:
        faults.active += [read_fault(document) for document in listed]
        faults.limits |= {str(name): int(limit) for name, limit in body.get("limits", {}).items()}
    except (AttributeError, TypeError, ValueError) as error:
        raise _bad(str(error)) from error
    return json_response(faults.report())


async def _delete_faults(request: web.Request) -> web.Response:
    request.app[KEY].faults.clear()
    return json_response(request.app[KEY].faults.report())


async def _put_settings(request: web.Request) -> web.Response:
    """Set latency_ms, token_lifetimes (seconds by upstream), expire_tokens, points_limit and points_spent.

    `discord` holds what sandbox.hub takes, `limits` as [requests, seconds] by bucket, and `drop` to cut connections.
    """
    sandbox, body = request.app[KEY], await _object(request)
    try:
        sandbox.latency = float(body.get("latency_ms", sandbox.latency * 1000)) / 1000
        lifetimes = body.get("token_lifetimes", {})
        sandbox.tokens.lifetimes |= {
            name: float(lifetimes[name]) for name in sandbox.tokens.lifetimes if name in lifetimes
        }
        if body.get("expire_tokens"):
            sandbox.tokens.expire_all()
        if "points_limit" in body or "points_spent" in body:
            sandbox.points.reset(int(body.get("points_limit", 3600)), float(body.get("points_spent", 0)))
        discord = body.get("discord", {})
        sandbox.hub.set(discord)
        sandbox.buckets.set(discord.get("limits", {}))
        dropped = await sandbox.hub.drop(discord["drop"]) if "drop" in discord else 0
    except (AttributeError, TypeError, ValueError) as error:
        raise _bad(str(error)) from error
    return json_response(
        {
            "latency_ms": sandbox.latency * 1000,
            "token_lifetimes": sandbox.tokens.lifetimes,
            "discord": {**sandbox.hub.report(), "limits": sandbox.buckets.limits, "dropped": dropped},
        }
    )


async def _get_truth(request: web.Request) -> web.Response:
    """Tell the truth: ?character= (number or region/realm/name), ?guild= (number), ?period=; ?identity=1 who is who."""
    sandbox, query = request.app[KEY], request.query
    world, now = sandbox.world, sandbox.clock.now()
    try:
        if query.get("identity"):
            return json_response(who_is_who(sandbox, _guild_number(request)))
        period = int(query["period"]) if "period" in query else None
        if "character" in query:
            text = query["character"]
            characters = [character_of(sandbox, int(text) if text.isdecimal() else text)]
        elif "guild" in query:
            characters = [character for character, _ in world.members(world.guilds[int(query["guild"])], now)]
        else:
            characters = [character for character in world.characters if character.stint(now)]
    except (Refused, ValueError, IndexError) as error:
        raise _bad(str(error)) from error
    return json_response({"now": to_iso(now), "characters": truth(sandbox, characters, period)})


async def _get_counters(request: web.Request) -> web.Response:
    return json_response(request.app[KEY].counters.report())


async def _delete_counters(request: web.Request) -> web.Response:
    request.app[KEY].counters.reset()
    return json_response({})


async def _post_events(request: web.Request) -> web.Response:
    sandbox, body = request.app[KEY], await _body(request)
    events = body.get("events", [body]) if isinstance(body, dict) else body
    results: list[dict[str, Any]] = []
    try:
        for place, event in enumerate(events if isinstance(events, list) else [events]):
            if not isinstance(event, dict):
                raise _bad(f"event {place} is not an object")
            try:
                results.append(apply(sandbox, event))
            except Refused as error:
                raise _bad(f"event {place}: {error} (events before it have happened)") from error
    finally:
        await sandbox.hub.flush()
    return json_response({"results": results})


async def _post_reset(request: web.Request) -> web.Response:
    """Begin again, with another world where one is described: seed, characters, guilds, scripted."""
    sandbox, body = request.app[KEY], await _object(request)
    try:
        config = WorldConfig(**{**asdict(sandbox.world.config), **body})
    except TypeError as error:
        raise _bad(f"a world has {list(asdict(WorldConfig()))}: {error}") from error
    await sandbox.hub.drop("invalid")
    sandbox.reset(config)
    return json_response(asdict(config))


def _guild_number(request: web.Request) -> int | None:
    return int(request.query["guild"]) if "guild" in request.query else None


async def _get_discord(request: web.Request) -> web.Response:
    """Show a server: ?guild= (number)."""
    sandbox = request.app[KEY]
    try:
        return json_response(server_document(sandbox, _guild_number(request) or 0))
    except (ValueError, IndexError) as error:
        raise _bad(str(error)) from error


async def _get_export(request: web.Request) -> web.Response:
    """Export a guild as its officer's addon does: ?guild=, ?format= lua, json or companion, ?addon=."""
    sandbox, query = request.app[KEY], request.query
    try:
        number = _guild_number(request) or 0
        text = write_export(sandbox, number, query.get("format", "lua"), query.get("addon", "GuildSync"))
    except (ValueError, IndexError) as error:
        raise _bad(str(error)) from error
    kind = "text/plain" if query.get("format", "lua") == "lua" else "application/json"
    return web.Response(text=text, content_type=kind, charset="utf-8")


async def _get_alt_groups(request: web.Request) -> web.Response:
    """Give a guild's groups of alts as Guild Roster Manager saves them: ?guild=."""
    try:
        text = write_alt_groups(request.app[KEY], _guild_number(request) or 0)
    except (ValueError, IndexError) as error:
        raise _bad(str(error)) from error
    return web.Response(text=text, content_type="text/plain", charset="utf-8")
