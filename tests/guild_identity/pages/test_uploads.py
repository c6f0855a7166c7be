"""The pages of exports: who may, what the form takes and refuses, and what became of an upload."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from characters.models import Guild, SyncRun
from guild_identity.domain.note_plan import Outcome
from guild_identity.models import AddonUpload, MemberNote
from guild_identity.pages.uploads import OUTCOMES
from guild_identity.services.uploads import LARGEST_UPLOAD, TOO_LARGE
from tests.factories.characters import GuildAccessFactory, GuildFactory, UserFactory
from tests.factories.exports import exported, lua_file
from tests.factories.identity import AddonUploadFactory
from tests.factories.people import SECRET

TROG = exported("Trogmoon", rank=0, rankName="Chief", note="GM / Mikel", officerNote=SECRET)


def address(world):
    return reverse("guild-notes", args=[world.guild.pk])


def report_of(upload):
    return reverse("guild-notes-report", args=[upload.guild_id, upload.pk])


def send(client, world, data, name="GuildSync.lua", **fields):
    return client.post(address(world), {"file": SimpleUploadedFile(name, data), **fields}, follow=True)


def words_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def nothing_came():
    return not AddonUpload.objects.exists() and not MemberNote.objects.exists() and not SyncRun.objects.exists()


# ---- who may ----


def test_officers_get_the_form(world):
    answer = world.client("officer").get(address(world))
    assert (answer.status_code, 'type="file"' in answer.text, "None yet." in answer.text) == (200, True, True)
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("who", "hidden"), [("member", 403), ("stranger", 404), ("anonymous", 404)])
def test_nobody_else_sees_or_sends_anything(world, who, hidden):
    upload = AddonUploadFactory(guild=world.guild, error=SECRET)
    for is_public, status in ((False, hidden), (True, 403)):
        Guild.objects.update(is_public=is_public)
        client = world.client(who)
        answers = [client.get(address(world)), client.get(report_of(upload)), send(client, world, lua_file(TROG))]
        assert [answer.status_code for answer in answers] == [status] * 3
        assert not any(SECRET in answer.text for answer in answers)
    assert AddonUpload.objects.count() == 1 and not MemberNote.objects.exists()


def test_an_officer_of_another_guild_is_a_stranger_here(world):
    client = Client()
    rival = UserFactory()
    other = GuildAccessFactory(guild=GuildFactory(), user=rival, level="officer").guild
    client.force_login(rival)
    assert send(client, world, lua_file(TROG)).status_code == 404
    upload = AddonUploadFactory(guild=world.guild)
    assert client.get(reverse("guild-notes-report", args=[other.pk, upload.pk])).status_code == 404


def test_a_form_of_another_site_is_refused(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.officer)
    assert (send(client, world, lua_file(TROG)).status_code, nothing_came()) == (403, True)


# ---- what comes ----


def test_an_officer_sends_a_file_and_reads_what_became_of_each_row(world):
    answer = send(world.client("officer"), world, lua_file(TROG, exported("Nobody"), exported("Bad", rank="x")))
    upload = AddonUpload.objects.get()
    assert answer.redirect_chain == [(report_of(upload), 302)]
    text = words_of(answer)
    assert "Taken over: 1 member has news. Matching and checks follow in the background." in text
    assert "1 Trogmoon Sen&#x27;jin taken over" in text and "2 Nobody Sen&#x27;jin not known yet" in text
    assert "must be a whole number" in text and SECRET not in text
    assert (upload.source, upload.uploaded_by, upload.file_name) == ("page", world.officer, "GuildSync.lua")
    assert MemberNote.objects.get().officer_note == SECRET
    assert SyncRun.objects.get(kind="identity").requested_by == world.officer


def test_the_rows_are_filtered_by_what_became_of_them(world):
    client = world.client("officer")
    send(client, world, lua_file(TROG, exported("Nobody")))
    upload = AddonUpload.objects.get()
    text = client.get(f"{report_of(upload)}?outcome=unknown_character").text
    assert "Nobody" in text and "Trogmoon" not in text
    assert "No such row." in client.get(f"{report_of(upload)}?outcome=nonsense").text


def test_the_same_file_again_is_told_to_be_known(world):
    client = world.client("officer")
    send(client, world, lua_file(TROG))
    assert "This file had come before." in send(client, world, lua_file(TROG)).text
    assert AddonUpload.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04" + b"\0" * 50, "ZIP archive"),
        (b"GuildSyncDB = os.exit()", "never run"),
        (b"GuildSyncDB = " + b"{" * 10_000, "64 deep"),
        ('{"characters": [{"name": "Übel"}]}'.encode("latin-1"), "cannot be read"),
        (lua_file(TROG)[:-60], "cut off"),
        (lua_file(exported("Stranger")), "0 of the 1 characters"),
    ],
    ids=["zip", "code", "nested", "latin-1", "half", "strangers"],
)
def test_a_file_that_cannot_be_read_says_why_and_changes_nothing(world, data, said):
    answer = send(world.client("officer"), world, data)
    assert (answer.status_code, said in words_of(answer), "Nothing was changed" in answer.text) == (200, True, True)
    assert (AddonUpload.objects.get().status, MemberNote.objects.count()) == ("failed", 0)


def test_what_a_file_says_is_shown_as_text_and_never_as_a_page(world):
    evil = "<script>alert(1)</script>"
    client = world.client("officer")
    answer = send(client, world, lua_file(TROG, exported(evil, realm=evil)), name=f"{evil}.lua")
    assert "<script>alert" not in answer.text + client.get(address(world)).text
    answer = send(client, world, lua_file(TROG, guild=evil))
    assert "&lt;script&gt;" in answer.text and "<script>alert" not in answer.text


def test_a_renamed_guild_is_taken_when_an_officer_insists(world):
    client, data = world.client("officer"), lua_file(TROG, guild="Reapers")
    assert "of the guild “Reapers”" in words_of(send(client, world, data))
    send(client, world, data, is_forced="on")
    assert (AddonUpload.objects.get().status, MemberNote.objects.count()) == ("done", 1)


@pytest.mark.parametrize(("data", "said"), [(b"", "The file is empty."), (b" \r\n", "The file is empty.")])
def test_an_empty_file_is_refused_and_not_kept(world, data, said):
    answer = send(world.client("officer"), world, data)
    assert (said in answer.text, answer.status_code, nothing_came()) == (True, 400, True)


def test_a_form_without_a_file_is_refused(world):
    answer = world.client("officer").post(address(world), {})
    assert (answer.status_code, "This field is required." in answer.text, nothing_came()) == (400, True, True)


@pytest.mark.parametrize("more", [1, 200_000])
def test_a_file_that_is_too_large_is_refused_and_not_kept(world, more):
    answer = send(world.client("officer"), world, b"-" * (LARGEST_UPLOAD + more))
    assert (answer.status_code, TOO_LARGE in answer.text, nothing_came()) == (413, True, True)


@pytest.mark.parametrize(("who", "status"), [("officer", 413), ("member", 403), ("anonymous", 404)])
def test_a_body_that_says_it_is_too_large_is_not_read_for_anybody(world, who, status):
    answer = world.client(who).post(address(world), {"file": "x"}, CONTENT_LENGTH=str(10**12))
    assert (answer.status_code, nothing_came()) == (status, True)


# ---- what is shown ----


def test_the_page_lists_uploads_newest_first_and_how_fresh_notes_are(world):
    for minute in range(25):
        came = world.now + timedelta(minutes=minute)
        AddonUploadFactory(
            guild=world.guild, received_at=came, file_name=f"n{minute:02}.lua", uploaded_by=world.officer
        )
    AddonUploadFactory(guild=GuildFactory(), file_name="other.lua")
    client = world.client("officer")
    found = re.findall(r"n\d\d\.lua|other\.lua", client.get(address(world)).text)
    assert found == [f"n{minute:02}.lua" for minute in range(24, 4, -1)]
    assert re.findall(r"n\d\d\.lua", client.get(f"{address(world)}?page=2").text)[-1] == "n00.lua"


def test_long_reports_come_in_pages(world):
    rows = [{"row": n, "name": f"Hero{n}", "realm": "", "outcome": "updated", "message": ""} for n in range(1, 451)]
    upload = AddonUploadFactory(guild=world.guild, status="done", report=rows, counts={"updated": 450})
    text = world.client("officer").get(f"{report_of(upload)}?page=3").text
    assert "Hero401" in text and "Hero400<" not in text and "Page 3 of 3" in text


@pytest.mark.parametrize("number", [0, 4711, 2**63])
def test_an_upload_that_does_not_exist_is_not_found(world, number):
    answer = world.client("officer").get(reverse("guild-notes-report", args=[world.guild.pk, number]))
    assert answer.status_code == 404


def test_pages_take_no_more_queries_for_many_uploads_than_for_few(world, django_assert_max_num_queries):
    def asked():
        with django_assert_max_num_queries(20) as captured:
            assert client.get(address(world)).status_code == 200
        return len(captured)

    client = world.client("officer")
    AddonUploadFactory(guild=world.guild, uploaded_by=world.officer)
    few = asked()
    AddonUploadFactory.create_batch(15, guild=world.guild, uploaded_by=world.officer)
    assert asked() == few


def test_every_outcome_has_words():
    assert set(OUTCOMES) == set(Outcome)
