"""Uploads that are too large, broken, of another kind or another guild: refused in words."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from characters.models import SyncRun
from guild_identity.models import AddonUpload, MemberNote
from guild_identity.services.uploads import LARGEST_UPLOAD
from tests.factories.exports import exported, lua_file
from tests.guild_identity.api.exporting import COMPANION, FILE, TROG, UPLOAD, key_of, nothing_came, post


@pytest.mark.parametrize("address", [UPLOAD, COMPANION])
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04" + b"\0" * 100, "ZIP archive"),
        (b"\x1f\x8b\x08" + b"\0" * 100, "gzip"),
        (b"<!doctype html><html>", "a web page"),
        (b'GuildSyncDB = loadstring("os.exit()")()', "never run"),
        (b"GuildSyncDB = {\nos.execute('true'),\n}", "never run"),
        (b"GuildSyncDB = " + b"{" * 10_000 + b"}" * 10_000, "64 deep"),
        (b'{"characters": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", "cannot be read"),
        ('[{"name": "Übel"}]'.encode("latin-1"), "cannot be read"),
        (FILE[:-60], "cut off"),
        (lua_file(), "lists nobody"),
        (lua_file(TROG, guild="Reapers"), "of the guild “Reapers”"),
        (lua_file(exported("Stranger")), "0 of the 1 characters"),
    ],
    ids=[
        "zip",
        "gzip",
        "page",
        "code",
        "code inside",
        "nested",
        "nested JSON",
        "latin-1",
        "half",
        "nobody",
        "other",
        "alien",
    ],
)
def test_what_makes_no_sense_is_refused_in_words_and_changes_nothing(world, address, data, said):
    answer = post(Client(), address, data, **key_of(world))
    assert (answer.status_code, said in answer.json()["detail"]) == (400, True)
    upload = AddonUpload.objects.get(pk=int(answer.json()["upload"]))
    assert (upload.status, upload.size) == ("failed", len(data))
    assert not MemberNote.objects.exists() and not SyncRun.objects.exists()


def test_text_that_is_not_utf_8_is_taken_and_told(world):
    answer = post(world.client("officer"), data=lua_file(exported("Trogmoon", note="a?b")).replace(b"a?b", b"a\xffb"))
    assert (answer.status_code, answer.json()["report"][0]["message"]) == (201, "Part of a text could not be read.")


@pytest.mark.parametrize("address", [UPLOAD, COMPANION])
@pytest.mark.parametrize("data", [b"", b"\r\n \t"], ids=["empty", "blank"])
def test_an_empty_body_is_refused_and_not_kept(world, address, data):
    answer = post(Client(), address, data, **key_of(world))
    assert (answer.status_code, answer.json()["detail"], nothing_came()) == (400, "The file is empty.", True)


def test_a_body_that_is_too_large_is_refused_and_not_kept(world):
    client, data = world.client("officer"), b"-" * (LARGEST_UPLOAD + 1)
    answers = [
        post(client, data=data),
        post(client, data=data + b"-" * 100_000),
        client.post(UPLOAD, {"file": SimpleUploadedFile("GuildSync.lua", data)}),
        client.post(UPLOAD, {"file": SimpleUploadedFile("GuildSync.lua", data + b"-" * 100_000)}),
        post(Client(), COMPANION, data, **key_of(world)),
    ]
    assert [answer.status_code for answer in answers] == [413] * 5
    assert {answer.json()["detail"] for answer in answers} == {"The file is larger than 20 MB."} and nothing_came()


def test_a_stranger_cannot_make_us_read_a_large_body(world):
    assert post(Client(), data=b"-" * 1000, CONTENT_LENGTH=str(10**12)).status_code == 413
    assert nothing_came()


@pytest.mark.parametrize("body", [b"--x\r\nnonsense", b"--x--\r\n"])
def test_a_form_that_is_broken_is_refused(world, body):
    assert post(world.client("officer"), data=body, content_type="multipart/form-data; boundary=x").status_code == 400
    assert nothing_came()


def test_an_officer_insists_on_a_renamed_guild(world):
    data, client = lua_file(TROG, guild="Reapers"), world.client("officer")
    assert post(client, data=data).status_code == 400
    assert post(client, f"{UPLOAD}?force=1", data=data).status_code == 200
    assert MemberNote.objects.get().note == "GM / Mikel"
