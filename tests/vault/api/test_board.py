import csv
import io
from datetime import timedelta

import pytest
from django.test import Client

from characters.models import Guild
from tests.factories.characters import GuildMemberFactory
from tests.factories.vault import GreatVaultEntryFactory
from vault.models import GreatVaultEntry


def address(world, query=""):
    return f"/api/guilds/{world.guild.pk}/vault/{query}"


def test_the_board_is_a_list_with_a_row_per_member(world):
    response = world.client("member").get(address(world))
    body = response.json()
    assert response["X-Total-Count"] == "2"
    assert [(row["character"]["name"], row["period"], row["state"], row["raid_heroic"]) for row in body] == [
        ("Ümbrânox", world.period, "fresh", 2),
        ("Trogmoon", world.period, "fresh", 2),
    ]
    assert [slot["row"] for slot in body[0]["slots"]] == ["raid"] * 3 + ["dungeon"] * 3 + ["world"] * 3
    assert body[0]["week_start"].endswith("T15:00:00Z")


@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("member", 200), ("stranger", 404), ("anonymous", 404)])
def test_only_its_people_read_a_private_guilds_board(world, who, status):
    assert world.client(who).get(address(world)).status_code == status


def test_everybody_reads_a_public_board(world):
    Guild.objects.update(is_public=True)
    assert len(Client().get(address(world)).json()) == 2


def test_an_earlier_week_is_asked_for_by_its_period(world):
    GreatVaultEntryFactory(character=world.own.character, period_id=world.period - 1, raid_heroic=7)
    rows = world.client("member").get(address(world, f"?period={world.period - 1}")).json()
    assert {row["character"]["name"]: row["raid_heroic"] for row in rows} == {"Ümbrânox": None, "Trogmoon": 7}
    assert {row["period"] for row in rows} == {world.period - 1}


@pytest.mark.parametrize("period", ["abc", "5", "99999999999", "-1", "1e3", "٣", "599", "3001", "1088.0", "0x440"])
def test_a_week_that_cannot_be_is_refused_in_words(world, period):
    for route in ("vault/", "planner/"):
        where = f"guilds/{world.guild.pk}" if route == "vault/" else f"characters/{world.own.character_id}"
        response = world.client("member").get(f"/api/{where}/{route}?period={period}")
        assert response.status_code == 400
        assert "week" in response.json()["detail"]
    evidence = f"/api/characters/{world.own.character_id}/vault/{period}/evidence/"
    assert world.client("member").get(evidence).status_code == 400


def test_a_week_that_has_not_begun_is_refused(world):
    response = world.client("member").get(address(world, f"?period={world.period + 1}"))
    assert (response.status_code, "begins at" in response.json()["detail"]) == (400, True)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?search=UMBRANOX", ["Ümbrânox"]),
        ("?rank=Officer", ["Ümbrânox"]),
        ("?sort=name", ["Trogmoon", "Ümbrânox"]),
        ("?state=stale", []),
        ("?min_item_level=301", []),
    ],
)
def test_filters_and_orders_stand_in_the_address(world, query, found):
    rows = world.client("member").get(address(world, query)).json()
    assert [row["character"]["name"] for row in rows] == found


@pytest.mark.parametrize("query", ["?class=bard", "?sort=luck", "?state=x", "?role=bank", "?rank=99"])
def test_an_unknown_filter_value_is_refused(world, query):
    assert world.client("member").get(address(world, query)).status_code == 400


def test_pages_are_named_in_headers_and_the_body_stays_a_list(world):
    GuildMemberFactory.create_batch(3, guild=world.guild)
    client = world.client("member")
    first = client.get(address(world, "?page_size=2&sort=name"))
    assert (len(first.json()), first["X-Total-Count"]) == (2, "5")
    assert first["Link"].endswith('page=2&page_size=2&sort=name>; rel="next"')
    last = client.get(address(world, "?page=3&page_size=2&sort=name"))
    assert (len(last.json()), 'rel="prev"' in last["Link"], 'rel="next"' in last["Link"]) == (1, True, False)
    assert client.get(address(world, "?page=4&page_size=2")).status_code == 404
    assert len(client.get(address(world)).json()) == 5


def test_the_board_comes_as_csv(world):
    GuildMemberFactory(guild=world.guild, character__name="Newcomer")
    response = world.client("member").get(address(world, "?format=csv&sort=name"))
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(response.content.decode()))}
    assert response["Content-Disposition"] == 'attachment; filename="vault.csv"'
    assert (rows["Trogmoon"]["raid_1"], rows["Trogmoon"]["raid_2"]) == ("Hero 300", "locked 2/4")
    assert (rows["Newcomer"]["world_3"], rows["Newcomer"]["raid_heroic"]) == ("unknown (never_synced)", "")


def test_an_unchanged_board_is_not_sent_twice(world):
    client = world.client("member")
    etag = client.get(address(world))["ETag"]
    assert client.get(address(world), headers={"If-None-Match": etag}).status_code == 304
    GreatVaultEntry.objects.update(raid_heroic=3)
    assert client.get(address(world), headers={"If-None-Match": etag}).status_code == 200


def test_looking_at_the_board_is_the_only_thing_that_is_written(world, django_assert_max_num_queries):
    client = world.client("member")
    client.get(address(world))
    assert Guild.objects.get().last_viewed_at is not None
    GuildMemberFactory.create_batch(30, guild=world.guild)
    for member in world.guild.members.exclude(character__vault_entries__isnull=False):
        GreatVaultEntryFactory(character=member.character, period_id=world.period)
    with django_assert_max_num_queries(6) as captured:
        assert len(client.get(address(world)).json()) == 32
    assert all(query["sql"].startswith("SELECT") for query in captured.captured_queries)


def test_the_week_turns_at_the_reset(world, monkeypatch):
    from characters.api.endpoints import Endpoint

    week = world.now - timedelta(days=7)
    monkeypatch.setattr(Endpoint, "now", property(lambda self: week))
    assert {row["period"] for row in world.client("member").get(address(world)).json()} == {world.period - 1}
