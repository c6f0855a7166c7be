from datetime import timedelta

import pytest

from characters.models import Character, Guild
from tests.factories.vault import (
    CountSnapshotFactory,
    GreatVaultEntryFactory,
    KeystoneRunFactory,
    KillSightingFactory,
    VaultAmendmentFactory,
    week,
)
from vault.models import GreatVaultEntry

ROUTES = ["", "vault/", "vault/{period}/evidence/", "planner/"]


def address(world, route, pk=None):
    pk = world.own.character_id if pk is None else pk
    return f"/api/characters/{pk}/{route.format(period=world.period)}"


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("member", 200), ("stranger", 404), ("anonymous", 404)])
def test_a_members_data_is_for_the_guilds_people(world, route, who, status):
    assert world.client(who).get(address(world, route, world.other.character_id)).status_code == status


@pytest.mark.parametrize("route", ROUTES)
def test_everybody_reads_members_of_a_public_guild(world, route):
    Guild.objects.update(is_public=True)
    assert world.client("anonymous").get(address(world, route)).status_code == 200


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("pk", ["0", "999999", "9" * 18])
def test_an_unknown_character_is_not_found(world, route, pk):
    response = world.client("member").get(address(world, route, pk))
    assert (response.status_code, pk in response.json()["detail"]) == (404, True)


@pytest.mark.parametrize("route", ROUTES)
def test_looking_at_a_character_is_remembered(world, route):
    world.client("member").get(address(world, route))
    assert Character.objects.get(pk=world.own.character_id).last_viewed_at is not None


def test_a_character_tells_how_old_each_section_is(world):
    body = world.client("member").get(address(world, "")).json()
    assert (body["name"], body["guild"]) == ("Trogmoon", {"id": world.guild.pk, "name": "Keepers"})
    causes = {section["section"]: section["cause"] for section in body["sections"]}
    assert causes["summary"].startswith("Fetched at ")
    assert causes["raids"] == "Never asked for yet: the next sync does."


def test_the_guild_of_a_character_is_not_told_to_strangers(world):
    world.other.character.claims.create(user=world.stranger, is_verified=True, added_at=world.now)
    world.guild.ranks.all().delete()
    body = world.client("stranger").get(address(world, "", world.other.character_id)).json()
    assert body["guild"] == {"id": world.guild.pk, "name": "Keepers"}
    world.other.left_at = world.now
    world.other.save()
    body = world.client("stranger").get(address(world, "", world.other.character_id)).json()
    assert body["guild"] is None


def test_weeks_come_newest_first(world):
    entry = GreatVaultEntryFactory(character=world.own.character, period_id=world.period - 3)
    VaultAmendmentFactory.create_batch(2, entry=entry)
    body = world.client("member").get(address(world, "vault/")).json()
    assert [(row["period"], row["amendments"]) for row in body["results"]] == [
        (world.period, 0), (world.period - 3, 2),
    ]  # fmt: skip
    assert len(body["results"][0]["slots"]) == 9
    assert body["results"][0]["unplaced"] == []


def test_weeks_come_as_csv(world):
    lines = world.client("member").get(address(world, "vault/?format=csv")).content.decode().splitlines()
    assert len(lines) == 2
    assert "raid_heroic" in lines[0]


def test_evidence_tells_who_says_what(world):
    character, start = world.own.character, week(world.period).start
    KillSightingFactory(character=character, source="warcraftlogs", evidence="AbCd#7", killed_at=start, parse=87.2)
    KillSightingFactory(character=character, killed_at=start - timedelta(seconds=1))
    KeystoneRunFactory(character=character, completed_at=start + timedelta(minutes=5))
    KeystoneRunFactory(character=character, completed_at=week(world.period).end)
    for days, count in ((-30, 3), (0.5, 4), (0.6, 4)):
        as_of = start + timedelta(days=days)
        CountSnapshotFactory(character=character, as_of_from=as_of, counts={"2888:heroic": [count, None]})
    CountSnapshotFactory(
        character=character, source="statistics", as_of_from=start + timedelta(days=1), counts={"63535": [9, None]}
    )
    VaultAmendmentFactory(entry=GreatVaultEntry.objects.get(character=character))
    body = world.client("member").get(address(world, "vault/{period}/evidence/")).json()
    (sighting,) = body["sightings"]
    assert (sighting["name"], sighting["parse"]) == ("Nek'zali the Soulcoiler", 87.2)
    assert sighting["url"] == "https://www.warcraftlogs.com/reports/AbCd#fight=7"
    (run,) = body["runs"]
    assert (run["name"], run["level"], run["source"]) == ("Altar of Fangs", 12, "raiderio")
    (counter,) = body["counters"]
    assert (counter["name"], counter["before"], counter["after"]) == ("Nek'zali the Soulcoiler on heroic", 3, 4)
    assert [row["summary"] for row in body["amendments"]] == ["heroic bosses 1 → 2"]
    assert (body["entry"]["raid_heroic"], body["is_closed"], body["reasons"]) == (2, False, {})


def test_a_week_without_anything_known_says_why(world):
    world.own.character.vault_entries.all().delete()
    body = world.client("member").get(address(world, "vault/{period}/evidence/")).json()
    assert (body["entry"], body["sightings"], body["runs"], body["amendments"]) == (None, [], [], [])
    assert list(body["reasons"]) == ["never_synced"]


def test_evidence_takes_a_constant_number_of_queries(world, django_assert_max_num_queries):
    start = week(world.period).start
    for minutes in range(20):
        KillSightingFactory(character=world.own.character, killed_at=start + timedelta(minutes=minutes))
    client = world.client("member")
    client.get(address(world, "vault/{period}/evidence/"))
    with django_assert_max_num_queries(12):
        client.get(address(world, "vault/{period}/evidence/"))


def test_the_planner_names_the_next_steps_and_the_ways_to_each_track(world):
    body = world.client("member").get(address(world, "planner/")).json()
    assert (body["period"], body["season"], len(body["slots"])) == (world.period, "mn-2", 9)
    assert {step["row"] for step in body["steps"]} == {"raid", "dungeon", "world"}
    assert [route["track"] for route in body["routes"]][-1] == "Myth"


def test_the_planner_knows_one_track_by_name(world):
    client = world.client("member")
    assert [r["track"] for r in client.get(address(world, "planner/?track=hero")).json()["routes"]] == ["hero"]
    response = client.get(address(world, "planner/?track=Legend"))
    assert (response.status_code, "no track “Legend”" in response.json()["detail"]) == (400, True)


def test_nothing_can_be_done_in_a_week_that_is_over(world):
    body = world.client("member").get(address(world, f"planner/?period={world.period - 1}")).json()
    assert (body["steps"], body["routes"]) == ([], [])


def test_a_week_that_no_season_covers_has_no_plan(world):
    body = world.client("member").get(address(world, "planner/?period=700")).json()
    assert (body["season"], body["steps"], {slot["state"] for slot in body["slots"]}) == (None, [], {"unknown"})
