"""The pipeline over the API: starting it, how it stands, reports."""

import pytest
from kombu.exceptions import OperationalError
from rest_framework.throttling import ScopedRateThrottle

from characters.models import SyncRun
from guild_identity import tasks
from guild_identity.models import DiscordServer
from tests.guild_identity.api.routes import send

TRIGGER, REPORT = "guild-sync/blizzard/trigger", "guild-sync/report/trigger"


@pytest.fixture
def offered(monkeypatch):
    """What was offered to the workers."""
    offers = []
    monkeypatch.setattr(tasks.work_pipeline, "delay", lambda *args, **named: offers.append((args, named)))
    monkeypatch.setattr(tasks.send_report, "delay", lambda *args, **named: offers.append((args, named)))
    return offers


@pytest.fixture
def no_broker(monkeypatch):
    def unreachable(*args, **named):
        raise OperationalError("connection refused")

    monkeypatch.setattr(tasks.work_pipeline, "delay", unreachable)
    monkeypatch.setattr(tasks.send_report, "delay", unreachable)


def test_an_officer_starts_the_pipeline_and_follows_it(world, people, offered):
    client = world.client("officer")
    answer = send(client, "post", TRIGGER)
    run = SyncRun.objects.get(kind="identity", status="running")
    assert (answer.status_code, answer.json()["id"], answer.json()["note"]) == (202, run.pk, None)
    assert (run.source, run.requested_by, offered) == ("api", world.officer, [((run.pk,), {})])
    assert client.get(answer.json()["url"]).json()["progress"]["total"] == 6


def test_who_asks_again_joins_the_run_that_goes_on(world, people, offered):
    first, second = (send(world.client("officer"), "post", TRIGGER).json()["id"] for _ in range(2))
    assert first == second


def test_without_workers_the_run_is_kept(world, people, no_broker):
    answer = send(world.client("officer"), "post", TRIGGER)
    assert (answer.status_code, "kept" in answer.json()["note"]) == (202, True)


@pytest.mark.parametrize("address", [TRIGGER, REPORT])
def test_starting_is_throttled(world, people, offered, monkeypatch, address):
    monkeypatch.setattr(ScopedRateThrottle, "get_rate", lambda self: "2/min")
    codes = [send(world.client("officer"), "post", address, {}).status_code for _ in range(3)]
    assert codes == [202, 202, 429]


def test_the_status_tells_runs_discord_upload_and_what_waits(world, people):
    row = world.client("officer").get("/api/guild-sync/status").json()
    [run] = row["runs"]
    assert run["steps"] == [{"step": "match", "status": "done", "counts": {"links": 1}, "error": ""}]
    assert (row["discord"]["server"], row["discord"]["members"]) == ("Keepers", 2)
    assert (row["last_upload"]["id"], row["last_upload"]["status"]) == (people.upload.pk, "pending")
    assert row["pending"] == {"uploads": 1, "proposals": 1, "issues": 1, "characters": 1}


def test_a_guild_without_anything_has_a_status(world):
    row = world.client("member").get("/api/guild-sync/status").json()
    assert (row["runs"], row["discord"], row["last_upload"], row["pending"]["characters"]) == ([], None, None, 2)


@pytest.mark.parametrize(("body", "is_full"), [({}, False), ({"full": True}, True)])
def test_a_report_is_left_to_the_workers(world, people, offered, body, is_full):
    answer = send(world.client("officer"), "post", REPORT, body)
    assert (answer.status_code, answer.json()) == (202, {"guild": world.guild.pk, "full": is_full, "issues": 1})
    assert offered == [((world.guild.pk,), {"is_full": is_full})]


def test_a_report_needs_a_place_and_workers(world, people, no_broker):
    answer = send(world.client("officer"), "post", REPORT, {})
    assert (answer.status_code, "workers" in answer.json()["detail"]) == (409, True)
    DiscordServer.objects.update(webhook_url="", report_channel_id=None)
    answer = send(world.client("officer"), "post", REPORT, {})
    assert (answer.status_code, "No place" in answer.json()["detail"]) == (409, True)


def test_a_report_by_the_workers_posts_what_is_open(world, people, wire):
    wire.put("/api/v10/webhooks/1/s3cr3t", {"id": "1"})
    assert tasks.send_report(world.guild.pk)["issues"] == 1
    assert tasks.send_report(world.guild.pk)["issues"] == 0


def test_a_webhook_sealed_with_another_key_keeps_nobody_from_the_status(world, people, settings):
    settings.SECRET_KEY = "changed since"
    for who in ("member", "officer"):
        assert world.client(who).get("/api/guild-sync/status").status_code == 200


def test_a_report_through_a_webhook_sealed_with_another_key_says_what_to_do(world, people, offered, settings):
    settings.SECRET_KEY = "changed since"
    client = world.client("officer")
    answer = send(client, "post", REPORT, {})
    assert (answer.status_code, "webhook" in answer.json()["detail"], offered) == (409, True, [])
    DiscordServer.objects.update(webhook_url="", report_channel_id=5)
    assert send(client, "post", REPORT, {}).status_code == 202
