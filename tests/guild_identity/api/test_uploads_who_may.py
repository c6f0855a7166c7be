"""Who may upload: officers of that guild, and their programs with a key that is good."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.throttling import ScopedRateThrottle

from characters.models import ApiToken, Guild
from characters.services.tokens import revoke_token
from guild_identity.models import MemberNote
from tests.factories.characters import GuildAccessFactory, GuildFactory, UserFactory
from tests.guild_identity.api.exporting import COMPANION, STATUS, UPLOAD, key_of, nothing_came, post


@pytest.mark.parametrize("address", [UPLOAD, COMPANION])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-API-Key": "f" * 64},
        {"X-API-Key": ""},
        {"X-API-Key": "ключ"},
        {"Authorization": f"Token {'f' * 64}"},
        {"Authorization": "Token"},
    ],
    ids=["none", "forged", "empty", "not ASCII", "forged token", "no token"],
)
def test_without_a_key_that_is_known_nothing_is_taken(world, address, headers):
    assert post(Client(), address, headers=headers).status_code == 401
    assert nothing_came()


@pytest.mark.parametrize("how", ["expired", "revoked", "closed"])
def test_a_key_that_has_ended_is_refused(world, how):
    header = key_of(world)
    token = ApiToken.objects.get()
    if how == "expired":
        ApiToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    elif how == "revoked":
        assert revoke_token(world.officer, token.token_key)
    else:
        world.officer.is_active = False
        world.officer.save()
    answers = [post(Client(), address, **header) for address in (UPLOAD, COMPANION)]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert all(answer.json()["detail"] for answer in answers) and nothing_came()


@pytest.mark.parametrize("who", ["member", "stranger"])
@pytest.mark.parametrize("is_public", [False, True])
@pytest.mark.parametrize("names_it", [False, True])
def test_only_officers_upload(world, who, is_public, names_it):
    Guild.objects.update(is_public=is_public)
    query = f"?guild={world.guild.pk}" if names_it else ""
    expected = 403 if who == "member" or is_public else 404
    expected = expected if who == "member" or names_it else 400
    for ask in ({}, world.token(who, "officer")):
        client = world.client(who) if not ask else Client()
        codes = [post(client, address + query, **ask).status_code for address in (UPLOAD, COMPANION)]
        assert codes == [expected] * 2
    assert nothing_came()


@pytest.mark.parametrize(("is_public", "status"), [(False, 404), (True, 403)])
def test_an_officer_of_one_guild_uploads_for_no_other(world, is_public, status):
    Guild.objects.update(is_public=is_public)
    rival = UserFactory(username="rival")
    GuildAccessFactory(guild=GuildFactory(name="Reapers"), user=rival, level="officer")
    client = Client()
    client.force_login(rival)
    assert post(client, f"{UPLOAD}?guild={world.guild.pk}").status_code == status
    assert nothing_came()
    answer = post(client)
    assert (answer.status_code, "this is Reapers" in answer.json()["detail"]) == (400, True)
    assert not MemberNote.objects.exists()


def test_a_key_of_one_guild_opens_no_other_of_the_same_officer(world):
    other = GuildFactory(name="Reapers")
    GuildAccessFactory(guild=other, user=world.officer, level="officer")
    assert post(Client(), f"{COMPANION}?guild={world.guild.pk}", **key_of(world, guild=other)).status_code == 404
    assert nothing_came()
    assert post(Client(), COMPANION, **key_of(world, guild=world.guild)).status_code == 200


def test_an_officer_of_several_guilds_says_which(world):
    GuildAccessFactory(guild=GuildFactory(name="Reapers"), user=world.officer, level="officer")
    answer = post(Client(), COMPANION, **key_of(world))
    assert (answer.status_code, "?guild=ID" in answer.json()["detail"], nothing_came()) == (400, True, True)
    assert post(Client(), f"{COMPANION}?guild={world.guild.pk}", **key_of(world)).status_code == 200


@pytest.mark.parametrize("address", [UPLOAD, COMPANION])
def test_a_token_that_reads_does_not_upload(world, address):
    assert post(Client(), address, **key_of(world, scope="read")).status_code == 403
    assert nothing_came()


def test_a_key_that_uploads_reads_no_reports_and_changes_nothing_else(world, people):
    token = world.token("officer", "upload")
    assert Client().post("/api/guild-sync/blizzard/trigger", **token).status_code == 403
    assert Client().get("/api/identity/proposals", **token).status_code == 403
    assert Client().get(STATUS, **key_of(world)).status_code == 200


def test_a_forged_form_of_another_site_is_refused(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.officer)
    assert (post(client).status_code, nothing_came()) == (403, True)


def test_uploading_is_throttled(world, monkeypatch):
    monkeypatch.setattr(ScopedRateThrottle, "get_rate", lambda self: "2/min")
    client = world.client("officer")
    assert [post(client).status_code for _ in range(3)] == [201, 200, 429]
