"""Blizzard's addresses."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from aiohttp import web

from sandbox.blizzard import accounts, achievements, game_data, guilds, keystones, profiles, raids, statistics
from sandbox.damage import json_response, refusal
from sandbox.state import KEY, Sandbox
from sandbox.tokens import has_credentials
from sandbox.world.calendar import REGIONS, SECOND
from sandbox.world.records import Character, Guild
from sandbox.world.world import World, name_key

_Document = dict[str, Any] | None
_CharacterDocument = Callable[[World, Character, int], _Document]
_CHARACTER = "/profile/wow/character/{realm}/{name}"
_GUILD = "/data/wow/guild/{realm}/{guild}"
_KEYSTONES = "/data/wow/mythic-keystone"


def routes() -> list[web.RouteDef]:
    """List Blizzard's routes."""
    documents: dict[str, tuple[str, _CharacterDocument]] = {
        "summary": ("", profiles.summary),
        "raids": ("/encounters/raids", raids.raids),
        "statistics": ("/achievements/statistics", statistics.statistics),
        "keystone-profile": ("/mythic-keystone-profile", keystones.keystone_profile),
        "equipment": ("/equipment", profiles.equipment),
        "professions": ("/professions", profiles.professions),
    }
    return [
        web.post("/token", _token, name="token"),
        *(web.get(_CHARACTER + path, _serve(write), name=name) for name, (path, write) in documents.items()),
        web.get(_CHARACTER + "/achievements", _achievements, name="achievements"),
        web.get("/profile/user/wow", _account, name="account"),
        web.get("/userinfo", _user_info, name="userinfo"),
        web.get("/oauth/userinfo", _user_info, name="oauth-userinfo"),
        web.get(_CHARACTER + "/status", _status, name="status"),
        web.get(_CHARACTER + "/mythic-keystone-profile/season/{season}", _keystone_season, name="keystone-season"),
        web.get(_GUILD, _guild(guilds.guild_document), name="guild"),
        web.get(_GUILD + "/roster", _guild(guilds.roster), name="roster"),
        web.get(
            _KEYSTONES + "/period/index",
            _dynamic(lambda r, _, now: game_data.period_index(r, now)),
            name="period-index",
        ),
        web.get(_KEYSTONES + "/period/{id}", _dynamic(game_data.period_document), name="period"),
        web.get(
            _KEYSTONES + "/season/index",
            _dynamic(lambda r, _, now: game_data.season_index(r, now)),
            name="season-index",
        ),
        web.get(_KEYSTONES + "/season/{id}", _dynamic(game_data.season_document), name="season"),
        web.get("/data/wow/realm/index", _dynamic(lambda r, _, now: game_data.realm_index(r)), name="realm-index"),
        web.get("/data/wow/realm/{slug}", _realm, name="realm"),
    ]


async def _token(request: web.Request) -> web.Response:
    form = {name: str(value) for name, value in (await request.post()).items()}
    if not has_credentials(request.headers.get("Authorization", ""), form):
        return json_response({"error": "invalid_client", "error_description": "Bad client credentials"}, 401)
    if form.get("grant_type") != "client_credentials":
        return json_response({"error": "unsupported_grant_type"}, 400)
    token, lifetime = request.app[KEY].tokens.give("blizzard")
    body = {"access_token": token, "token_type": "bearer", "expires_in": lifetime, "sub": "sandbox"}
    return json_response(body)


def _region(request: web.Request, kind: str) -> str | None:
    namespace = request.query.get("namespace", "") or request.headers.get("Battlenet-Namespace", "")
    found, _, region = namespace.rpartition("-")
    return region if found == kind and region in REGIONS else None


def _asked(request: web.Request) -> tuple[Sandbox, Character | None, int]:
    sandbox, found = request.app[KEY], request.match_info
    now, region, name = sandbox.clock.now(), _region(request, "profile"), found["name"]
    # Only names in lower case are found.
    character = None
    if region and name == name_key(name):
        character = sandbox.world.find_character(region, found["realm"], name, now)
    return sandbox, character, now


def _barred(character: Character | None) -> web.Response | None:
    if character is None or character.profile == "missing":
        return refusal("blizzard", 404)
    return refusal("blizzard", 403) if character.profile == "forbidden" else None


def _serve(write: _CharacterDocument) -> Callable[[web.Request], Any]:
    async def handler(request: web.Request) -> web.Response:
        sandbox, character, now = _asked(request)
        if (barred := _barred(character)) or character is None:
            return barred or refusal("blizzard", 404)
        moved = _last_moved(sandbox.world, character, now)
        return _conditional(request, moved, lambda: write(sandbox.world, character, now))

    return handler


def _last_moved(world: World, character: Character, now: int) -> int:
    """Give when a character's documents last changed: at logout, with a new name or guild."""
    stint = character.stint(now)
    changes = [change for change in (character.identity(now).since, stint.joined if stint else 0) if change <= now]
    changes += [past.left for past in character.stints if past.left <= now]
    # Whatever was posted counts as a second later, even about times long past.
    return max(world.last_logout(character, now), *changes) + world.editions[character.number] * SECOND


def _conditional(request: web.Request, moved: int, write: Callable[[], _Document]) -> web.Response:
    # HTTP dates have no fractions: round up, or the last change of that second would be missed.
    modified = datetime.fromtimestamp(-(-moved // 1000), UTC)
    headers = {"Last-Modified": format_datetime(modified, usegmt=True)}
    try:
        since = parsedate_to_datetime(request.headers.get("If-Modified-Since", ""))
    except ValueError:
        since = None
    if since is not None and modified <= since:
        return web.Response(status=304, headers=headers)
    document = write()
    return json_response(document, headers=headers) if document else refusal("blizzard", 404)


async def _status(request: web.Request) -> web.Response:
    _, character, now = _asked(request)
    if character is None or character.profile == "missing":
        return refusal("blizzard", 404)
    return json_response(profiles.status(character, now))


async def _achievements(request: web.Request) -> web.Response:
    sandbox, character, now = _asked(request)
    if (barred := _barred(character)) or character is None:
        return barred or refusal("blizzard", 404)
    person = sandbox.identities.person(character)
    moved = _last_moved(sandbox.world, character, now)
    return _conditional(request, moved, lambda: achievements.achievements(sandbox.world, person, character, now))


async def _account(request: web.Request) -> web.Response:
    """List the characters of whoever a user token is for; a client's own token is not allowed to."""
    sandbox, region = request.app[KEY], _region(request, "profile")
    person = accounts.person_of(request.headers.get("Authorization", ""))
    if person is None or region is None:
        return refusal("blizzard", 403 if region else 404)
    mine = [c for c in sandbox.world.characters if c.region == region and sandbox.identities.person(c) == person]
    return json_response(accounts.account_profile(region, person, mine, sandbox.clock.now()))


async def _user_info(request: web.Request) -> web.Response:
    person = accounts.person_of(request.headers.get("Authorization", ""))
    if person is None:
        return json_response({"error": "invalid_token", "error_description": "Invalid access token"}, 401)
    return json_response(accounts.user_info(request.app[KEY].world.seed, person))


async def _keystone_season(request: web.Request) -> web.Response:
    sandbox, character, now = _asked(request)
    number = request.match_info["season"]
    if (barred := _barred(character)) or character is None or not number.isdecimal():
        return barred or refusal("blizzard", 404)
    moved = _last_moved(sandbox.world, character, now)
    return _conditional(request, moved, lambda: keystones.keystone_season(sandbox.world, character, int(number), now))


def _guild(write: Callable[[World, Guild, int], dict[str, Any]]) -> Callable[[web.Request], Any]:
    async def handler(request: web.Request) -> web.Response:
        sandbox, found = request.app[KEY], request.match_info
        region = _region(request, "profile")
        guild = sandbox.world.find_guild(region, found["realm"], found["guild"]) if region else None
        if guild is None:
            return refusal("blizzard", 404)
        return json_response(write(sandbox.world, guild, sandbox.clock.now()))

    return handler


def _dynamic(write: Callable[[str, int, int], _Document]) -> Callable[[web.Request], Any]:
    async def handler(request: web.Request) -> web.Response:
        region, number = _region(request, "dynamic"), request.match_info.get("id", "0")
        document = None
        if region and number.isdecimal():
            document = write(region, int(number), request.app[KEY].clock.now())
        return json_response(document) if document else refusal("blizzard", 404)

    return handler


async def _realm(request: web.Request) -> web.Response:
    region = _region(request, "dynamic")
    document = game_data.realm_document(region, request.match_info["slug"]) if region else None
    return json_response(document) if document else refusal("blizzard", 404)
