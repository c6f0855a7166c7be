"""What holds for every endpoint of the API, whatever it is about."""

import socket
from functools import cache
from io import StringIO

import pytest
import schemathesis
from django.core.cache.backends.locmem import LocMemCache
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.exceptions import RedisError
from rest_framework.throttling import SimpleRateThrottle
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance

from characters.api.endpoints import Endpoint
from characters.api.throttling import LenientAnonThrottle
from characters.services.tokens import create_token
from config.wsgi import application
from lootlog.services.profiles import active_profile
from tests.factories.characters import SyncRunFactory
from tests.factories.lootlog import things_of, writer
from tests.factories.people import people_of
from tests.factories.worlds import small_world

pytestmark = pytest.mark.django_db
NEAR = ("127.0.0.1", "::1", "localhost")
OURS = ("characters", "vault", "guild_identity", "lootlog")


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "get_rate", lambda self: None)
    return small_world(is_public=True)


@pytest.fixture
def one_connection():
    """Keep the test's connection open over requests that come by WSGI, as Django's own test client does."""
    endings = (request_started, request_finished)
    for ending in endings:
        ending.disconnect(close_old_connections)
    yield
    for ending in endings:
        ending.connect(close_old_connections)


@pytest.fixture
def no_network(monkeypatch):
    """Let nobody leave this machine, nor look up a name."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def near_only(self, address):
        assert self.family == socket.AF_UNIX or address[0] in NEAR, f"a request tried to reach {address}"
        return connect(self, address)

    def near_names_only(host, *args, **kwargs):
        assert host in NEAR, f"a request looked up {host}"
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", near_only)
    monkeypatch.setattr(socket, "getaddrinfo", near_names_only)


def schema():
    return SchemaGenerator().get_schema(request=None, public=True)


def test_the_openapi_document_is_valid():
    validate_schema(schema())


def test_the_openapi_document_is_made_without_a_warning():
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=StringIO())


def test_every_operation_has_its_own_name_and_says_what_it_does():
    operations = [operation for path in schema()["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names)) > 15
    assert [operation["operationId"] for operation in operations if not operation.get("description")] == []


def endpoints(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from endpoints(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and getattr(pattern.callback, "cls", None):
            yield pattern.callback.cls


def test_every_view_of_ours_is_an_endpoint():
    views = {view for view in endpoints(get_resolver().url_patterns) if view.__module__.split(".")[0] in OURS}
    assert {view for view in views if not issubclass(view, Endpoint)} == set()
    assert len(views) > 15


def test_no_request_ever_asks_an_upstream(world, no_network):
    profile = active_profile(world.guild, now=world.now)
    pks = {**ids_of_things(world), "lootlog/profiles/": profile.pk}
    values = {"period": world.period, "token_id": "none", **things_of(profile, writer(world.officer, world.now))}
    client, bodies = world.client("officer"), {"post": {}, "patch": [], "delete": None}
    for path, operations in schema()["paths"].items():
        pk = next((pk for start, pk in pks.items() if path.startswith(f"/api/{start}")), world.own.character_id)
        for method in (method for method in operations if method in ("get", *bodies)):
            address = path.format(id=pk, **values)
            response = getattr(client, method)(address, bodies.get(method), content_type="application/json")
            assert response.status_code < 500, (method, address)
            assert method != "get" or response.status_code == 200, address


def test_a_table_is_given_where_the_openapi_document_says_so_and_nowhere_else(world):
    profile = active_profile(world.guild, now=world.now)
    pks = {**ids_of_things(world), "lootlog/profiles/": profile.pk}
    values = {"period": world.period, "token_id": "none", **things_of(profile, writer(world.officer, world.now))}
    for path, operations in schema()["paths"].items():
        if "get" in operations and not path.startswith("/api/schema"):
            pk = next((pk for start, pk in pks.items() if path.startswith(f"/api/{start}")), world.own.character_id)
            response = world.client("officer").get(path.format(id=pk, **values), {"format": "csv"})
            is_table = "text/csv" in operations["get"]["responses"]["200"].get("content", {})
            assert response.status_code == (200 if is_table and "export" not in path else 404), path


def ids_of_things(world):
    """Make something of every kind, and return the ids by what stands before them in addresses."""
    people = people_of(world)
    return {
        "guilds/": world.guild.pk,
        "sync-runs/": SyncRunFactory(guild=world.guild).pk,
        "identity/players/": people.player.pk,
        "identity/proposals/": people.proposal.pk,
        "identity/link/": people.link.pk,
        "identity/events/": people.event.pk,
        "identity/issues/": people.issue.pk,
        "guild-sync/addon/uploads/": people.upload.pk,
    }


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), report_multiple_bugs=False)
@given(data=st.data())
def test_answers_are_as_the_openapi_document_says(world, one_connection, data):
    operation = data.draw(st.sampled_from(described_operations()))
    case = data.draw(operation.as_strategy())
    # Half of what is tried concerns things that exist.
    if data.draw(st.booleans()) and "id" in (case.path_parameters or {}):
        case.path_parameters |= named_things(world, operation.path)
    # The document does not spell out every rule: which words a filter knows, say. A refusal in words is fine.
    case.call_and_validate(headers=header_of(world), excluded_checks=[positive_data_acceptance])


def test_a_ledger_s_json_export_is_as_the_openapi_document_says(world, one_connection):
    [operation] = [found for found in described_operations() if found.path.endswith("/export/")]
    case = operation.Case(path_parameters=named_things(world, operation.path))
    case.call_and_validate(headers=header_of(world))


def named_things(world, path):
    """Return what an address may name that exists."""
    if "lootlog" not in path:
        return {"id": world.guild.pk if "guilds" in path else world.own.character_id}
    if not hasattr(world, "things"):
        profile = active_profile(world.guild, now=world.now)
        world.things = {"id": profile.pk, **things_of(profile, writer(world.officer, world.now))}
    return {name: world.things[name] for name in world.things if f"{{{name}}}" in path}


@cache
def described_operations():
    api = schemathesis.openapi.from_wsgi("/api/schema/?format=json", application, config=SchemathesisConfig())
    return [found.ok() for found in api.get_all_operations()]


def header_of(world):
    if not hasattr(world, "secret"):
        _, world.secret = create_token(world.officer, name="tests", scope="officer")
    return {"Authorization": f"Token {world.secret}"}


def test_a_number_that_no_database_holds_is_not_found(world):
    for path in ("guilds/{}/", "guilds/{}/vault/", "characters/{}/", "users/me/characters/{}", "sync-runs/{}"):
        client = world.client("officer")
        method = client.delete if "me" in path else client.get
        assert method(f"/api/{path.format('9' * 40)}").status_code == 404


@pytest.mark.parametrize("path", ["", "nothing", "guilds/abc/", "users/me/characters/x", "guilds/-1"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_address_that_leads_nowhere_says_so_in_json(world, path, method):
    response = getattr(world.client("officer"), method)(f"/api/{path}")
    assert (response.status_code, "/api/docs/" in response.json()["detail"]) == (404, True)


def test_a_cache_that_is_away_stops_no_request(db, monkeypatch):
    def unreachable(*args, **kwargs):
        raise RedisError("connection refused")

    monkeypatch.setattr(SimpleRateThrottle.cache, "get", unreachable)
    assert Client().get("/api/guilds/").status_code == 200


def test_too_many_requests_are_turned_away(db, monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "cache", LocMemCache("requests of one test", {}))
    monkeypatch.setattr(LenientAnonThrottle, "get_rate", lambda self: "2/min")
    answers = [Client().get("/api/guilds/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0


@pytest.mark.parametrize("path", ["/api/schema/", "/api/docs/"])
def test_the_documentation_is_open(world, path):
    assert Client().get(path).status_code == 200
