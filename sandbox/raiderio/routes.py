"""Raider.IO's addresses."""

from aiohttp import web

from sandbox.damage import json_response
from sandbox.raiderio import profiles
from sandbox.state import KEY
from sandbox.world.calendar import REGIONS
from sandbox.world.realms import realm_by_any_name


def routes() -> list[web.RouteDef]:
    """List Raider.IO's routes."""
    return [
        web.get("/api/v1/characters/profile", _profile, name="raiderio-profile"),
        web.get("/api/v1/periods", _periods, name="raiderio-periods"),
    ]


def _bad_request(message: str) -> web.Response:
    return json_response({"statusCode": 400, "error": "Bad Request", "message": message}, 400)


async def _profile(request: web.Request) -> web.Response:
    sandbox, query = request.app[KEY], request.query
    region, realm_text, name = (query.get(word, "") for word in ("region", "realm", "name"))
    if region not in REGIONS or not realm_text or not name:
        return _bad_request("Invalid request query input")
    realm = realm_by_any_name(region, realm_text)
    if realm is None:
        return _bad_request(f"Failed to find realm {realm_text} in region {region}")
    now = sandbox.clock.now()
    character = profiles.find(sandbox.world, region, realm.slug, name, now)
    if character is None:
        return _bad_request("Could not find requested character")
    fields = set(query.get("fields", "").split(","))
    headers = {"Cache-Control": "public, max-age=300"}
    return json_response(profiles.profile(sandbox.world, character, now, fields), headers=headers)


async def _periods(request: web.Request) -> web.Response:
    return json_response(profiles.periods(request.app[KEY].clock.now()))
