import pytest
from kombu.exceptions import OperationalError

from characters.models import Guild, SyncRun, SyncStep
from vault.tasks import dispatch_due_steps


@pytest.fixture
def offers(monkeypatch):
    """Count the offers to the workers instead of making them."""
    made = []
    monkeypatch.setattr(dispatch_due_steps, "delay", lambda: made.append(1))
    return made


def gear_sync(world, who="member", pk=None, slash=""):
    pk = world.own.character_id if pk is None else pk
    return world.client(who).post(f"/api/users/me/characters/{pk}/gear/sync{slash}")


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_sync_of_ones_character_is_queued_and_can_be_followed(world, offers, slash):
    response = gear_sync(world, slash=slash)
    body = response.json()
    assert (response.status_code, body["status"], body["kind"], body["note"]) == (202, "running", "character", None)
    assert (body["character"], body["progress"]["total"], offers) == (world.own.character_id, 1, [1])
    assert world.client("member").get(body["url"].removeprefix("http://testserver")).json()["id"] == body["id"]
    step = SyncStep.objects.get()
    assert (step.run.requested_by, step.run.source, step.is_forced) == (world.member, "api", True)


def test_asking_twice_joins_the_run_that_goes_on(world, offers):
    assert gear_sync(world).json()["id"] == gear_sync(world).json()["id"]
    SyncRun.objects.update(status="done")
    gear_sync(world)
    assert SyncRun.objects.count() == 2


@pytest.mark.parametrize("pk", [0, 999999, "other"])
def test_only_ones_own_characters_are_synced(world, offers, pk):
    pk = world.other.character_id if pk == "other" else pk
    assert gear_sync(world, pk=pk).status_code == 404
    assert not SyncRun.objects.exists()


def test_a_claim_is_enough_for_a_sync(world, offers):
    world.other.character.claims.create(user=world.stranger, added_at=world.now)
    response = gear_sync(world, "stranger", world.other.character_id)
    assert response.status_code == 202
    assert world.client("stranger").get(response.json()["url"]).status_code == 200


def test_without_a_broker_the_run_is_kept_and_the_answer_says_so(world, monkeypatch):
    def unreachable():
        raise OperationalError("connection refused")

    monkeypatch.setattr(dispatch_due_steps, "delay", unreachable)
    response = gear_sync(world)
    assert (response.status_code, "kept" in response.json()["note"]) == (202, True)
    assert SyncStep.objects.filter(status="pending").count() == 1


@pytest.mark.parametrize(("who", "status"), [("officer", 202), ("member", 403), ("stranger", 404), ("anonymous", 404)])
def test_only_officers_start_a_guilds_sync(world, offers, who, status):
    response = world.client(who).post(f"/api/guilds/{world.guild.pk}/sync")
    assert (response.status_code, SyncRun.objects.count()) == (status, int(status == 202))


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("upload", 403), ("officer", 202)])
def test_a_token_starts_a_guilds_sync_with_the_scope_officer(world, offers, scope, status):
    client = world.client("anonymous")
    address = f"/api/guilds/{world.guild.pk}/sync"
    assert client.post(address, **world.token("officer", scope)).status_code == status


def test_anonymous_visitors_of_a_public_guild_are_asked_to_sign_in(world, offers):
    Guild.objects.update(is_public=True)
    assert world.client("anonymous").post(f"/api/guilds/{world.guild.pk}/sync").status_code == 401


def test_a_guilds_second_run_is_the_first(world, offers):
    client = world.client("officer")
    first, second = (client.post(f"/api/guilds/{world.guild.pk}/sync").json() for _ in range(2))
    assert (first["id"], first["guild"], first["progress"]["total"]) == (second["id"], world.guild.pk, 1)


def test_syncs_are_throttled(world, offers):
    answers = [gear_sync(world).status_code for _ in range(31)]
    assert (answers[29], answers[30]) == (202, 429)
