"""Discord's REST API: what is sent, what is read, and what a refusal tells an officer."""

import logging
from urllib.parse import parse_qs, unquote, urlsplit

import orjson
import pytest

from characters.domain.errors import ErrorKind, MalformedPayload, UpstreamError
from guild_identity.clients import discord
from guild_identity.domain.discord_members import ServerRole
from tests.guild_identity.clients.replies import Script, refusal, reply

SERVER = 900000000000000001
BASE = f"/api/v10/guilds/{SERVER}"


def row(number: int, **more):
    return {"user": {"id": str(number), "username": f"person{number}"}, "nick": None, "roles": []} | more


def refused(call, *arguments, **named) -> UpstreamError:
    with pytest.raises(UpstreamError) as caught:
        call(*arguments, **named)
    return caught.value


def test_every_request_says_who_asks(discord_wire):
    script = Script({"id": str(SERVER), "name": "Keepers", "roles": []})
    discord_wire.put(BASE, script)
    assert discord.get_guild(SERVER).name == "Keepers"
    sent = script.requests[0]
    assert sent.url == f"https://discord.com{BASE}?with_counts=true"
    assert sent.headers["Authorization"] == "Bot the-bots-token"
    assert sent.headers["User-Agent"].startswith("DiscordBot (http")


def test_the_origin_is_a_setting(discord_wire, settings):
    settings.DISCORD_API_URL = "http://127.0.0.1:9/"
    roles = [{"id": "5", "name": "Officer", "position": 2}]
    script = Script({"id": str(SERVER), "name": "Keepers", "roles": roles})
    discord_wire.put(BASE, script)
    assert discord.get_guild(SERVER).roles == (ServerRole(5, "Officer", 2),)
    assert script.requests[0].url == f"http://127.0.0.1:9{BASE}?with_counts=true"


def test_a_token_is_never_sent_in_the_clear_to_another_machine(discord_wire, settings):
    settings.DISCORD_API_URL = "http://discord.example"
    assert refused(discord.get_guild, SERVER).kind is ErrorKind.MISCONFIGURED
    assert not discord_wire.asked


def test_without_a_token_nobody_is_asked(wire, settings):
    settings.DISCORD_BOT_TOKEN = ""
    error = refused(discord.get_members, SERVER)
    assert (error.kind, str(error)) == (ErrorKind.MISCONFIGURED, discord.NO_TOKEN)
    assert not wire.asked


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (3, 1), (999, 1), (1000, 2), (2500, 3)])
def test_members_come_in_pages_of_a_thousand(discord_wire, count, pages):
    discord_wire.discord(SERVER, [row(number) for number in range(1, count + 1)], [])
    members = discord.get_members(SERVER)
    assert [member.discord_id for member in members] == list(range(1, count + 1))
    assert discord_wire.asked[f"{BASE}/members"] == pages


def test_each_page_goes_on_after_the_highest_id_of_the_one_before(discord_wire):
    first = [row(number) for number in range(2000, 1000, -1)]
    script = Script(first, [row(2000), row(2001)])
    discord_wire.put(f"{BASE}/members", script)
    assert len(discord.get_members(SERVER)) == 1001, "nobody is listed twice"
    queries = [parse_qs(urlsplit(sent.url).query) for sent in script.requests]
    assert queries == [{"limit": ["1000"], "after": ["0"]}, {"limit": ["1000"], "after": ["2000"]}]


def test_pages_that_do_not_end_are_given_up(discord_wire):
    discord_wire.put(f"{BASE}/members", Script([row(number) for number in range(1, 1001)]))
    error = refused(discord.get_members, SERVER)
    assert error.kind is ErrorKind.UNREADABLE
    assert "the pages do not end (1,000 members so far)" in str(error)
    assert discord_wire.asked[f"{BASE}/members"] == 2


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        (reply(500, {"message": "500: Internal Server Error", "code": 0}), ErrorKind.UNAVAILABLE),
        ((200, {"Content-Type": "text/html"}, b"<html>Just a moment...</html>"), ErrorKind.UNREADABLE),
        ((200, {"Content-Type": "application/json"}, b'[{"user": {"id": "1'), ErrorKind.UNREADABLE),
        (reply(200, {"members": []}), ErrorKind.UNREADABLE),
    ],
)
def test_a_page_that_fails_fails_the_whole_list(discord_wire, page, kind):
    discord_wire.put(f"{BASE}/members", Script([row(number) for number in range(1, 1001)], page))
    assert refused(discord.get_members, SERVER).kind is kind


def test_a_wrong_value_is_named_by_its_place(discord_wire):
    discord_wire.discord(SERVER, [row(1), row(2, roles=["x"])], [])
    error = refused(discord.get_members, SERVER)
    assert isinstance(error, MalformedPayload)
    assert "$[1].roles[0]" in str(error)


def test_a_bot_that_may_not_see_members_is_told_what_to_switch_on(discord_wire):
    discord_wire.put(f"{BASE}/members", refusal(403, 50001, "Missing Access"))
    error = refused(discord.get_members, SERVER)
    assert error.kind is ErrorKind.FORBIDDEN
    assert "“Server Members Intent”" in str(error)
    assert "https://discord.com/developers/applications" in str(error)


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (refusal(401, 0, "401: Unauthorized"), ErrorKind.UNAUTHORIZED, "does not accept the bot's token"),
        (refusal(404, 10004, "Unknown Guild"), ErrorKind.NOT_FOUND, "The bot is not on this Discord server"),
        (refusal(403, 50001, "Missing Access"), ErrorKind.FORBIDDEN, "Invite it to the server"),
        (refusal(403, 40333, "internal network error"), ErrorKind.FORBIDDEN, "status 403 (internal network error)"),
    ],
)
def test_a_refusal_says_what_can_be_done(discord_wire, answer, kind, words):
    discord_wire.put(BASE, answer)
    error = refused(discord.get_guild, SERVER)
    assert error.kind is kind
    assert words in str(error)
    assert "the-bots-token" not in str(error)


def test_one_member_is_found_or_none(discord_wire):
    discord_wire.put(f"{BASE}/members/7", row(7, nick="Trog"))
    assert discord.get_member(SERVER, 7).nick == "Trog"
    for code in (10007, 10013):
        discord_wire.put(f"{BASE}/members/8", refusal(404, code, "Unknown"))
        assert discord.get_member(SERVER, 8) is None
    discord_wire.put(f"{BASE}/members/9", refusal(404, 10004, "Unknown Guild"))
    assert refused(discord.get_member, SERVER, 9).kind is ErrorKind.NOT_FOUND


@pytest.mark.parametrize(("call", "method"), [(discord.add_role, "PUT"), (discord.remove_role, "DELETE")])
def test_roles_are_given_and_taken_with_a_reason_for_the_audit_log(discord_wire, call, method):
    script = Script(reply(204))
    discord_wire.put(f"{BASE}/members/7/roles/5", script)
    call(SERVER, 7, 5, reason="Ümbra is Officer\nin game")
    sent = script.requests[0]
    assert sent.method == method
    assert sent.headers["X-Audit-Log-Reason"].isascii()
    assert unquote(sent.headers["X-Audit-Log-Reason"]) == "Ümbra is Officer in game"


def test_a_role_above_the_bots_own_is_explained(discord_wire):
    discord_wire.put(f"{BASE}/members/7/roles/5", refusal(403, 50013, "Missing Permissions"))
    error = refused(discord.add_role, SERVER, 7, 5, reason="r")
    assert error.kind is ErrorKind.FORBIDDEN
    assert "highest role must stand above" in str(error)


def test_a_message_mentions_nobody_and_is_not_doubled_by_a_lost_answer(discord_wire):
    script = Script(reply(502), reply(200, {"id": "1"}))
    discord_wire.put("/api/v10/channels/77/messages", script)
    discord.post_message(77, [{"title": "@everyone"}])
    bodies = [orjson.loads(sent.body) for sent in script.requests]
    assert bodies[0] == bodies[1]
    assert bodies[0]["embeds"] == [{"title": "@everyone"}]
    assert bodies[0]["allowed_mentions"] == {"parse": []}
    assert bodies[0]["enforce_nonce"] is True
    assert 0 < len(bodies[0]["nonce"]) <= 25


def test_two_messages_are_two(discord_wire):
    script = Script(reply(200, {"id": "1"}))
    discord_wire.put("/api/v10/channels/77/messages", script)
    discord.post_message(77, [{"title": "a"}])
    discord.post_message(77, [{"title": "a"}])
    assert len({orjson.loads(sent.body)["nonce"] for sent in script.requests}) == 2


def test_the_token_is_in_no_log_and_no_error(discord_wire, caplog):
    discord_wire.put(BASE, reply(500))
    with caplog.at_level(logging.DEBUG):
        error = refused(discord.get_guild, SERVER)
    assert "the-bots-token" not in caplog.text + repr(error) + str(error.args)
