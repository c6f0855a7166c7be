"""Request budgets, kept by all workers together over Redis, and per process without it.

A budget is a list of (requests, seconds). Up to a second, requests are spaced evenly, because a burst at the
end of one second and the start of the next would arrive as twice the rate; longer budgets count every request
of the last hour or minute exactly. While Redis is away a process goes on alone with a quarter of every
budget: four processes together then still keep it, and a run does not stop.
"""

import os
import threading
import time
from collections.abc import Sequence
from functools import lru_cache
from typing import cast

from django.conf import settings
from pyrate_limiter import AbstractBucket, InMemoryBucket, Rate, RateItem, RedisBucket
from pyrate_limiter.abstracts.algorithm import Decision
from pyrate_limiter.buckets import InMemoryStateStore, RedisStateStore, StateBucket
from pyrate_limiter.buckets.redis_bucket import LuaScript
from pyrate_limiter.clocks import WallClock
from redis import Redis, RedisError
from redis.exceptions import NoScriptError

from characters.clients.answers import LABELS
from characters.clients.redis_link import redis_is_away, shared_redis, was_away_lately
from characters.domain.errors import ErrorKind, UpstreamError

Budget = tuple[tuple[int, float], ...]
SHARE_ALONE = 0.25
# How many requests may follow each other at once; makes up for a thread that wakes late for its turn.
BURST = 2
_FORGET_EVERY = 10.0
_CLOCK = WallClock()


class _Gate:
    """The buckets of one upstream; one thread of a process waits at a time, the others queue behind it."""

    def __init__(self, buckets: Sequence[AbstractBucket]) -> None:
        self._buckets = buckets
        self._turn = threading.Lock()
        self._forgotten_at = 0.0

    def pass_through(self, max_wait: float) -> float:
        """Waits for a slot in every bucket; returns 0, or the seconds still to wait when that is too long."""
        deadline = time.monotonic() + max_wait
        if not self._turn.acquire(timeout=max(0.0, max_wait)):
            return max_wait or 1.0
        try:
            self._forget_old_requests()
            for bucket in self._buckets:
                if too_long := self._wait(bucket, deadline):
                    return too_long
            return 0.0
        finally:
            self._turn.release()

    @staticmethod
    def _wait(bucket: AbstractBucket, deadline: float) -> float:
        while True:
            decision = cast(Decision, bucket.put_decision(RateItem("request", _CLOCK.now())))
            if decision.allowed:
                return 0.0
            seconds = max(1, decision.retry_after_ms or 0) / 1000
            if time.monotonic() + seconds > deadline:
                return seconds
            time.sleep(seconds)

    def _forget_old_requests(self) -> None:
        if time.monotonic() - self._forgotten_at > _FORGET_EVERY:
            self._forgotten_at = time.monotonic()
            for bucket in self._buckets:
                bucket.leak(_CLOCK.now())


def acquire(upstream: str, max_wait: float) -> None:
    """Wait for the right to send one request to an upstream, at most `max_wait` seconds.

    Raises UpstreamError (budget_spent) with the seconds until the next slot when the wait would be longer. An
    upstream without a budget in settings.UPSTREAM_BUDGETS is never waited for.
    """
    budget: Budget = tuple((count, seconds) for count, seconds in settings.UPSTREAM_BUDGETS.get(upstream, ()))
    too_long = _pass(upstream, budget, max_wait) if budget else 0.0
    if too_long:
        label = LABELS.get(upstream, upstream)
        message = f"the request budget for {label} is spent; the next request can be sent in {too_long:.0f} s"
        raise UpstreamError(ErrorKind.BUDGET_SPENT, message, too_long)


def _pass(upstream: str, budget: Budget, max_wait: float) -> float:
    client = shared_redis()
    if client is None or was_away_lately():
        # When Redis is back, workers notice one after the other: until all have, each keeps to its quarter.
        alone = _quarter(budget) if settings.REDIS_URL else budget
        if too_long := _gate(upstream, alone, None, os.getpid()).pass_through(max_wait):
            return too_long
    return _pass_together(upstream, budget, max_wait, client) if client else 0.0


def _pass_together(upstream: str, budget: Budget, max_wait: float, client: Redis) -> float:
    try:
        return _gate(upstream, budget, client, os.getpid()).pass_through(max_wait)
    except NoScriptError:
        # A restarted Redis has lost the script.
        client.script_load(LuaScript.PUT_ITEM)
        return _pass(upstream, budget, max_wait)
    except RedisError as error:
        redis_is_away(error)
        return _pass(upstream, budget, max_wait)


def _quarter(budget: Budget) -> Budget:
    return tuple((max(1, int(count * SHARE_ALONE)), seconds) for count, seconds in budget)


@lru_cache(maxsize=64)
def _gate(upstream: str, budget: Budget, client: Redis | None, process_id: int) -> _Gate:
    # Shorter budgets first: whoever one turns away has then used up nothing of a longer one, and what is
    # counted is sent at once.
    by_length = sorted(budget, key=lambda part: part[1])
    make = {True: _counted, False: _even}
    return _Gate([make[seconds > 1](upstream, count, seconds, client) for count, seconds in by_length])


def _counted(upstream: str, count: int, seconds: float, client: Redis | None) -> AbstractBucket:
    rates = [Rate(count, int(seconds * 1000))]
    key = f"vk:budget:{upstream}:{seconds:g}"
    return cast(RedisBucket, RedisBucket.init(rates, client, key)) if client else InMemoryBucket(rates)


def _even(upstream: str, count: int, seconds: float, client: Redis | None) -> AbstractBucket:
    rate = Rate(count, int(seconds * 1000), burst=min(BURST, count))
    key = f"vk:budget:{upstream}:{seconds:g}:even"
    return StateBucket([rate], store=RedisStateStore(client, key) if client else InMemoryStateStore())
