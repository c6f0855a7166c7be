"""One circuit breaker per upstream: after repeated failures it is left alone for a while."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import pybreaker
from django.conf import settings
from redis import Redis, RedisError

from characters.clients.answers import LABELS, Rejected
from characters.clients.redis_link import redis_is_away, shared_redis
from characters.domain.errors import ErrorKind, UpstreamError

# Above the threads of several workers: one failing document of a whole batch is not a failing upstream.
FAILURES_UNTIL_OPEN = 60
_SICK = (ErrorKind.UNAVAILABLE, ErrorKind.TIMEOUT)

# While Redis is away it would write a traceback for every request; redis_link says it once.
logging.getLogger("pybreaker").setLevel(logging.CRITICAL)


@contextmanager
def guard(upstream: str) -> Iterator[None]:
    """Let a request through unless its upstream has failed too often in a row.

    Failures are shared between workers over Redis, and counted per process without it. After
    settings.CIRCUIT_SECONDS (60) one request is let through to try. Raises UpstreamError (circuit_open) until
    then.
    """
    try:
        with _breaker(upstream).calling():
            yield
    except pybreaker.CircuitBreakerError:
        label = LABELS.get(upstream, upstream)
        message = f"{label} failed {FAILURES_UNTIL_OPEN} times in a row and is left alone for a while"
        raise UpstreamError(ErrorKind.CIRCUIT_OPEN, message, _seconds()) from None


def _seconds() -> float:
    return settings.CIRCUIT_SECONDS


def _breaker(upstream: str) -> pybreaker.CircuitBreaker:
    client = shared_redis()
    try:
        return circuit(upstream, client, _seconds(), os.getpid())
    except RedisError as error:
        redis_is_away(error)
        return circuit(upstream, None, _seconds(), os.getpid())


@lru_cache(maxsize=64)
def circuit(upstream: str, client: Redis | None, seconds: float, process_id: int) -> pybreaker.CircuitBreaker:
    """Make the breaker of one upstream, once per process; `cache_clear()` closes those in memory."""
    closed = pybreaker.STATE_CLOSED
    storage = (
        pybreaker.CircuitRedisStorage(closed, client, namespace=f"vk:{upstream}")
        if client
        else pybreaker.CircuitMemoryStorage(closed)
    )
    return pybreaker.CircuitBreaker(
        fail_max=FAILURES_UNTIL_OPEN,
        reset_timeout=seconds,
        exclude=[_says_nothing_about_health],
        state_storage=storage,
        name=upstream,
        throw_new_error_on_trip=False,
    )


def _says_nothing_about_health(error: BaseException) -> bool:
    # A refusal (404, 403, 400, 429) is an answer; an unreadable page where an answer should be is a failure.
    if not isinstance(error, UpstreamError):
        return True
    unreadable = error.kind is ErrorKind.UNREADABLE and not isinstance(error, Rejected)
    return error.kind not in _SICK and not unreadable
