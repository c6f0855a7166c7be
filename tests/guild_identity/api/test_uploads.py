"""Uploading exports over the API: by token, by the companion that exists, and what follows."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from characters.models import Guild, SyncRun
from guild_identity import tasks
from guild_identity.models import AddonUpload, MemberNote
from tests.factories.characters import GuildFactory
from tests.factories.exports import companion, exported, lua_file
from tests.factories.identity import AddonUploadFactory
from tests.factories.people import SECRET
from tests.guild_identity.api.exporting import COMPANION, LIST, STATUS, TROG, UPLOAD, key_of, post
from tests.guild_identity.api.routes import reading


def test_an_officer_uploads_and_reads_what_became_of_each_row(world):
    answer = post(world.client("officer"), headers={"X-File-Name": "WTF/SavedVariables/GuildSync.lua"})
    body = answer.json()
    upload = AddonUpload.objects.get()
    assert (answer.status_code, body["id"], body["status"], body["is_known"]) == (201, upload.pk, "done", False)
    assert (body["file_name"], body["source"], body["uploaded_by"]) == ("GuildSync.lua", "api", "olga")
    assert [(row["name"], row["outcome"]) for row in body["report"]] == [
        ("Trogmoon", "updated"), ("Nobody", "unknown_character"),
    ]  # fmt: skip
    note = MemberNote.objects.get(guild=world.guild, character=world.own.character)
    assert (note.note, note.officer_note, SECRET in answer.text) == ("GM / Mikel", SECRET, False)


def test_the_same_file_again_is_known_and_kept_once(world):
    client = world.client("officer")
    first, second = post(client), post(client)
    assert (second.status_code, second.json()["is_known"]) == (200, True)
    assert first.json()["id"] == second.json()["id"] == AddonUpload.objects.get().pk


@pytest.mark.parametrize("scope", ["upload", "officer"])
@pytest.mark.parametrize("is_bound", [False, True])
@pytest.mark.parametrize("address", [UPLOAD, COMPANION])
def test_a_token_uploads_by_either_header(world, address, scope, is_bound):
    guild = world.guild if is_bound else None
    for header in (world.token("officer", scope, guild), key_of(world, "officer", scope, guild)):
        assert post(Client(), address, **header).status_code in (200, 201)
    assert AddonUpload.objects.get().uploaded_by == world.officer


@pytest.mark.parametrize(
    ("pack", "content_type"),
    [
        (lua_file, "application/octet-stream"),
        (lua_file, "text/plain; charset=utf-8"),
        (lua_file, "application/json"),
        (lua_file, "application/x-www-form-urlencoded"),
        (companion, "application/json"),
        (companion, "application/json; charset=utf-8"),
    ],
)
def test_a_body_is_read_whatever_it_is_called(world, pack, content_type):
    assert post(world.client("officer"), data=pack(TROG), content_type=content_type).status_code == 201


def test_a_form_with_a_file_is_fine_too(world):
    sent = SimpleUploadedFile("PATTSync.lua", lua_file(TROG, variable="PATTSyncDB"))
    answer = world.client("officer").post(UPLOAD, {"file": sent})
    assert (answer.status_code, answer.json()["file_name"]) == (201, "PATTSync.lua")
    assert world.client("officer").post(UPLOAD, {"file": "no file"}).status_code == 400


def test_the_companion_is_told_what_it_counts_on(world):
    header = key_of(world, guild=world.guild)
    answer = post(Client(), COMPANION, companion(TROG, exported("Nobody")), "application/json", **header)
    upload = AddonUpload.objects.get()
    assert (answer.status_code, upload.source, upload.addon_version) == (200, "companion", "companion 1.0.0")
    assert answer.json() == {"ok": True, "status": "done", "characters_received": 2, "upload": upload.pk}
    assert answer.headers["Content-Type"].startswith("application/json")
    again = post(Client(), COMPANION, companion(TROG, exported("Nobody")), "application/json", **header)
    assert (again.status_code, again.json()) == (200, answer.json())


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_companions_address_works_with_and_without_a_slash(world, slash):
    assert post(Client(), COMPANION + slash, companion(TROG), "application/json", **key_of(world)).status_code == 200


def test_what_the_companion_cannot_have_read_is_no_success(world):
    body = json.dumps({"characters": [], "addon_version": "1.0.0", "uploaded_by": "companion_app"})
    answer = post(Client(), COMPANION, body, "application/json", **key_of(world))
    assert (answer.status_code, answer.json()["detail"]) == (400, "The export lists nobody.")
    assert MemberNote.objects.count() == 0


@pytest.mark.parametrize("address", [UPLOAD, COMPANION])
def test_the_workers_are_left_to_match_and_check(world, monkeypatch, address):
    offered = []
    monkeypatch.setattr(tasks.work_pipeline, "delay", offered.append)
    post(Client(), address, **key_of(world))
    run = SyncRun.objects.get(kind="identity", guild=world.guild)
    assert (run.source, run.requested_by, run.status) == ("upload", world.officer, "running")
    tasks.dispatch_pipelines()
    assert offered == [run.pk]
    assert tasks.work_pipeline(run.pk)
    run.refresh_from_db()
    steps = run.steps.order_by("due_at").values_list("kind", "status")
    assert (run.status, list(steps)) == ("done", [(kind, "done") for kind in ("notes", "match", "check", "report")])
    tasks.dispatch_pipelines()
    assert SyncRun.objects.count() == 1


def test_officers_list_uploads_and_members_do_not(world):
    for minutes in range(3):
        AddonUploadFactory(
            guild=world.guild, received_at=world.now + timedelta(minutes=minutes), file_name=f"{minutes}"
        )
    AddonUploadFactory(guild=GuildFactory(), received_at=world.now)
    client = world.client("officer")
    page = client.get(f"{LIST}?page_size=2").json()
    assert (page["count"], [row["file_name"] for row in page["results"]]) == (3, ["2", "1"])
    assert "raw" not in page["results"][0] and "report" not in page["results"][0]
    assert client.get(LIST, headers={"Accept": "text/csv"}).text.count("\n") == 4
    for address in (LIST, STATUS):
        assert world.client("member").get(address).status_code == 403
        assert world.client("stranger").get(f"{address}?guild={world.guild.pk}").status_code == 404
        assert Client().get(address).status_code == 401


def test_an_upload_is_shown_to_officers_of_its_guild_only(world):
    upload = AddonUpload.objects.get(pk=post(world.client("officer")).json()["id"])
    address = f"{LIST}{upload.pk}/"
    assert [row["row"] for row in world.client("officer").get(address).json()["report"]] == [1, 2]
    assert world.client("member").get(address).status_code == 403
    Guild.objects.update(is_public=True)
    assert world.client("stranger").get(address).status_code == 404
    assert world.client("officer").get(f"{LIST}{upload.pk + 1}/").status_code == 404


def test_long_lists_take_no_more_queries_than_short_ones(world):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST).status_code == 200
        return len(captured)

    client = world.client("officer")
    AddonUploadFactory(guild=world.guild, uploaded_by=world.officer)
    few = asked()
    AddonUploadFactory.create_batch(20, guild=world.guild, uploaded_by=world.officer)
    assert asked() == few


def test_the_status_tells_how_fresh_the_notes_are(world):
    client = world.client("officer")
    assert client.get(STATUS).json() == {
        "guild": world.guild.pk, "notes": 0, "exported_at": None, "last_upload": None,
    }  # fmt: skip
    post(client)
    status = client.get(STATUS).json()
    assert (status["notes"], status["exported_at"][:10], status["last_upload"]["counts"]["updated"]) == (
        1, min("2026-09-21", world.now.date().isoformat()), 1,
    )  # fmt: skip


def test_members_read_nothing_of_officer_notes_after_an_upload(world, people, monkeypatch):
    monkeypatch.setattr(tasks.work_pipeline, "delay", lambda run_id: tasks.work_pipeline(run_id))
    people.upload.delete()
    rows = [TROG, exported("Ümbrânox", officerNote=f"alt of Trogmoon, {SECRET}"), exported("Strây", rank=SECRET)]
    post(Client(), data=lua_file(*rows, exported("Nobody", officerNote=SECRET)), **key_of(world))
    tasks.dispatch_pipelines()
    assert SyncRun.objects.filter(source="upload", status="done").exists()
    for address in reading(people):
        answer = world.client("member").get(f"/api/{address}")
        assert (address, answer.status_code, SECRET in answer.text) == (address, 200, False)
    assert SECRET not in world.client("officer").get(LIST).text
