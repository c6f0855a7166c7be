"""What Discord has told about its rate limits, shared by all processes over Redis, and kept in memory without it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol, TypeVar

from redis import Redis, RedisError

from characters.clients.redis_link import redis_is_away, shared_redis

Found = TypeVar("Found")
_PREFIX = "vk:discord:"
_DAY_S = 86_400
# Takes one request of a bucket, or returns the milliseconds until it is full again.
_TAKE = """
local left = redis.call('GET', KEYS[1])
if not left then return 0 end
if tonumber(left) > 0 then
    redis.call('DECR', KEYS[1])
    return 0
end
return math.max(1, redis.call('PTTL', KEYS[1]))
"""
# Requests on their way are counted here and not yet by Discord, so the smaller number is the right one.
_LEARN = """
local left = redis.call('GET', KEYS[1])
local told = tonumber(ARGV[1])
if left and tonumber(left) < told then told = tonumber(left) end
redis.call('SET', KEYS[1], told, 'PX', ARGV[2])
return 0
"""
_COUNT = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return count
"""


class Store(Protocol):
    """Buckets, and counters that start anew after a while."""

    def take(self, bucket: str) -> float:
        """Take one request of a bucket and return 0, or the seconds until there is one."""

    def learn(self, bucket: str, left: int, seconds: float) -> None:
        """Note how many requests are left until a bucket is full again in so many seconds."""

    def name(self, route: str) -> str | None:
        """Return the bucket of a route, if it was learnt."""

    def rename(self, route: str, bucket: str) -> None:
        """Note the bucket of a route."""

    def count(self, counter: str, seconds: float) -> int:
        """Count one more, in a span that begins with the first, and return how many there are."""

    def counted(self, counter: str) -> tuple[int, float]:
        """Return a count and the seconds until it starts anew."""


@dataclass
class MemoryStore:
    """One process's own account. Times are of the monotonic clock."""

    _left: dict[str, tuple[int, float]] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, bucket: str) -> float:
        """See Store."""
        with self._lock:
            left, until = self._current(bucket)
            if left > 0:
                self._left[bucket] = (left - 1, until)
                return 0.0
            return max(0.001, until - time.monotonic()) if until else 0.0

    def learn(self, bucket: str, left: int, seconds: float) -> None:
        """See Store."""
        with self._lock:
            known, until = self._current(bucket)
            self._left[bucket] = (min(known, left) if until else left, time.monotonic() + seconds)

    def name(self, route: str) -> str | None:
        """See Store."""
        return self._names.get(route)

    def rename(self, route: str, bucket: str) -> None:
        """See Store."""
        self._names[route] = bucket

    def count(self, counter: str, seconds: float) -> int:
        """See Store."""
        with self._lock:
            count, until = self._current(counter)
            self._left[counter] = (count + 1, until or time.monotonic() + seconds)
            return count + 1

    def counted(self, counter: str) -> tuple[int, float]:
        """See Store."""
        with self._lock:
            count, until = self._current(counter)
            return count, max(0.0, until - time.monotonic())

    def forget(self) -> None:
        """Forget everything that was learnt."""
        self._left.clear()
        self._names.clear()

    def _current(self, key: str) -> tuple[int, float]:
        """Return (0, 0.0) for what is unknown or over."""
        left, until = self._left.get(key, (0, 0.0))
        if until <= time.monotonic():
            self._left.pop(key, None)
            return 0, 0.0
        return left, until


class RedisStore:
    """All processes' common account."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._take, self._learn, self._count = (client.register_script(script) for script in (_TAKE, _LEARN, _COUNT))

    def take(self, bucket: str) -> float:
        """See Store."""
        return int(self._take(keys=[_PREFIX + bucket])) / 1000

    def learn(self, bucket: str, left: int, seconds: float) -> None:
        """See Store."""
        self._learn(keys=[_PREFIX + bucket], args=[left, max(1, int(seconds * 1000))])

    def name(self, route: str) -> str | None:
        """See Store."""
        found = self._client.get(f"{_PREFIX}route:{route}")
        return found.decode() if isinstance(found, bytes) else None

    def rename(self, route: str, bucket: str) -> None:
        """See Store."""
        self._client.set(f"{_PREFIX}route:{route}", bucket, ex=_DAY_S)

    def count(self, counter: str, seconds: float) -> int:
        """See Store."""
        return int(self._count(keys=[_PREFIX + counter], args=[max(1, int(seconds))]))

    def counted(self, counter: str) -> tuple[int, float]:
        """See Store."""
        count = self._client.get(_PREFIX + counter)
        left_ms = self._client.pttl(_PREFIX + counter)
        return int(count) if isinstance(count, bytes) else 0, max(0, left_ms if isinstance(left_ms, int) else 0) / 1000


MEMORY = MemoryStore()


def ask_store(question: Callable[[Store], Found]) -> Found:
    """Ask the common account where there is a Redis, and this process's own while there is none."""
    client = shared_redis()
    if client is not None:
        try:
            return question(_shared(client))
        except RedisError as error:
            redis_is_away(error)
    return question(MEMORY)


@lru_cache(maxsize=4)
def _shared(client: Redis) -> RedisStore:
    return RedisStore(client)
