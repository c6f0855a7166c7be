from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from characters.models import ApiToken, GuildRank
from characters.services.tokens import MOST_TOKENS, create_token
from tests.factories.characters import GuildAccessFactory, GuildFactory

JSON = {"content_type": "application/json"}


def test_the_secret_is_shown_once_and_opens_the_door(world):
    created = world.client("member").post("/api/tokens/", {"name": "sheet"}, **JSON)
    assert (created.status_code, created["Cache-Control"]) == (201, "no-store")
    secret = created.json()["secret"]
    assert (created.json()["scope"], created.json()["expires_at"]) == ("read", None)
    listed = world.client("member").get("/api/tokens/")
    assert secret not in listed.content.decode()
    assert [row["name"] for row in listed.json()["results"]] == ["sheet"]
    assert secret not in str(list(ApiToken.objects.values()))
    answer = Client().get("/api/guilds/", headers={"Authorization": f"Token {secret}"}).json()
    assert [guild["name"] for guild in answer["results"]] == ["Keepers"]


def test_a_token_is_revoked_by_its_owner_only(world):
    token, secret = create_token(world.member, name="x", scope="read")
    address = f"/api/tokens/{token.token_key}/"
    assert world.client("officer").delete(address).status_code == 404
    assert world.client("member").delete(address).status_code == 204
    response = Client().get("/api/guilds/", headers={"Authorization": f"Token {secret}"})
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Token")
    assert "revoked" in response.json()["detail"]


@pytest.mark.parametrize("secret", ["x", "ü", "\xff\xfe", "a" * 5000, "a b", ""])
def test_nonsense_for_a_token_is_turned_away(world, secret):
    response = Client().get("/api/guilds/", HTTP_AUTHORIZATION=f"Token {secret}")
    assert response.status_code == 401


def test_a_token_ends(world):
    created = world.client("member").post("/api/tokens/", {"name": "short", "days": 1}, **JSON).json()
    ApiToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    headers = {"Authorization": f"Token {created['secret']}"}
    assert "expired" in Client().get("/api/guilds/", headers=headers).json()["detail"]


def test_a_closed_account_has_no_tokens(world):
    headers = world.token("member", "read")
    world.member.is_active = False
    world.member.save()
    assert Client().get("/api/guilds/", **headers).status_code == 401


@pytest.mark.parametrize("scope", ["read", "upload", "officer"])
def test_reading_needs_no_wider_scope(world, scope):
    assert Client().get(f"/api/guilds/{world.guild.pk}/", **world.token("officer", scope)).status_code == 200


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("upload", 403), ("officer", 200)])
def test_an_officers_work_needs_the_scope_officer(world, scope, status):
    address, changes = f"/api/guilds/{world.guild.pk}/ranks/", [{"index": 3, "name": "Raider"}]
    response = Client().patch(address, changes, **JSON, **world.token("officer", scope))
    assert response.status_code == status
    assert (GuildRank.objects.get(index=3).name == "Raider") is (status == 200)


def test_the_scope_officer_makes_nobody_an_officer(world):
    address = f"/api/guilds/{world.guild.pk}/ranks/"
    assert Client().patch(address, [], **JSON, **world.token("member", "officer")).status_code == 403


@pytest.mark.parametrize("method", ["post", "delete"])
def test_a_reading_token_changes_nothing_of_its_owner(world, method):
    address = "/api/users/me/characters" if method == "post" else f"/api/users/me/characters/{world.own.character_id}"
    response = getattr(Client(), method)(address, {}, **JSON, **world.token("member", "read"))
    assert response.status_code == 403
    assert world.member.user_characters.exists()


def test_a_token_bound_to_a_guild_sees_that_guild_only(world):
    other = GuildFactory(name="Other")
    GuildFactory(name="Open", is_public=True)
    GuildAccessFactory(guild=other, user=world.member)
    headers = world.token("member", "read", guild=other)
    assert [g["name"] for g in Client().get("/api/guilds/", **headers).json()["results"]] == ["Other"]
    for route in ("", "roster/", "ranks/", "vault/"):
        assert Client().get(f"/api/guilds/{world.guild.pk}/{route}", **headers).status_code == 404
        assert Client().get(f"/api/guilds/{other.pk}/{route}", **headers).status_code == 200
    assert Client().get(f"/api/characters/{world.own.character_id}/", **headers).status_code == 404
    for address in ("/api/users/me/characters", "/api/tokens/"):
        assert Client().get(address, **headers).status_code == 403


def test_a_bound_token_opens_no_guild_that_its_owner_may_not_see(world):
    headers = world.token("stranger", "officer", guild=world.guild)
    assert Client().get(f"/api/guilds/{world.guild.pk}/", **headers).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"name": ""}, 400),
        ({"name": "x" * 61}, 400),
        ({"name": "x", "scope": "god"}, 400),
        ({"name": "x", "days": 0}, 400),
        ({"name": "x", "days": 10**9}, 400),
        ({"name": "x", "guild": 999999}, 404),
        ({"name": "x\0"}, 400),
        ([], 400),
        ({"name": "x", "guild": None, "days": None}, 201),
    ],
)
def test_what_a_new_token_may_say(world, body, status):
    assert world.client("member").post("/api/tokens/", body, **JSON).status_code == status


def test_nobody_binds_a_token_to_a_guild_that_is_hidden_from_them(world):
    body = {"name": "x", "guild": world.guild.pk}
    assert world.client("stranger").post("/api/tokens/", body, **JSON).status_code == 404
    assert world.client("member").post("/api/tokens/", body, **JSON).json()["guild"] == world.guild.pk


def test_tokens_are_limited_in_number(world):
    for number in range(MOST_TOKENS):
        create_token(world.member, name=str(number), scope="read")
    response = world.client("member").post("/api/tokens/", {"name": "one more"}, **JSON)
    assert (response.status_code, "Revoke one" in response.json()["detail"]) == (409, True)


def test_what_was_made_is_told_in_json_only(world):
    response = world.client("member").post("/api/tokens/?format=csv", {"name": "x"}, **JSON)
    assert (response.status_code, response["Content-Type"]) == (404, "application/json")


@pytest.mark.parametrize("method", ["get", "post"])
def test_tokens_are_for_those_who_signed_in(world, method):
    assert getattr(Client(), method)("/api/tokens/", {}, **JSON).status_code == 401
