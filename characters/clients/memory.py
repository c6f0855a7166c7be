"""Small things that clients remember between requests and share between workers, when they can."""

from typing import Any

from django.core.cache import cache
from redis import RedisError

from characters.clients.redis_link import redis_is_away


def recall(key: str) -> Any:
    """Look up what was remembered under a key, or None; a lost Redis has forgotten everything."""
    try:
        return cache.get(key)
    except RedisError as error:
        redis_is_away(error)
        return None


def remember(key: str, value: object, seconds: float) -> None:
    """Remember a value for some seconds; without Redis it is simply forgotten."""
    try:
        cache.set(key, value, timeout=max(1, int(seconds)))
    except RedisError as error:
        redis_is_away(error)


def forget(key: str) -> None:
    """Forget what was remembered under a key."""
    try:
        cache.delete(key)
    except RedisError as error:
        redis_is_away(error)
