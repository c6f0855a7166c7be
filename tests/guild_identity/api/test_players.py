"""Players over the API: lists and filters, one of them, merging and splitting."""

import csv
import io

import pytest

from guild_identity.models import Player, PlayerCharacter
from tests.factories.identity import (
    DiscordUserFactory,
    PlayerCharacterFactory,
    PlayerFactory,
    member_of,
)
from tests.guild_identity.api.routes import send


def names(client, query=""):
    return [row["display_name"] for row in client.get(f"/api/identity/players{query}").json()["results"]]


def test_a_player_says_who_it_is_and_why(world, people):
    row = world.client("officer").get(f"/api/identity/players/{people.player.pk}/").json()
    assert row["discord"] == {
        "id": "123456789012345678", "discord_user": people.user.pk, "username": "trog", "display_name": "trog",
        "roles": ["Member"], "is_present": True,
    }  # fmt: skip
    assert row["main"] == {"id": world.own.character_id, "name": "Trogmoon", "realm": "senjin"}
    [character] = row["characters"]
    assert {name: character[name] for name in ("name", "class", "rank", "rank_name", "link_source", "confidence")} == {
        "name": "Trogmoon", "class": "Druid", "rank": 3, "rank_name": "Member", "link_source": "guild_note",
        "confidence": 0.9,
    }  # fmt: skip
    assert [piece["rule"] for piece in character["evidence"]] == ["same_name", "noted_discord", "noted_discord"]
    assert [event["kind"] for event in row["history"]] == ["linked"]


def test_a_further_account_stands_beside_the_first(world, people):
    people.player.other_discord_users.add(people.loner)
    row = world.client("member").get(f"/api/identity/players/{people.player.pk}/").json()
    assert [account["username"] for account in row["further_discord"]] == ["löner"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Rival", "trog"]),
        ("?has_discord=yes", ["trog"]),
        ("?has_discord=no", ["Rival"]),
        ("?is_active=no", []),
        ("?link_source=guild_note", ["trog"]),
        ("?search=TRÖGMOON", ["trog"]),
        ("?search=umbranox", ["Rival"]),
        ("?search=nobody", []),
    ],
)
def test_filters_stand_in_the_address(world, people, query, found):
    assert names(world.client("member"), query) == found


@pytest.mark.parametrize("query", ["?has_discord=perhaps", "?is_active=2", "?link_source=luck"])
def test_an_unknown_filter_value_is_refused(world, people, query):
    answer = world.client("member").get(f"/api/identity/players{query}")
    assert (answer.status_code, "Use" in answer.json()["detail"]) == (400, True)


def test_the_list_comes_in_pages_and_whole_as_csv(world, people):
    client = world.client("member")
    page = client.get("/api/identity/players?page_size=1&page=2").json()
    assert (page["count"], [row["display_name"] for row in page["results"]]) == (2, ["trog"])
    table = client.get("/api/identity/players?format=csv")
    rows = {row["display_name"]: row for row in csv.DictReader(io.StringIO(table.content.decode()))}
    assert table["Content-Disposition"] == 'attachment; filename="players.csv"'
    assert (rows["trog"]["discord"], rows["trog"]["main"], rows["trog"]["characters"]) == (
        "trog",
        "Trogmoon",
        "Trogmoon",
    )
    assert rows["Rival"]["discord"] == ""


def test_an_unchanged_list_is_not_sent_twice(world, people):
    client = world.client("member")
    etag = client.get("/api/identity/players")["ETag"]
    assert client.get("/api/identity/players", headers={"If-None-Match": etag}).status_code == 304
    Player.objects.update(display_name="Other")
    assert client.get("/api/identity/players", headers={"If-None-Match": etag}).status_code == 200


def test_merging_gives_all_to_one(world, people):
    answer = send(
        world.client("officer"), "post", f"identity/players/{people.player.pk}/merge", {"player": people.rival.pk}
    )
    assert sorted(row["name"] for row in answer.json()["characters"]) == ["Trogmoon", "Ümbrânox"]
    people.rival.refresh_from_db()
    assert not people.rival.is_active


def test_merging_a_player_with_itself_is_a_conflict(world, people):
    address = f"identity/players/{people.player.pk}/merge"
    assert send(world.client("officer"), "post", address, {"player": people.player.pk}).status_code == 409
    assert send(world.client("officer"), "post", address, {"player": 4711}).status_code == 404


def test_splitting_makes_a_new_player_with_its_discord_account(world, people):
    second = PlayerCharacterFactory(player=people.player, character=member_of(world.guild, "Trogbane")).character
    body = {"characters": [second.pk], "discord_user": people.loner.pk, "reason": "his brother"}
    answer = send(world.client("officer"), "post", f"identity/players/{people.player.pk}/split", body)
    assert answer.status_code == 201
    assert (answer.json()["discord"]["username"], answer.json()["main"]["name"]) == ("löner", "Trogbane")
    assert PlayerCharacter.objects.get(character=second).player_id == answer.json()["id"] != people.player.pk


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"characters": []}, 400),
        ({"characters": ["x"]}, 400),
        ({"characters": [10**30]}, 400),
        ({}, 400),
        ([], 400),
        ({"characters": [4711]}, 404),
        ({"characters": "own"}, 409),
        ({"characters": "own", "discord_user": 4711}, 404),
    ],
)
def test_a_split_that_makes_no_sense_is_refused_in_words(world, people, body, status):
    if body and body["characters"] == "own":
        body = {**body, "characters": [people.link.character_id]}
    answer = send(world.client("officer"), "post", f"identity/players/{people.player.pk}/split", body)
    assert (answer.status_code, bool(answer.json()["detail"])) == (status, True)


def test_a_long_list_takes_no_more_queries_than_a_short_one(world, people, django_assert_max_num_queries):
    client = world.client("officer")

    def asked():
        with django_assert_max_num_queries(13) as captured:
            assert client.get("/api/identity/players?page_size=1000").status_code == 200
        return len(captured)

    for number in range(10):
        _player(world, number)
    few = asked()
    for number in range(10, 200):
        _player(world, number)
    assert asked() == few


def _player(world, number):
    letters = f"{chr(97 + number // 26)}{chr(97 + number % 26)}"
    player = PlayerFactory(guild=world.guild, discord_user=DiscordUserFactory(guild=world.guild))
    player.other_discord_users.add(DiscordUserFactory(guild=world.guild))
    PlayerCharacterFactory(player=player, character=member_of(world.guild, f"Many{letters}"))
