"""The overview, runs and uploads: figures, what to do next, and what officers start from there."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile

from characters.models import HeldRoster, SyncRun
from guild_identity.models import AddonUpload, DiscordServer
from tests.factories.characters import GuildAccessFactory, GuildFactory, UserFactory


def next_steps(page):
    return [step.what for step in page.context["steps"]]


def test_the_figures_are_counted(desk, at):
    known = desk.get(at()).context["coverage"]
    assert (known.characters.count, known.characters.total, known.characters.percent) == (6, 14, 42)
    assert (known.discord_users.count, known.discord_users.total) == (3, 7)
    assert {part.key: part.share.count for part in known.by_source} == {
        "verified": 1, "manual": 1, "officer_note": 1, "name": 2, "alt_note": 1,
    }  # fmt: skip
    assert {part.key: part.share.count for part in known.by_confidence} == {"certain": 3, "likely": 2, "doubtful": 1}
    assert (known.open_proposals, known.open_issues, known.players) == (5, 6, 4)
    assert [(group.kind, group.severity) for group in known.issues][0] == ("rank_mismatch", "error")
    assert known.characters.tint == "poor"


def test_what_to_do_next_begins_with_what_is_broken(desk, at, night):
    assert next_steps(desk.get(at())) == [
        "Look at 1 issue: rank and Discord role differ", "Decide about 5 proposals", "Link 8 characters",
        "Look at 5 further issues",
    ]  # fmt: skip
    DiscordServer.objects.update(held_reason="too short", held_at=night.guild.created_at, error="Discord is down")
    HeldRoster.objects.create(
        guild=night.guild, body={}, reason="too thin", member_count=1, missing_count=9, held_at=night.guild.created_at
    )
    assert next_steps(desk.get(at()))[:3] == [
        "A roster is held", "Decide about the held Discord list", "Repair the Discord connection",
    ]  # fmt: skip


def test_the_held_roster_is_only_for_those_who_may_decide_about_it(desk, at, night, officer):
    held = HeldRoster.objects.create(
        guild=night.guild, body={}, reason="too thin", member_count=1, missing_count=9, held_at=night.guild.created_at
    )
    page = f"/admin/characters/heldroster/{held.pk}/change/"
    refused = desk.get(at())
    assert (refused.context["steps"][0].what, page in refused.text, desk.get(page).status_code) == (
        "A roster is held", False, 403,
    )  # fmt: skip
    assert "too thin" in refused.text and "heldroster" not in refused.text
    officer.user_permissions.add(*Permission.objects.filter(codename__in=["change_heldroster", "view_heldroster"]))
    assert next_steps(desk.get(at()))[0] == "Decide about the held roster"
    assert f'href="{page}"' in desk.get(at()).text
    assert desk.get(page).status_code == 200


def test_an_empty_guild_is_told_how_to_begin(client, db, now):
    guild = GuildFactory()
    user = GuildAccessFactory(guild=guild, user=UserFactory(is_staff=True), level="officer").user
    client.force_login(user)
    page = client.get(f"/admin/guild_identity/desk/{guild.pk}/")
    assert next_steps(page) == [
        "Connect the Discord server", "Upload an export of the guild's notes", "Run the pipeline once",
    ]  # fmt: skip
    assert page.context["coverage"].characters.percent == 100


def test_a_run_is_started_once(desk, at, night, officer):
    assert "The run begins within seconds" in desk.post(at("run/"), follow=True).text
    desk.post(at("run/"))
    run = SyncRun.objects.get(status="running")
    assert (run.kind, run.source, run.requested_by) == ("identity", "admin", officer)
    assert "Running…" in desk.get(at()).text


def test_the_next_discord_list_is_believed(desk, at, night):
    DiscordServer.objects.update(held_reason="too short", held_at=night.guild.created_at)
    assert "Believe the next list" in desk.get(at()).text
    assert "The next list from Discord counts" in desk.post(at("believe-discord/"), follow=True).text
    assert DiscordServer.objects.get().held_reason == ""


def test_there_must_be_a_held_list_to_believe(desk, at):
    answer = desk.post(at("believe-discord/"))
    assert (answer.status_code, "No list of Discord members is held" in answer.text) == (400, True)


def test_runs_show_their_steps_and_errors(desk, at, night):
    page = desk.get(at("runs/")).text
    assert "Discord answered 503 (out of order)." in page and "GuildSync.lua" in page
    page = desk.get(at(f"runs/{night.run.pk}/")).text
    assert "8 members" in desk.get(at(f"runs/{night.guild.runs.order_by('pk').first().pk}/")).text
    assert "rule:name" not in page


def test_an_upload_shows_what_became_of_each_row(desk, at, night):
    page = desk.get(at(f"uploads/{night.guild.addon_uploads.get().pk}/")).text
    assert "No such member." in page and "1 stored, 1 unknown" in page


def test_an_export_is_taken_in_and_read_in_the_background(desk, at, night, officer):
    sent = SimpleUploadedFile("../GuildSync.lua", b"GuildSyncDB = {}")
    answer = desk.post(at("uploads/"), {"file": sent}, follow=True)
    assert "The export is stored" in answer.text and "It is read within seconds" in answer.text
    upload = AddonUpload.objects.get(status="pending")
    assert (upload.file_name, upload.source, upload.uploaded_by) == ("GuildSync.lua", "admin", officer)
    assert SyncRun.objects.get(status="running").source == "upload"


@pytest.mark.parametrize("files", [{}, {"file": SimpleUploadedFile("empty.lua", b"")}])
def test_nothing_is_no_export(desk, at, night, files):
    answer = desk.post(at("uploads/"), files)
    assert (answer.status_code, "Choose a file that is not empty" in answer.text) == (400, True)
