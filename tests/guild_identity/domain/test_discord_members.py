"""Discord's documents, the real ones and broken ones, and lists that nobody should believe."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from characters.domain.errors import MalformedPayload
from guild_identity.domain.discord_members import (
    DiscordMember,
    ServerRole,
    hold_reason,
    parse_member,
    parse_members,
    parse_role_event,
    parse_server,
    parse_server_id,
)
from tests.captures import captured


def row(user_id="800000000000000001", username="trog", **more):
    return {"user": {"id": user_id, "username": username, "global_name": None}, "nick": None, "roles": []} | more


def document(name: str):
    return json.loads(captured(f"discord/{name}"))


def test_a_member_is_read_with_ids_as_numbers():
    member = parse_member(row(nick="Trog", roles=["7", "8", "7"], joined_at="2024-04-09T04:00:26.288963+00:00"))
    joined = datetime(2024, 4, 9, 4, 0, 26, 288963, UTC)
    assert member == DiscordMember(800000000000000001, "trog", "", "Trog", (7, 8), joined)


def test_what_an_event_leaves_out_is_not_told_and_what_is_null_is_told_to_be_empty():
    left = parse_member({"user": {"id": "1", "username": "trog"}, "guild_id": "2"})
    assert (left.global_name, left.nick, left.role_ids, left.joined_at) == (None, None, None, None)
    told = parse_member(row(joined_at=None))
    assert (told.global_name, told.nick, told.role_ids, told.joined_at) == ("", "", (), None)


def test_names_do_not_turn_the_letters_around_them():
    user = {"id": "1", "username": "trog", "global_name": "\u2066"}
    member = parse_member(row(nick="\u202egort\u2069") | {"user": user})
    assert (member.nick, member.global_name) == ("gort", "")
    assert parse_member(row(nick="مرحبا \u200f!")).nick == "مرحبا \u200f!"


def test_bots_say_that_they_are_bots():
    assert parse_member({"user": {"id": "1", "username": "yum", "bot": True}}).is_bot
    assert not parse_member(row()).is_bot


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        ([row(), row(user_id=5)], "members: expected str, got int at $[1].user.id"),
        ([row(), row(user_id="5x")], "members: $[1].user.id: expected an id of Discord, got '5x'"),
        ([row(user_id=str(2**63))], "members: $[0].user.id: expected an id"),
        ([row(user_id="0")], "members: $[0].user.id: expected an id"),
        ([row(user_id="²")], "members: $[0].user.id: expected an id"),
        ([row(roles=["1", "a"])], "members: $[0].roles[1]: expected an id"),
        ([row(joined_at="yesterday")], "members: $[0].joined_at: expected ISO 8601"),
        ([row(username="")], "at $[0].user.username"),
        ([row(nick="x" * 65)], "at $[0].nick"),
        ([row(nick="half \ud800")], "members: "),
        ([{"nick": "x"}], "members: object missing required field user at $[0]"),
        ({"message": "no list"}, "members: expected array, got object"),
        (None, "members: expected array, got null"),
    ],
)
def test_a_wrong_value_is_named_by_its_path(broken, where):
    with pytest.raises(MalformedPayload) as caught:
        parse_members(broken)
    assert where in str(caught.value)


def test_roles_are_read_once_each_and_the_one_that_everybody_has_is_none_of_them():
    rows = [
        {"id": "9", "name": "@everyone", "position": 0, "managed": False},
        {"id": "11", "name": "Officer", "position": 3},
        {"id": "11", "name": "Officer", "position": 4},
        {"id": "12", "name": "A bot", "position": 1, "managed": True},
    ]
    server = parse_server({"id": "9", "name": "Keepers", "roles": rows, "approximate_member_count": 40})
    assert server.roles == (ServerRole(11, "Officer", 4), ServerRole(12, "A bot", 1, True))
    assert (server.server_id, server.name, server.member_count) == (9, "Keepers", 40)


@pytest.mark.parametrize(("rights", "managing"), [("32", {11}), (32, {11}), (8, {11}), ("4", set()), ("x" * 9, set())])
def test_rights_of_roles_are_read_as_text_and_as_numbers(rights, managing):
    role = {"id": "11", "name": "Officer", "permissions": rights}
    assert parse_server({"id": "9", "name": "Keepers", "roles": [role]}).managing_roles == managing


def test_an_event_about_a_role_has_the_role_or_the_id_of_one_that_is_gone():
    assert parse_role_event({"guild_id": "1", "role": {"id": "5", "name": "New"}}) == ServerRole(5, "New")
    assert parse_role_event({"guild_id": "1", "role_id": "5"}) == 5
    with pytest.raises(MalformedPayload):
        parse_role_event({"guild_id": "1"})


def test_an_event_says_which_server_it_is_about():
    assert parse_server_id({"guild_id": "12", "user": {}}) == 12
    assert parse_server_id({"id": "13", "name": "Keepers"}) == 13
    with pytest.raises(MalformedPayload):
        parse_server_id({"guild_id": None})


@pytest.mark.parametrize(
    ("known", "listed", "missing", "is_held"),
    [
        (0, 0, 0, False),
        (1, 0, 1, True),
        (10, 7, 3, False),
        (10, 6, 4, True),
        (100, 80, 20, False),
        (100, 79, 21, True),
        (100, 500, 0, False),
        (100, 100, 50, True),
    ],
)
def test_a_list_that_loses_too_many_at_once_is_held(known, listed, missing, is_held):
    assert bool(hold_reason(known, listed, missing)) is is_held


def test_a_list_much_shorter_than_the_server_counts_is_held_even_where_nobody_is_known():
    assert hold_reason(0, 50, 0, 100) == "Discord lists 50 members, but counts about 100."
    assert hold_reason(0, 95, 0, 100) is None
    assert hold_reason(0, 1, 0, 4) is None


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_a_list_that_loses_nobody_is_believed_unless_it_is_empty(known, newcomers):
    assert hold_reason(known, known + newcomers, 0) is None


@pytest.mark.parametrize(
    ("name", "username", "is_bot"),
    [
        ("gateway_GuildMemberAdd.json", "abcd", False),
        ("gateway_GuildMemberRemove.json", "abcd", True),
        ("gateway_GuildMemberUpdate.json", "aaaa", True),
        ("discord_gateway_GUILD_MEMBER_ADD_2024-04.json", "tiksantesting", False),
    ],
)
def test_captured_events_about_members_are_read(name, username, is_bot):
    body = document(name)["d"]
    assert (parse_member(body).username, parse_member(body).is_bot) == (username, is_bot)
    assert parse_server_id(body) > 0


def test_captured_members_are_read():
    older, newer = document("rest_v8_GuildMemberModify.json"), document("discord_rest_guild_member_2023.json")
    members = parse_members([older, newer])
    assert [member.nick for member in members] == ["nickname", "CGN | Gucci_Sliders"]
    assert [member.role_ids for member in members] == [(440201724872097807,), (544887722670555148,)]
    assert members[1].global_name is None


def test_captured_servers_and_roles_are_read():
    assert parse_server(document("rest_Guild.json")).name == "Guild"
    created = document("discord_gateway_GUILD_CREATE_2025_roles_members_trimmed.json")["d"]
    assert parse_server(created).roles == (ServerRole(1193795115878195214, "yum", 1, True),)
    assert [member.is_bot for member in parse_members(created["members"])] == [True]
    assert parse_role_event(document("gateway_GuildRoleUpdate.json")["d"]).name == "rrrr"
    assert parse_role_event(document("gateway_GuildRoleCreate.json")["d"]).name == "new role"
    assert parse_role_event(document("gateway_GuildRoleDelete.json")["d"]) == 599998622448353307
