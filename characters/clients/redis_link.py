"""The one connection to the Redis that all workers share, and what to do while it is away."""

import logging
import os
import time
from functools import lru_cache

from django.conf import settings
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

# While Redis is away it is tried again this often, so that a request does not wait for it each time.
_TRY_AGAIN_AFTER = 5.0
_away_until = 0.0


def shared_redis() -> Redis | None:
    """Give the shared Redis, or None when there is none or it was just found away."""
    if not settings.REDIS_URL or time.monotonic() < _away_until:
        return None
    return _client(settings.REDIS_URL, os.getpid())


def redis_is_away(error: RedisError) -> None:
    """Note that Redis failed, so that workers go on without it for some seconds."""
    global _away_until
    _away_until = time.monotonic() + _TRY_AGAIN_AFTER
    logger.warning(
        "Redis cannot be used (%s); budgets and circuit breakers work per process", type(error).__name__
    )


@lru_cache(maxsize=4)
def _client(url: str, process_id: int) -> Redis:
    # One per process: a forked worker must not share its parent's sockets.
    retry = Retry(NoBackoff(), 1)
    return Redis.from_url(url, socket_timeout=2, socket_connect_timeout=1, retry=retry)
