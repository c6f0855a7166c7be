"""Circuit breakers: what counts as a failure, when a circuit opens and when it closes."""

import time

import pytest
from redis import Redis

from characters.clients import breakers, redis_link
from characters.clients.answers import Rejected
from characters.clients.breakers import FAILURES_UNTIL_OPEN, guard
from characters.clients.http import get_json
from characters.domain.errors import ErrorKind, UpstreamError


def fail(error: BaseException, upstream: str = "blizzard") -> None:
    with pytest.raises(type(error)), guard(upstream):
        raise error


def is_open(upstream: str = "blizzard") -> bool:
    try:
        with guard(upstream):
            return False
    except UpstreamError as error:
        assert error.kind is ErrorKind.CIRCUIT_OPEN
        return True


@pytest.mark.parametrize("kind", [ErrorKind.UNAVAILABLE, ErrorKind.TIMEOUT, ErrorKind.UNREADABLE])
def test_failures_in_a_row_open_the_circuit(kind):
    for _ in range(FAILURES_UNTIL_OPEN):
        fail(UpstreamError(kind, "no"))
    assert is_open()
    assert not is_open("raiderio"), "every upstream has its own"


def test_one_success_starts_the_count_anew():
    for _ in range(3):
        for _ in range(FAILURES_UNTIL_OPEN - 1):
            fail(UpstreamError(ErrorKind.TIMEOUT, "no"))
        with guard("blizzard"):
            pass
    assert not is_open()


@pytest.mark.parametrize(
    "error",
    [
        Rejected(ErrorKind.NOT_FOUND, "no", status=404),
        Rejected(ErrorKind.FORBIDDEN, "no", status=403),
        Rejected(ErrorKind.UNREADABLE, "no", status=400),
        Rejected(ErrorKind.RATE_LIMITED, "no", status=429),
        UpstreamError(ErrorKind.TOO_LARGE, "no"),
        UpstreamError(ErrorKind.BUDGET_SPENT, "no"),
        ZeroDivisionError("a defect of ours"),
    ],
)
def test_a_refusal_is_no_failure_of_the_upstream(error):
    for _ in range(FAILURES_UNTIL_OPEN * 2):
        fail(error)
    assert not is_open()


def test_after_a_while_one_request_tries_and_closes_or_opens_again(settings):
    settings.CIRCUIT_SECONDS = 0.1
    for _ in range(FAILURES_UNTIL_OPEN):
        fail(UpstreamError(ErrorKind.UNAVAILABLE, "no"))
    assert is_open()
    time.sleep(0.15)
    fail(UpstreamError(ErrorKind.UNAVAILABLE, "still not"))
    assert is_open()
    time.sleep(0.15)
    assert not is_open()
    fail(UpstreamError(ErrorKind.UNAVAILABLE, "no"))
    assert not is_open(), "the count started anew"


def test_an_open_circuit_sends_nothing(upstream, pauses):
    upstream.answers_with("/x", 500)
    for _ in range(FAILURES_UNTIL_OPEN):
        with pytest.raises(UpstreamError):
            get_json("blizzard", upstream.origin + "/x")
    sent = len(upstream.requests)
    with pytest.raises(UpstreamError) as caught:
        get_json("blizzard", upstream.origin + "/x")
    assert caught.value.kind is ErrorKind.CIRCUIT_OPEN
    assert caught.value.retry_after == 60
    assert str(caught.value) == "Blizzard failed 60 times in a row and is left alone for a while"
    assert len(upstream.requests) == sent


def test_workers_share_a_circuit_over_redis(redis_url, valkey):
    for _ in range(FAILURES_UNTIL_OPEN):
        fail(UpstreamError(ErrorKind.UNAVAILABLE, "no"))
    with Redis.from_url(redis_url) as client:
        other = breakers.circuit("blizzard", client, 60.0, -1)
        assert other.current_state == "open"
    valkey.stop()
    assert not is_open(), "without Redis each process counts for itself"


def test_a_redis_that_never_answered_is_no_error(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1"
    assert not is_open()
    assert redis_link.shared_redis() is None
    redis_link._client.cache_clear()
