import pytest

from characters.models import Guild, SyncRun
from tests.factories.characters import SyncRunFactory, SyncStepFactory, UserFactory


@pytest.fixture
def run(world):
    run = SyncRunFactory(guild=world.guild)
    SyncStepFactory(run=run, kind="roster", character=None, status="done", requests=1)
    SyncStepFactory(run=run, character=world.own.character, status="done", requests=4)
    SyncStepFactory(run=run, character=world.other.character, status="failed", error="It broke.", requests=2)
    SyncStepFactory(run=run, kind="logs", character=None)
    return run


def test_a_run_tells_how_far_it_is_and_what_went_wrong(world, run):
    body = world.client("member").get(f"/api/sync-runs/{run.pk}").json()
    assert (body["status"], body["kind"], body["guild"]) == ("running", "guild", world.guild.pk)
    assert body["url"] == f"http://testserver/api/sync-runs/{run.pk}"
    progress = body["progress"]
    assert (progress["total"], progress["done"], progress["failed"], progress["pending"]) == (4, 2, 1, 1)
    assert (progress["percent"], progress["requests"], progress["with_errors"]) == (75, 7, 1)
    assert progress["by_kind"]["character"] == {"pending": 0, "running": 0, "done": 1, "failed": 1}
    assert body["errors"] == [
        {
            "kind": "character", "character": world.other.character_id, "name": "Ümbrânox", "error": "It broke.",
            "gave_up": True,
        }
    ]  # fmt: skip


@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("member", 200), ("stranger", 404), ("anonymous", 404)])
def test_a_run_is_for_those_who_see_its_guild(world, run, who, status):
    assert world.client(who).get(f"/api/sync-runs/{run.pk}").status_code == status
    assert world.client(who).get(f"/api/sync-runs/?guild={world.guild.pk}").status_code == status
    assert len(world.client(who).get("/api/sync-runs/").json()["results"]) == (status == 200)


def test_everybody_follows_the_runs_of_a_public_guild(world, run):
    Guild.objects.update(is_public=True)
    assert world.client("anonymous").get(f"/api/sync-runs/{run.pk}").status_code == 200


def test_whoever_asked_for_a_run_follows_it(world):
    run = SyncRunFactory(kind="character", requested_by=world.stranger)
    assert world.client("stranger").get(f"/api/sync-runs/{run.pk}").status_code == 200
    assert world.client("member").get(f"/api/sync-runs/{run.pk}").status_code == 404


def test_a_character_run_is_for_those_who_see_the_character(world):
    run = SyncRunFactory(kind="character", character=world.other.character)
    assert world.client("member").get(f"/api/sync-runs/{run.pk}").status_code == 200
    assert world.client("stranger").get(f"/api/sync-runs/{run.pk}").status_code == 404


def test_operators_follow_every_run(world, run):
    world.stranger = UserFactory(is_superuser=True)
    SyncRunFactory(kind="character")
    assert world.client("stranger").get("/api/sync-runs/").json()["count"] == 2


def test_a_bound_token_follows_its_guilds_runs(world, run):
    SyncRunFactory(kind="character", requested_by=world.member)
    assert world.client("member").get("/api/sync-runs/").json()["count"] == 2
    headers = world.token("member", "read", guild=world.guild)
    assert world.client("anonymous").get("/api/sync-runs/", **headers).json()["count"] == 1


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 18, "9" * 5000], ids=lambda pk: pk[:20])
def test_an_unknown_run_or_guild_is_not_found(world, pk):
    assert world.client("member").get(f"/api/sync-runs/{pk}").status_code == 404
    assert world.client("member").get(f"/api/sync-runs/?guild={pk}").status_code == 404
    assert world.client("member").get("/api/sync-runs/?guild=abc").status_code == 404


@pytest.mark.parametrize("count", [1, 20])
def test_many_runs_take_as_many_queries_as_one(world, run, count, django_assert_max_num_queries):
    for _ in range(count):
        SyncRunFactory(guild=world.guild, status=SyncRun.Status.DONE)
    client = world.client("member")
    with django_assert_max_num_queries(5):
        assert len(client.get("/api/sync-runs/").json()["results"]) == count + 1


def test_runs_come_as_csv(world, run):
    lines = world.client("member").get("/api/sync-runs/?format=csv").content.decode().splitlines()
    assert lines[0].startswith("id,kind,status,source,guild")
    assert len(lines) == 2
