"""Every page for a member, an officer, a stranger and nobody in particular."""

import pytest
from django.urls import reverse


def guild_addresses(demo):
    return [
        reverse("guild-vault", args=[demo.guild.pk]),
        reverse("guild-sync", args=[demo.guild.pk]),
        reverse("guild-sync-part", args=[demo.guild.pk]),
    ]


def character_addresses(demo):
    pk, period = demo.characters[0].pk, demo.week.period_id
    rows = [reverse("vault-evidence", args=[pk, period, row]) for row in ("raid", "dungeon", "world")]
    return [reverse("character", args=[pk]), *rows]


def statuses(client, addresses):
    return {client.get(address).status_code for address in addresses}


def test_a_hidden_guild_is_not_there_for_nobody_in_particular(client, demo):
    assert statuses(client, guild_addresses(demo) + character_addresses(demo)) == {404}


def test_a_hidden_guild_is_not_there_for_a_stranger(client, demo, stranger):
    client.force_login(stranger)
    assert statuses(client, guild_addresses(demo) + character_addresses(demo)) == {404}


@pytest.mark.parametrize("who", ["member", "officer", "operator"])
def test_those_who_belong_see_every_page(client, demo, who, request):
    client.force_login(request.getfixturevalue(who))
    assert statuses(client, guild_addresses(demo) + character_addresses(demo)) == {200}


def test_a_public_guild_is_seen_by_everybody(client, demo):
    demo.guild.is_public = True
    demo.guild.save()
    assert statuses(client, guild_addresses(demo) + character_addresses(demo)) == {200}


def test_home_lists_only_what_may_be_seen(client, demo, stranger, member):
    assert demo.guild.name not in client.get("/").text
    client.force_login(stranger)
    assert demo.guild.name not in client.get("/").text
    client.force_login(member)
    assert demo.guild.name in client.get("/").text


def test_a_hidden_page_offers_to_sign_in_and_come_back(client, demo):
    address = guild_addresses(demo)[0]
    assert f"next={address}" in client.get(address).text


def test_the_own_list_asks_to_sign_in(client, db):
    assert client.get("/characters/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("who", [None, "stranger", "member"])
def test_only_officers_start_a_sync(client, demo, who, request):
    if who:
        client.force_login(request.getfixturevalue(who))
    answer = client.post(reverse("guild-sync-start", args=[demo.guild.pk]))
    assert answer.status_code == (403 if who == "member" else 404)
    assert demo.guild.runs.filter(status="running").count() == 0


def test_members_are_not_shown_the_button_for_syncing(client, demo, member, officer):
    address = guild_addresses(demo)[1]
    client.force_login(member)
    assert "Sync now" not in client.get(address).text
    client.force_login(officer)
    assert "Sync now" in client.get(address).text


def test_a_held_roster_is_told_to_officers_only(client, demo, member, officer):
    demo.guild.held_rosters.create(body={}, reason="too thin", member_count=1, missing_count=9, held_at=demo.now)
    address = guild_addresses(demo)[0]
    client.force_login(member)
    assert "too thin" not in client.get(address).text
    client.force_login(officer)
    assert "too thin" in client.get(address).text


@pytest.mark.parametrize("address", ["/guilds/999999999999999999999/vault/", "/characters/0/", "/guilds/7/nothing/"])
def test_what_is_not_there_is_404_with_a_page(client, operator, address):
    client.force_login(operator)
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Nothing here" in answer.text
