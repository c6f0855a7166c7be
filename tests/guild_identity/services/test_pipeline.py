"""The pipeline: sync, match, check, report; each step recorded, repeatable, and safe to kill."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from characters.models import GuildMember, SyncRun, SyncStep
from characters.services.runs import release_stale_steps, silence
from guild_identity.models import AddonUpload, AuditIssue, DiscordServer, IdentityEvent, PlayerCharacter
from guild_identity.services import pipeline
from guild_identity.services.pipeline import STEPS, offer_runs, start_pipeline, start_waiting_uploads, work_pipeline
from guild_identity.services.uploads import receive_upload
from tests import bodies
from tests.factories.characters import GuildFactory
from tests.factories.identity import SERVER_ID, DiscordServerFactory
from tests.guild_identity.services.deciding import NOW

pytestmark = pytest.mark.django_db
EXPORT = b"""
GuildSyncDB = {
["lastExport"] = {
["exportTime"] = 1790000000,
["characters"] = {
{
["name"] = "Trogmoon",
["realm"] = "Sen'jin",
["rank"] = 0,
["rankName"] = "Guild Leader",
["note"] = "",
["officerNote"] = "",
},
{
["name"] = "Zulvexa",
["realm"] = "Sen'jin",
["rank"] = 3,
["rankName"] = "Member",
["note"] = "Trogmoon alt",
["officerNote"] = "",
},
},
},
}
"""


def person(number, username, *roles, **fields):
    user = {"id": str(number), "username": username, "global_name": None, "discriminator": "0", "avatar": None}
    joined = "2025-01-01T00:00:00+00:00"
    return {"user": user, "nick": None, "roles": [str(role) for role in roles], "joined_at": joined, **fields}


@pytest.fixture
def guild(wire, settings):
    settings.DISCORD_BOT_TOKEN = "token"
    guild = GuildFactory(name="Keepers", slug="keepers")
    DiscordServerFactory(guild=guild, report_channel_id=77)
    roster(wire, ("Trogmoon", 0), ("Zulvexa", 3), ("Mirel", 3))
    members(wire, person(11, "trogmoon", 1), person(12, "somebody", 2))
    role = {"color": 0, "hoist": False, "managed": False, "mentionable": False, "permissions": "0", "flags": 0}
    roles = [
        {"id": "1", "name": "GM", "position": 2, **role},
        {"id": "2", "name": "Member", "position": 1, **role},
    ]
    wire.put(f"/api/v10/guilds/{SERVER_ID}", {"id": str(SERVER_ID), "name": "Keepers", "roles": roles})
    wire.put(f"/api/v10/guilds/{SERVER_ID}/roles", roles)
    wire.sent = []
    wire.put("/api/v10/channels/77/messages", lambda request: wire.sent.append(request.body) or {"id": "1"})
    return guild


def roster(wire, *people):
    entries = [bodies.member(name, 100 + place, rank=rank) for place, (name, rank) in enumerate(people)]
    wire.put("/data/wow/guild/senjin/keepers/roster", bodies.roster(entries))


def members(wire, *people):
    wire.put(f"/api/v10/guilds/{SERVER_ID}/members", list(people))


def clock():
    return NOW


def run_once(guild, source="command", now=NOW):
    run = start_pipeline(guild, source=source, now=now)
    assert work_pipeline(run, clock=lambda: now)
    run.refresh_from_db()
    return run


def steps_of(run):
    return {step.kind: step for step in run.steps.all()}


def test_pipeline_sync_match_check_report(guild, wire):
    receive_upload(guild, EXPORT, file_name="GuildSync.lua", source="api", user=None, now=NOW)
    run = run_once(guild)
    steps = run.steps.order_by("finished_at", "due_at")
    assert [step.kind for step in steps] == list(STEPS)
    assert (run.status, {step.error for step in steps}) == ("done", {""})
    assert GuildMember.objects.filter(guild=guild).count() == 3
    owners = dict(PlayerCharacter.objects.values_list("character__name", "player__discord_user__username"))
    assert owners == {"Trogmoon": "trogmoon", "Zulvexa": "trogmoon"}
    kinds = set(AuditIssue.objects.filter(resolved_at__isnull=True).values_list("issue_type", flat=True))
    assert {"orphan_wow", "orphan_discord"} <= kinds
    assert wire.sent
    assert not AuditIssue.objects.filter(notified_at=None, resolved_at=None).exists()


def test_a_second_run_changes_nothing_and_sends_nothing(guild, wire):
    run_once(guild)
    events, sent = IdentityEvent.objects.count(), len(wire.sent)
    run_once(guild, now=NOW + timedelta(minutes=15))
    assert (IdentityEvent.objects.count(), len(wire.sent)) == (events, sent)


def test_there_is_one_run_at_a_time_in_a_guild(guild):
    assert start_pipeline(guild, source="api", now=NOW) == start_pipeline(guild, source="admin", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        SyncRun.objects.create(kind="identity", guild=guild, source="api", created_at=NOW)


def test_an_upload_starts_with_its_notes_and_asks_neither_blizzard_nor_discords_list(guild, wire):
    run_once(guild)
    wire.forget_counts()
    receive_upload(guild, EXPORT, file_name="GuildSync.lua", source="api", user=None, now=NOW)
    assert start_waiting_uploads(now=NOW) == 1
    run = SyncRun.objects.get(source="upload")
    work_pipeline(run, clock=clock)
    assert set(steps_of(run)) == {"notes", "match", "check", "report"}
    assert AddonUpload.objects.get().status == "done"
    assert not any("roster" in path or path.endswith("/members") for path in wire.asked)


def test_the_timetable_asks_blizzard_four_times_a_day_and_discord_every_time(guild, wire):
    for quarter in range(5):
        run_once(guild, "timetable", NOW + timedelta(minutes=15 * quarter))
    assert wire.asked["/data/wow/guild/senjin/keepers/roster"] == 1
    assert wire.asked[f"/api/v10/guilds/{SERVER_ID}/members"] == 5
    run_once(guild, "timetable", NOW + timedelta(hours=6, minutes=1))
    assert wire.asked["/data/wow/guild/senjin/keepers/roster"] == 2


def test_discord_being_down_is_recorded_and_the_rest_goes_on(guild, wire):
    wire.put(f"/api/v10/guilds/{SERVER_ID}/members", (403, {"message": "Missing Access", "code": 50001}))
    run = run_once(guild)
    steps = steps_of(run)
    assert "Server Members Intent" in steps["discord"].error
    assert [steps[kind].status for kind in ("match", "check", "report")] == ["done"] * 3
    assert "Server Members Intent" in DiscordServer.objects.get().error


def test_a_held_roster_is_told_and_nobody_is_lost(guild, wire):
    roster(wire, *((name, 3) for name in ("Trogmoon", "Zulvexa", "Mirel", "Kaldrun", "Oxbrew", "Yrsa")))
    run_once(guild)
    roster(wire)
    run = run_once(guild, now=NOW + timedelta(hours=7))
    assert "held" in steps_of(run)["refresh"].error
    assert GuildMember.objects.filter(guild=guild, left_at=None).count() == 6


@pytest.mark.parametrize("place", range(len(STEPS)))
def test_killing_the_pipeline_before_any_step_changes_nothing_but_the_time(guild, wire, monkeypatch, place):
    class Killed(BaseException):
        pass

    def die(*args):
        raise Killed

    run = start_pipeline(guild, source="command", now=NOW)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setitem(pipeline.WORK, STEPS[place], die)
        work_pipeline(run, clock=clock)
    assert not work_pipeline(run, clock=clock)
    later = NOW + 2 * silence()
    release_stale_steps(now=later)
    assert work_pipeline(run, clock=lambda: later)
    run.refresh_from_db()
    assert run.status == "done"
    assert PlayerCharacter.objects.get().character.name == "Trogmoon"
    assert IdentityEvent.objects.count() == 1
    assert len(wire.sent) == 1


@pytest.mark.parametrize("kind", STEPS)
def test_a_step_that_was_done_but_not_recorded_is_repeated_without_harm(guild, wire, kind):
    run = run_once(guild)
    sent = len(wire.sent)
    SyncRun.objects.filter(pk=run.pk).update(status="running")
    SyncStep.objects.filter(run=run, kind=kind).update(status="pending")
    assert work_pipeline(run, clock=clock)
    assert (IdentityEvent.objects.count(), len(wire.sent)) == (1, sent)


def test_a_defect_frees_the_step_and_after_some_tries_the_pipeline_goes_on(guild, monkeypatch):
    monkeypatch.setitem(pipeline.WORK, "match", lambda *args: 1 / 0)
    run = start_pipeline(guild, source="command", now=NOW)
    for _ in range(pipeline.TRIES):
        with pytest.raises(ZeroDivisionError):
            work_pipeline(run, clock=clock)
    assert work_pipeline(run, clock=clock)
    steps = steps_of(run)
    assert (steps["match"].status, steps["report"].status) == ("failed", "done")
    assert "defect" in steps["match"].error


def test_a_waiting_run_is_offered_once_until_the_offer_is_lost(guild):
    run = start_pipeline(guild, source="timetable", now=NOW)
    assert offer_runs(now=NOW) == [run.pk]
    assert offer_runs(now=NOW + timedelta(seconds=15)) == []
    assert offer_runs(now=NOW + 2 * silence()) == [run.pk]


def test_a_run_that_somebody_works_on_is_not_offered(guild):
    run = start_pipeline(guild, source="timetable", now=NOW)
    SyncStep.objects.filter(run=run, kind="refresh").update(status="running", claim="x", claimed_at=NOW)
    assert offer_runs(now=NOW) == []


def test_a_run_that_ends_while_another_is_asked_for_stands_in_nobodys_way(guild, monkeypatch):
    first = start_pipeline(guild, source="timetable", now=NOW)
    start = pipeline._new_run

    def end_in_between(*wanted):
        monkeypatch.setattr(pipeline, "_new_run", start)
        try:
            return start(*wanted)
        finally:
            SyncRun.objects.filter(pk=first.pk).update(status=SyncRun.Status.DONE)

    monkeypatch.setattr(pipeline, "_new_run", end_in_between)
    second = start_pipeline(guild, source="timetable", now=NOW)
    assert (second.pk != first.pk, second.status) == (True, SyncRun.Status.RUNNING)
