"""The one connection to the Redis that all workers share, and what to do while it is away."""

import logging
import math
import os
import threading
import time
from functools import lru_cache

from django.conf import settings
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

# While Redis is away it is tried again this often, so that a request does not wait for it each time.
TRY_AGAIN_AFTER = 5.0
_away_until = -math.inf
_noting = threading.Lock()


def shared_redis() -> Redis | None:
    """Give the shared Redis, or None when there is none or it was just found away."""
    if not settings.REDIS_URL or time.monotonic() < _away_until:
        return None
    return _client(settings.REDIS_URL, os.getpid())


def was_away_lately() -> bool:
    """Say whether some other worker may not have noticed yet that Redis is back."""
    return time.monotonic() < _away_until + TRY_AGAIN_AFTER


def redis_is_away(error: RedisError) -> None:
    """Note that Redis failed, so that this worker goes on without it for some seconds."""
    global _away_until
    with _noting:
        if time.monotonic() >= _away_until:
            kind = type(error).__name__
            logger.warning("Redis cannot be used (%s): budgets and circuit breakers work per process", kind)
        _away_until = time.monotonic() + TRY_AGAIN_AFTER


@lru_cache(maxsize=4)
def _client(url: str, process_id: int) -> Redis:
    # One per process: a forked worker must not share its parent's sockets.
    retry = Retry(NoBackoff(), 1)
    return Redis.from_url(url, socket_timeout=2, socket_connect_timeout=1, retry=retry)
