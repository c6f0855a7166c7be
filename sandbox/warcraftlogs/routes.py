"""Warcraft Logs' addresses."""

import orjson
from aiohttp import web

from sandbox.damage import json_response, refusal
from sandbox.state import KEY
from sandbox.tokens import has_credentials
from sandbox.warcraftlogs.queries import answer


def routes() -> list[web.RouteDef]:
    """List Warcraft Logs' routes."""
    return [
        web.post("/oauth/token", _token, name="oauth-token"),
        web.post("/api/v2/client", _client, name="graphql"),
    ]


async def _token(request: web.Request) -> web.Response:
    form = {name: str(value) for name, value in (await request.post()).items()}
    if not has_credentials(request.headers.get("Authorization", ""), form):
        body = {"error": "invalid_client", "error_description": "Client authentication failed"}
        return json_response(body, 401)
    token, lifetime = request.app[KEY].tokens.give("warcraftlogs")
    return json_response({"token_type": "Bearer", "expires_in": lifetime, "access_token": token})


async def _client(request: web.Request) -> web.Response:
    sandbox = request.app[KEY]
    if sandbox.points.are_spent:
        response = refusal("warcraftlogs", 429)
        response.headers["Retry-After"] = str(sandbox.points.resets_in)
        return response
    try:
        asked = orjson.loads(await request.read())
    except orjson.JSONDecodeError:
        asked = None
    if not isinstance(asked, dict) or not isinstance(asked.get("query"), str):
        return json_response({"error": "The request has no query."}, 400)
    variables = asked.get("variables")
    return json_response(answer(sandbox, asked["query"], variables if isinstance(variables, dict) else None))
