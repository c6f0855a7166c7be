"""Discord's REST interface: who may ask, paging, errors in its own words, limits, faults."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.asking import CAPTURED, Asker
from tests.sandbox.shapes import check

SERVER = "/guilds/900000000000000001"
MEMBERS = f"{SERVER}/members"
CHANNEL = "/channels/902000000000000000"
MESSAGES = f"{CHANNEL}/messages"
WEBHOOK = "/webhooks/903000000000000000/sandbox-webhook-token-0"


@pytest.fixture
def guild(living: Asker) -> Iterator[Asker]:
    """The living world with full buckets, put back afterwards."""
    plenty = {"messages": [1000, 1], "webhooks": [1000, 1], "members": [1000, 1], "roles": [1000, 1]}
    living.control("PUT", "settings", {"discord": {"limits": plenty}})
    yield living
    living.control("POST", "reset", {})
    living.control("PUT", "settings", {"discord": {"members_intent": True, "check_user_agent": True}})


def code(answer: Any) -> tuple[int, int]:
    return answer.status_code, answer.json()["code"]


def problems(answer: Any, *path: str) -> list[str]:
    body = answer.json()
    assert (answer.status_code, body["code"], body["message"]) == (400, 50035, "Invalid Form Body")
    place = body["errors"]
    for step in path:
        place = place[step]
    return [row["code"] for row in place["_errors"]]


def member(guild: Asker, username: str) -> Any:
    rows = guild.control("GET", "discord?guild=0")["members"]
    return next(row for row in rows if row["user"]["username"] == username)


def role(guild: Asker, name: str) -> str:
    rows = guild.control("GET", "discord?guild=0")["roles"]
    return next(row["id"] for row in rows if row["name"] == name)


def test_answers_are_json_without_a_charset(guild: Asker) -> None:
    for path in ("/users/@me", SERVER, f"{SERVER}/roles", "/guilds/1"):
        assert guild.discord("GET", path).headers["Content-Type"] == "application/json"


def test_only_bots_may_ask(guild: Asker) -> None:
    for token in ("bad-token", ""):
        answer = guild.discord("GET", "/users/@me", token=token)
        assert (answer.status_code, answer.json()) == (401, {"message": "401: Unauthorized", "code": 0})
    bearer = {"Authorization": "Bearer any", "User-Agent": "DiscordBot (x, 1)"}
    url = f"{guild.url}/api/v10/users/@me"
    assert guild.session.get(url, headers=bearer, timeout=5).status_code == 401
    assert code(guild.session.get(url, headers={"Authorization": "Bot any"}, timeout=5)) == (403, 40333)


def test_the_bot_knows_itself(guild: Asker) -> None:
    me = guild.discord("GET", "/users/@me").json()
    assert (me["bot"], me["id"]) == (True, "901000000000000001")
    for path in ("/applications/@me", "/oauth2/applications/@me"):
        assert guild.discord("GET", path).json()["bot"]["id"] == me["id"]
    assert [row["id"] for row in guild.discord("GET", "/users/@me/guilds").json()] == ["900000000000000001"]


def test_members_come_one_by_one_unless_more_are_wanted(guild: Asker) -> None:
    everybody = [row["user"]["id"] for row in guild.discord("GET", MEMBERS, limit=1000).json()]
    assert everybody == sorted(everybody, key=int)
    assert len(everybody) > 25
    assert [row["user"]["id"] for row in guild.discord("GET", MEMBERS).json()] == everybody[:1]
    paged: list[str] = []
    while page := guild.discord("GET", MEMBERS, limit=7, after=paged[-1] if paged else 0).json():
        paged += [row["user"]["id"] for row in page]
    assert paged == everybody


@pytest.mark.parametrize(
    ("limit", "problem"), [(0, "NUMBER_TYPE_MIN"), (1001, "NUMBER_TYPE_MAX"), ("all", "NUMBER_TYPE_COERCE")]
)
def test_impossible_limits_are_refused(guild: Asker, limit: int | str, problem: str) -> None:
    assert problems(guild.discord("GET", MEMBERS, limit=limit), "limit") == [problem]


def test_members_are_searched_by_the_beginning_of_a_name(guild: Asker) -> None:
    found = guild.discord("GET", f"{MEMBERS}/search", query="MIREL", limit=10).json()
    assert [row["user"]["username"] for row in found] == ["mirel_sj"]
    assert guild.discord("GET", f"{MEMBERS}/search", query="nobody", limit=10).json() == []
    assert problems(guild.discord("GET", f"{MEMBERS}/search"), "query") == ["BASE_TYPE_REQUIRED"]


def test_unknown_things_have_their_codes(guild: Asker) -> None:
    gone = member(guild, "mito")["user"]["id"]
    guild.post({"type": "discord_leave", "member": "mito"})
    known = member(guild, "trogo")["user"]["id"]
    assert code(guild.discord("GET", "/guilds/1")) == (404, 10004)
    assert code(guild.discord("GET", f"{MEMBERS}/{gone}")) == (404, 10007)
    assert code(guild.discord("GET", f"{MEMBERS}/12345")) == (404, 10013)
    assert code(guild.discord("PUT", f"{MEMBERS}/{known}/roles/1")) == (404, 10011)
    assert code(guild.discord("GET", "/channels/1")) == (404, 10003)
    assert code(guild.discord("POST", "/webhooks/1/x", {"content": "a"})) == (404, 10015)
    assert code(guild.discord("POST", "/webhooks/903000000000000000/x", {"content": "a"})) == (401, 50027)
    assert problems(guild.discord("GET", "/guilds/home"), "guild_id") == ["NUMBER_TYPE_COERCE"]


def test_without_the_intent_members_are_not_listed(guild: Asker) -> None:
    guild.control("PUT", "settings", {"discord": {"members_intent": False}})
    assert code(guild.discord("GET", MEMBERS, limit=1000)) == (403, 50001)
    assert guild.discord("GET", f"{SERVER}/roles").ok


def test_the_bot_gives_and_takes_roles_below_its_own(guild: Asker) -> None:
    user, officer = member(guild, "skorrigan")["user"]["id"], role(guild, "Officer")
    path = f"{MEMBERS}/{user}/roles"
    for method, has_it in (("PUT", True), ("PUT", True), ("DELETE", False), ("DELETE", False)):
        assert guild.discord(method, f"{path}/{officer}").status_code == 204
        assert (officer in guild.discord("GET", f"{MEMBERS}/{user}").json()["roles"]) == has_it
    for name in ("Guild Leader", "Server Booster", "Vaultkeeper", "@everyone"):
        assert code(guild.discord("PUT", f"{path}/{role(guild, name)}")) == (403, 50013), name


def test_what_is_posted_is_kept(guild: Asker) -> None:
    body = {"content": "<@1> @everyone", "embeds": [{"title": "Report"}], "allowed_mentions": {"parse": []}}
    message = guild.discord("POST", MESSAGES, body).json()
    assert (message["channel_id"], message["author"]["bot"], message["mention_everyone"]) == (CHANNEL[10:], True, False)
    assert guild.discord("POST", WEBHOOK, {"content": "@everyone"}).status_code == 204
    waited = guild.discord("POST", WEBHOOK, {"content": "three", "username": "Steward"}, wait="true").json()
    assert (waited["author"]["username"], waited["webhook_id"]) == ("Steward", "903000000000000000")
    kept = guild.control("GET", "discord?guild=0")["messages"]
    assert [(row["content"], row["via"], row["mention_everyone"]) for row in kept] == [
        ("<@1> @everyone", "channel", False),
        ("@everyone", "webhook", True),
        ("three", "webhook", False),
    ]
    assert kept[0]["allowed_mentions"] == {"parse": []}
    assert guild.discord("GET", CHANNEL).json()["last_message_id"] == waited["id"]


def test_a_webhook_needs_no_token_but_its_own(guild: Asker) -> None:
    url = f"{guild.url}/api/v10{WEBHOOK}"
    assert guild.session.post(url, json={"content": "hello"}, timeout=5).status_code == 204
    assert guild.session.get(url, timeout=5).json()["name"] == "Guild reports"


LARGEST: dict[str, Any] = {
    "title": "t" * 256,
    "description": "d" * 4096,
    "footer": {"text": "f" * 100},
    "author": {"name": "a" * 256},
    "fields": [{"name": "n" * 10, "value": "v" * 30}] * 25,
}


def test_the_largest_message_is_taken(guild: Asker) -> None:
    body = {"content": "c" * 2000, "embeds": [LARGEST, *({"title": "x"} for _ in range(9))]}
    assert guild.discord("POST", MESSAGES, body).status_code == 200


FIELD = {"name": "n", "value": "v"}
TOO_MUCH = [
    ({"content": "c" * 2001}, ("content",), "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"title": "x"}] * 11}, ("embeds",), "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"title": "t" * 257}]}, ("embeds", "0", "title"), "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"description": "d" * 4097}]}, ("embeds", "0", "description"), "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"fields": [FIELD] * 26}]}, ("embeds", "0", "fields"), "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"fields": [FIELD, {**FIELD, "name": "n" * 257}]}]}, ("embeds", "0", "fields", "1", "name"),
     "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"fields": [{**FIELD, "value": "v" * 1025}]}]}, ("embeds", "0", "fields", "0", "value"),
     "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"fields": [{"name": " ", "value": "v"}]}]}, ("embeds", "0", "fields", "0", "name"),
     "BASE_TYPE_REQUIRED"),
    ({"embeds": [{"footer": {"text": "f" * 2049}}]}, ("embeds", "0", "footer", "text"), "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"author": {"name": "a" * 257}}]}, ("embeds", "0", "author", "name"), "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"description": "d" * 3001}] * 2}, ("embeds",), "MAX_EMBED_SIZE_EXCEEDED"),
    ({"embeds": [{"title": "x", "color": 2**24}]}, ("embeds", "0", "color"), "NUMBER_TYPE_MAX"),
    ({"embeds": [{"title": "x", "timestamp": "now"}]}, ("embeds", "0", "timestamp"), "DATE_TIME_TYPE_PARSE"),
]  # fmt: skip


@pytest.mark.parametrize("path", [MESSAGES, WEBHOOK])
@pytest.mark.parametrize(("body", "where", "problem"), TOO_MUCH)
def test_what_is_too_much_is_refused(guild: Asker, path: str, body: Any, where: Any, problem: str) -> None:
    assert problems(guild.discord("POST", path, body), *where) == [problem]
    assert guild.control("GET", "discord?guild=0")["messages"] == []


def test_empty_and_misnamed_messages_are_refused(guild: Asker) -> None:
    assert code(guild.discord("POST", MESSAGES, {"content": "  "})) == (400, 50006)
    answer = guild.discord("POST", WEBHOOK, {"content": "a", "username": "My Discord bot"})
    assert problems(answer, "username") == ["USERNAME_INVALID_CONTAINS"]


def test_buckets_run_empty_and_fill_again(guild: Asker) -> None:
    guild.control("PUT", "settings", {"discord": {"limits": {"members": [2, 0.4]}}})
    answers = [guild.discord("GET", MEMBERS) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    body, headers = answers[2].json(), answers[2].headers
    assert (body["message"], body["global"]) == ("You are being rate limited.", False)
    assert 0 < body["retry_after"] <= 0.4
    assert (headers["Retry-After"], headers["X-RateLimit-Scope"], bool(headers["Via"])) == ("1", "user", True)
    assert abs(float(headers["X-RateLimit-Reset"]) - time.time()) < 1
    assert guild.discord("GET", f"{SERVER}/roles").headers["X-RateLimit-Bucket"] != headers["X-RateLimit-Bucket"]
    time.sleep(body["retry_after"])
    assert guild.discord("GET", MEMBERS).status_code == 200


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("half_members", lambda rows: rows[: len(rows) // 2]),
        ("empty_members", lambda rows: []),
        ("duplicate_members", lambda rows: [row for row in rows for _ in range(2)]),
    ],
)
def test_lists_of_members_can_be_spoilt(guild: Asker, kind: str, change: Any) -> None:
    whole = guild.discord("GET", MEMBERS, limit=1000).json()
    roles = guild.discord("GET", f"{SERVER}/roles").json()
    guild.control("PUT", "faults", {"kind": kind, "upstream": "discord"})
    spoilt = guild.discord("GET", MEMBERS, limit=1000)
    assert spoilt.json() == change(whole)
    assert spoilt.headers["Content-Type"] == "application/json"
    assert spoilt.headers["X-RateLimit-Remaining"]
    assert guild.discord("GET", f"{SERVER}/roles").json() == roles


def test_what_spoils_rosters_leaves_lists_of_members_alone(guild: Asker) -> None:
    whole = guild.discord("GET", MEMBERS, limit=1000).json()
    guild.control("PUT", "faults", {"kind": "half_roster"})
    assert guild.discord("GET", MEMBERS, limit=1000).json() == whole


def test_other_faults_speak_as_discord_does(guild: Asker) -> None:
    seen = {}
    for kind in ("not_found", "forbidden", "unauthorized", "rate_limited", "server_error"):
        guild.control("PUT", "faults", {"kind": kind, "upstream": "discord", "retry_after": 2.5})
        seen[kind] = guild.discord("GET", SERVER)
    statuses = [answer.status_code for answer in seen.values()]
    assert statuses == [404, 403, 401, 429, 503]
    assert seen["forbidden"].json() == {"message": "Missing Access", "code": 50001}
    assert seen["rate_limited"].json()["retry_after"] == 2.5
    assert seen["rate_limited"].headers["Via"]
    guild.control("PUT", "faults", {"limits": {"discord": 1}})
    assert [guild.discord("GET", SERVER).status_code for _ in range(2)][-1] == 429
    assert guild.discord("GET", SERVER).json()["global"] is True


def test_requests_are_counted(guild: Asker) -> None:
    guild.control("DELETE", "counters")
    guild.discord("GET", MEMBERS)
    guild.discord("POST", WEBHOOK, {"content": "a"})
    counted = guild.control("GET", "counters")["upstreams"]["discord"]
    assert counted["kinds"] == {"discord-members": 1, "discord-execute-webhook": 1}
    assert counted["statuses"] == {"200": 1, "204": 1}


@pytest.mark.skipif(not CAPTURED.is_dir(), reason="no captured bodies here")
def test_documents_have_the_captured_shapes(guild: Asker) -> None:
    everybody = guild.discord("GET", MEMBERS, limit=1000).json()
    for row in everybody:
        check(row, "discord/discord_rest_guild_member_2023.json", least=14)
    check(guild.discord("GET", SERVER).json(), "discord/rest_Guild.json", least=40)
    check(guild.discord("GET", "/users/@me/guilds").json()[0], "discord/rest_UserGuildData.json", least=7)
    event = {"t": "GUILD_MEMBER_ADD", "s": 2, "op": 0, "d": {**everybody[0], "guild_id": "1"}}
    check(event, "discord/discord_gateway_GUILD_MEMBER_ADD_2024-04.json", least=20)
