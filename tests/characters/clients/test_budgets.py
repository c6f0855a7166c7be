"""Request budgets: shared over Redis, alone without it, and never a flood."""

import time
from bisect import bisect_left
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis

from characters.clients import budgets, redis_link
from characters.domain.errors import ErrorKind, UpstreamError


def spent(upstream: str, max_wait: float = 0.0) -> UpstreamError:
    with pytest.raises(UpstreamError) as caught:
        budgets.acquire(upstream, max_wait)
    assert caught.value.kind is ErrorKind.BUDGET_SPENT
    return caught.value


def busiest_second(moments: list[float]) -> int:
    moments = sorted(moments)
    return max(number - bisect_left(moments, moment - 1.0) + 1 for number, moment in enumerate(moments))


def test_an_upstream_without_a_budget_is_never_waited_for():
    for _ in range(1000):
        budgets.acquire("raiderio", 0.0)


def test_a_long_budget_counts_every_request_and_says_when_the_next_may_go(settings):
    settings.UPSTREAM_BUDGETS = {"raiderio": [(3, 60.0)]}
    for _ in range(3):
        budgets.acquire("raiderio", 0.0)
    error = spent("raiderio")
    assert 55 < error.retry_after <= 61
    assert str(error).startswith("the request budget for Raider.IO is spent; the next request can be sent in ")


def test_the_smallest_of_several_budgets_decides(settings):
    settings.UPSTREAM_BUDGETS = {"raiderio": [(5, 60.0), (2, 300.0)]}
    budgets.acquire("raiderio", 0.0)
    budgets.acquire("raiderio", 0.0)
    assert spent("raiderio").retry_after > 200


def test_requests_within_a_second_are_spaced_evenly(settings):
    settings.UPSTREAM_BUDGETS = {"blizzard": [(50, 1.0)]}
    started = time.monotonic()
    for _ in range(12):
        budgets.acquire("blizzard", 5.0)
    assert 0.19 <= time.monotonic() - started < 0.6, "two at once, then one every 20 ms"


def test_waiting_ends_when_it_would_be_too_long(settings):
    settings.UPSTREAM_BUDGETS = {"blizzard": [(2, 1.0)]}
    budgets.acquire("blizzard", 0.0)
    budgets.acquire("blizzard", 0.0)
    started = time.monotonic()
    spent("blizzard", 0.1)
    assert time.monotonic() - started < 0.4
    budgets.acquire("blizzard", 1.0)


def test_upstreams_do_not_share_a_budget(settings):
    settings.UPSTREAM_BUDGETS = {"blizzard": [(1, 60.0)], "raiderio": [(1, 60.0)]}
    budgets.acquire("blizzard", 0.0)
    budgets.acquire("raiderio", 0.0)
    spent("blizzard")


def test_sixteen_threads_of_two_workers_together_hold_the_rate_and_never_pass_it(redis_url):
    client = Redis.from_url(redis_url)
    budget = ((96, 1.0), (36_000, 3600.0))
    workers = [budgets._gate("blizzard", budget, client, process_id) for process_id in (1, 2)]

    def ask(number: int) -> float:
        assert workers[number % 2].pass_through(10.0) == 0.0
        return time.monotonic()

    with ThreadPoolExecutor(16) as pool:
        moments = list(pool.map(ask, range(240)))
    client.close()
    assert busiest_second(moments) <= 100
    rate = (len(moments) - 1) / (max(moments) - min(moments))
    assert 80 < rate < 98, "95 and more on an idle machine"


def test_workers_share_one_hour(redis_url):
    client = Redis.from_url(redis_url)
    one, other = (budgets._gate("blizzard", ((10, 3600.0),), client, process_id) for process_id in (1, 2))
    assert [one.pass_through(0.1) for _ in range(6)] == [0.0] * 6
    assert [other.pass_through(0.1) for _ in range(4)] == [0.0] * 4
    assert one.pass_through(0.1) > 3000
    assert other.pass_through(0.1) > 3000
    client.close()


def test_a_redis_that_forgot_everything_is_no_error(redis_url, settings):
    settings.UPSTREAM_BUDGETS = {"blizzard": [(5, 3600.0), (50, 1.0)]}
    budgets.acquire("blizzard", 1.0)
    with Redis.from_url(redis_url) as client:
        client.flushall()
        client.script_flush()
    for _ in range(5):
        budgets.acquire("blizzard", 1.0)
    assert spent("blizzard", 1.0).retry_after > 3000


def test_without_redis_a_worker_goes_on_alone_with_a_quarter(redis_url, settings, valkey, caplog):
    settings.UPSTREAM_BUDGETS = {"blizzard": [(8, 3600.0)]}
    budgets.acquire("blizzard", 1.0)
    valkey.stop()
    for _ in range(2):
        budgets.acquire("blizzard", 1.0)
    spent("blizzard", 1.0)
    assert "Redis cannot be used" in caplog.text


def test_a_redis_that_came_back_is_used_again(redis_url, settings, valkey, monkeypatch):
    settings.UPSTREAM_BUDGETS = {"blizzard": [(8, 3600.0)]}
    valkey.stop()
    budgets.acquire("blizzard", 1.0)
    assert redis_link.shared_redis() is None
    monkeypatch.setattr(redis_link, "_away_until", float("-inf"))
    valkey.start()
    settings.REDIS_URL = valkey.connection_url
    for _ in range(8):
        budgets.acquire("blizzard", 1.0)
    spent("blizzard", 1.0)


def test_a_worker_that_noticed_first_keeps_to_its_quarter_until_all_have(redis_url, settings, monkeypatch):
    settings.UPSTREAM_BUDGETS = {"blizzard": [(8, 3600.0)]}
    monkeypatch.setattr(redis_link, "_away_until", time.monotonic() - 1)
    assert redis_link.shared_redis() is not None
    for _ in range(2):
        budgets.acquire("blizzard", 1.0)
    spent("blizzard", 1.0)
    monkeypatch.setattr(redis_link, "_away_until", time.monotonic() - redis_link.TRY_AGAIN_AFTER)
    for _ in range(6):
        budgets.acquire("blizzard", 1.0)
    spent("blizzard", 1.0)
