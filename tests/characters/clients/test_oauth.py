"""Tokens: fetched once, shared, renewed before their time and after a refusal."""

import threading
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.cache import cache

from characters.clients.answers import Answer, Rejected
from characters.clients.oauth import BLIZZARD, WARCRAFTLOGS
from characters.domain.errors import ErrorKind, MalformedPayload, UpstreamError


def forget_in_this_process() -> None:
    BLIZZARD._held.clear()


def give(world, path, *tokens, expires_in=86399):
    world.answers[path].clear()
    world.answers_with(path, *({"access_token": token, "expires_in": expires_in} for token in tokens))


def test_a_token_is_asked_for_once_with_basic_credentials(world):
    assert [BLIZZARD.token(), BLIZZARD.token()] == ["token-1", "token-1"]
    (request,) = world.asked("/token")
    assert request.body == b"grant_type=client_credentials"
    assert b64decode(request.headers["Authorization"].removeprefix("Basic ")) == b"an-id:a-secret"


def test_both_upstreams_have_their_own_token(world):
    give(world, "/oauth/token", "logs-token")
    assert (BLIZZARD.token(), WARCRAFTLOGS.token()) == ("token-1", "logs-token")


def test_another_worker_finds_the_token_in_the_cache(world):
    BLIZZARD.token()
    forget_in_this_process()
    assert BLIZZARD.token() == "token-1"
    assert len(world.asked("/token")) == 1


def test_another_key_never_gets_the_token_of_the_first(world, settings):
    give(world, "/token", "token-1", "token-2")
    BLIZZARD.token()
    settings.BLIZZARD_CLIENT_ID = "another-id"
    assert BLIZZARD.token() == "token-2"


def test_a_token_is_renewed_five_minutes_before_its_end(world):
    give(world, "/token", "token-1", "token-2")
    with time_machine.travel("2026-11-17T12:00:00Z", tick=False) as traveller:
        assert BLIZZARD.token() == "token-1"
        traveller.shift(86399 - 310)
        assert BLIZZARD.token() == "token-1"
        traveller.shift(20)
        assert BLIZZARD.token() == "token-2"


def test_threads_do_not_all_ask_at_once(world):
    world.hold = threading.Event()
    with ThreadPoolExecutor(16) as pool:
        waiting = [pool.submit(BLIZZARD.token) for _ in range(16)]
        world.hold.set()
    assert {future.result() for future in waiting} == {"token-1"}
    assert len(world.asked("/token")) == 1


def test_a_refused_token_is_renewed_once_and_the_question_asked_again(world):
    give(world, "/token", "stale", "fresh")
    seen = []

    def ask(headers: dict[str, str]) -> Answer:
        seen.append(headers["Authorization"])
        if len(seen) == 1:
            raise Rejected(ErrorKind.UNAUTHORIZED, "no", status=401)
        return Answer(200, {}, None)

    assert BLIZZARD.authorized(ask).status == 200
    assert seen == ["Bearer stale", "Bearer fresh"]


def test_a_second_refusal_is_handed_on(world):
    give(world, "/token", "stale", "fresh")
    world.answers_with("/x", 401)
    asked = []

    def ask(headers: dict[str, str]) -> Answer:
        asked.append(headers)
        raise Rejected(ErrorKind.UNAUTHORIZED, "no", status=401)

    with pytest.raises(UpstreamError) as caught:
        BLIZZARD.authorized(ask)
    assert caught.value.kind is ErrorKind.UNAUTHORIZED
    assert len(asked) == 2


def test_a_token_that_was_renewed_meanwhile_is_not_thrown_away(world):
    give(world, "/token", "token-1", "token-2", "token-3")
    first = BLIZZARD.token()
    BLIZZARD.invalidate(first)
    assert BLIZZARD.token() == "token-2"
    BLIZZARD.invalidate(first)
    forget_in_this_process()
    assert BLIZZARD.token() == "token-2"


def test_other_errors_do_not_cost_the_token(world):
    def ask(headers: dict[str, str]) -> Answer:
        raise UpstreamError(ErrorKind.NOT_FOUND, "gone")

    with pytest.raises(UpstreamError):
        BLIZZARD.authorized(ask)
    BLIZZARD.token()
    assert len(world.asked("/token")) == 1


@pytest.mark.parametrize("missing", ["BLIZZARD_CLIENT_ID", "BLIZZARD_CLIENT_SECRET"])
def test_without_credentials_nothing_is_sent(world, settings, missing):
    setattr(settings, missing, "")
    with pytest.raises(UpstreamError) as caught:
        BLIZZARD.token()
    assert caught.value.kind is ErrorKind.MISCONFIGURED
    assert str(caught.value) == ("Blizzard cannot be asked: BLIZZARD_CLIENT_ID and BLIZZARD_CLIENT_SECRET are not set")
    assert not world.requests


def test_refused_credentials_are_said_plainly_and_without_the_secret(world):
    world.answers["/token"].clear()
    world.answers_with("/token", (401, {"error": "invalid_client", "error_description": "Bad client credentials"}))
    with pytest.raises(UpstreamError) as caught:
        BLIZZARD.authorized(lambda headers: Answer(200, {}, None))
    assert caught.value.kind is ErrorKind.UNAUTHORIZED
    assert "Bad client credentials" in str(caught.value)
    assert "a-secret" not in repr(caught.value)
    assert len(world.asked("/token")) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"access_token": 5, "expires_in": 60},
        {"access_token": "two\r\nlines", "expires_in": 60},
        {"access_token": "t", "expires_in": "soon"},
        {"access_token": "t", "expires_in": -1},
    ],
)
def test_a_token_of_the_wrong_shape_is_malformed(world, body):
    world.answers["/token"].clear()
    world.answers_with("/token", body)
    with pytest.raises(MalformedPayload):
        BLIZZARD.token()


def test_a_lost_cache_costs_a_token_and_nothing_else(world, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1",
        }
    }
    assert BLIZZARD.token() == "token-1"
    BLIZZARD.invalidate("token-1")
    assert BLIZZARD.token() == "token-1"
    assert len(world.asked("/token")) == 2


def test_nothing_secret_lies_under_a_guessable_key(world):
    BLIZZARD.token()
    assert "a-secret" not in BLIZZARD._key()
    assert cache.get(BLIZZARD._key())[0] == "token-1"
