"""Files sent to the API: looked at, applied, undone, refused."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from characters.models import ApiToken
from lootlog.models import Delivery, LogEntry, Profile, Quarantined, Upload
from lootlog.services import uploads as uploading
from lootlog.services.profiles import create_profile
from lootlog.tasks import work_upload
from tests.factories.characters import GuildAccessFactory, GuildFactory
from tests.factories.gen1_files import gen1_file, row

FILE = gen1_file({"Default": [row(1), row(2, target="Jaina-Garona", delta=-3, reason="Loot")]})


def send(client, address, data=FILE, content_type="application/octet-stream", **more):
    return client.post(address, data, content_type=content_type, **more)


def post(client, address, body=None, **more):
    return client.post(address, json.dumps(body or {}), content_type="application/json", **more)


def test_a_file_is_sent_looked_at_and_applied(world, profile, at):
    client = world.client("officer")
    sent = send(client, at("uploads/"), headers={"X-File-Name": "SpectrumFederation.lua"})
    assert sent.status_code == 201
    taken = sent.json()
    assert (taken["state"], taken["format"], taken["file_name"]) == ("preview", "gen1", "SpectrumFederation.lua")
    assert taken["counts"] == {"new": 2, "known": 0, "conflicting": 0, "refused": 0}
    assert not LogEntry.objects.exists()
    applied = post(client, at(f"uploads/{taken['id']}/apply"), {"profiles": {"Default": str(profile.uuid)}})
    assert (applied.status_code, applied.json()["state"]) == (200, "applied")
    standings = client.get(at("standings/")).json()["results"]
    assert {one["label"]: one["points"] for one in standings} == {"Thrall-Garona": "5", "Jaina-Garona": "-3"}


def test_a_form_is_taken_like_a_body(world, profile, at):
    form = {"file": SimpleUploadedFile("x.lua", FILE)}
    taken = world.client("officer").post(at("uploads/"), form)
    assert (taken.status_code, taken.json()["file_name"]) == (201, "x.lua")


def test_the_same_file_again_is_told_so(world, profile, at):
    client = world.client("officer")
    assert [send(client, at("uploads/")).json()["is_known"] for _ in range(2)] == [False, True]
    assert client.get(at("uploads/")).json()["count"] == 1


def test_the_profile_at_whose_address_it_was_sent_is_proposed_and_not_taken_silently(world, profile, at):
    client = world.client("officer")
    taken = send(client, at("uploads/")).json()
    [about] = taken["report"]["profiles"]
    assert (about["target"], about["why"], about["is_sure"]) == (str(profile.uuid), "sent there", False)
    refused = post(client, at(f"uploads/{taken['id']}/apply"))
    assert (refused.status_code, "Say into which profile" in refused.json()["detail"]) == (409, True)


def test_other_profiles_can_be_looked_at_first(world, profile, at):
    client = world.client("officer")
    taken = send(client, at("uploads/")).json()
    other = post(client, at(f"uploads/{taken['id']}/preview"), {"profiles": {"Default": "new:Alts"}})
    assert other.json()["report"]["profiles"][0]["target"] == "new:Alts"
    assert not Profile.objects.filter(name="Alts").exists()


def test_awards_cost_what_is_said_by_response(world, profile, at):
    client = world.client("officer")
    awards = b"player,id,itemString,response\nMowzi-Garona,1544382914-7,item:1,Minor\n"
    address = at(f"uploads/{send(client, at('uploads/'), awards).json()['id']}")
    report = post(client, f"{address}/preview", {"prices": {"Minor": "-3"}}).json()["report"]
    assert (report["rows"][0]["delta"], report["responses"], report["prices"]) == ("-3", {"Minor": 1}, {"Minor": "-3"})
    assert post(client, f"{address}/preview", {"prices": {"Minor": "nan"}}).status_code in (400, 409)
    post(client, f"{address}/apply", {"profiles": {"*": str(profile.uuid)}})
    assert LogEntry.objects.get().delta == -3


def test_an_import_is_undone_and_redone(world, profile, at):
    client = world.client("officer")
    pk = send(client, at("uploads/")).json()["id"]
    post(client, at(f"uploads/{pk}/apply"), {"profiles": {"*": str(profile.uuid)}})
    undone = post(client, at(f"uploads/{pk}/undo"), {"reason": "Wrong guild"})
    assert (undone.status_code, undone.json()["state"]) == (200, "undone")
    assert post(client, at(f"uploads/{pk}/undo"), {"reason": "Again"}).status_code == 409
    assert post(client, at(f"uploads/{pk}/redo"), {"reason": "Right"}).json()["state"] == "applied"
    assert client.get(at(f"uploads/{pk}/")).json()["state"] == "applied"
    assert post(client, at(f"uploads/{pk}/dismiss")).status_code == 409


def test_a_large_file_is_read_and_applied_in_the_background(
    world, profile, at, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(uploading, "SMALL", 10)
    offered = []
    monkeypatch.setattr("lootlog.api.uploads.work_upload.delay", offered.append)
    client = world.client("officer")
    with django_capture_on_commit_callbacks(execute=True):
        taken = send(client, at("uploads/"))
    assert (taken.status_code, taken.json()["state"], offered) == (202, "waiting", [taken.json()["id"]])
    assert work_upload(offered[0]) == "preview"
    with django_capture_on_commit_callbacks(execute=True):
        begun = post(client, at(f"uploads/{offered[0]}/apply"), {"profiles": {"*": str(profile.uuid)}})
    assert (begun.status_code, begun.json()["state"], len(offered)) == (202, "applying", 2)
    assert not LogEntry.objects.exists()
    assert work_upload(offered[1]) == "applied"
    assert LogEntry.objects.count() == 2


# ---- who may


@pytest.mark.parametrize(("who", "code"), [("member", 403), ("stranger", 404), ("anonymous", 404)])
def test_only_officers_send_files_and_look_at_them(world, profile, at, who, code):
    client = world.client(who)
    assert send(client, at("uploads/")).status_code in (code, 401)
    for path in ("uploads/", "quarantine/", "quarantine/reasons/", "forks/"):
        assert client.get(at(path)).status_code in (code, 401)
    assert not Upload.objects.exists()


def test_a_program_may_send_and_not_apply(world, profile, at):
    key = world.token("officer", "upload")
    client = world.client("anonymous")
    sent = send(client, at("uploads/"), headers={**key["headers"]})
    assert sent.status_code == 201
    apply = post(client, at(f"uploads/{sent.json()['id']}/apply"), {"profiles": {"*": str(profile.uuid)}}, **key)
    assert (apply.status_code, LogEntry.objects.count()) == (403, 0)


@pytest.mark.parametrize("scope", ["read", "revoked"])
def test_keys_that_are_not_good_for_it_send_nothing(world, profile, at, scope):
    key = world.token("officer", "upload" if scope == "revoked" else scope)
    if scope == "revoked":
        ApiToken.objects.all().delete()
    sent = send(world.client("anonymous"), at("uploads/"), headers={**key["headers"]})
    assert sent.status_code == (401 if scope == "revoked" else 403)
    assert not Upload.objects.exists()


def test_an_officer_of_one_guild_cannot_touch_uploads_of_another(world, profile, at):
    other = create_profile(GuildFactory(name="Others"), "Theirs", now=world.now)
    client = world.client("officer")
    pk = send(client, at("uploads/")).json()["id"]
    foreign = f"/api/lootlog/profiles/{other.pk}/"
    assert send(client, f"{foreign}uploads/").status_code == 404
    assert client.get(f"{foreign}uploads/{pk}/").status_code == 404
    refused = post(client, at(f"uploads/{pk}/apply"), {"profiles": {"*": str(other.uuid)}})
    assert (refused.status_code, LogEntry.objects.count()) == (409, 0)
    GuildAccessFactory(guild=other.guild, user=world.officer, level="officer")
    assert client.get(f"{foreign}uploads/{pk}/").status_code == 404


# ---- what comes


def test_a_file_that_is_too_large_is_turned_away_before_it_is_read(world, profile, at):
    client = world.client("officer")
    huge = send(client, at("uploads/"), b"x", CONTENT_LENGTH=str(100 * 1024 * 1024))
    assert (huge.status_code, "64 MB" in huge.json()["detail"]) == (413, True)


def test_a_body_that_does_not_say_how_large_it_is_is_cut_short(world, profile, at, monkeypatch):
    monkeypatch.setattr("lootlog.api.uploads.Uploads.largest_file", 10)
    assert send(world.client("officer"), at("uploads/")).status_code == 413


@pytest.mark.parametrize("data", [b"PK\x03\x04zip", FILE[: len(FILE) // 2], b"A = os.exit()", b"", b"\xff" * 50])
def test_what_cannot_be_read_is_answered_with_the_reason(world, profile, at, data):
    answer = send(world.client("officer"), at("uploads/"), data)
    assert (answer.status_code, bool(answer.json()["detail"])) == (400, True)
    assert not LogEntry.objects.exists()


def test_a_writer_that_a_file_names_is_a_claim(world, profile, at):
    client = world.client("officer")
    forged = gen1_file({"Default": [row(1, actor="Olga-Senjin", delta=99)]})
    pk = send(client, at("uploads/"), forged).json()["id"]
    post(client, at(f"uploads/{pk}/apply"), {"profiles": {"*": str(profile.uuid)}})
    [entry] = client.get(at("entries/")).json()["results"]
    assert (entry["actor"], entry["author_source"], entry["delivery"]["by"]) == ("Olga-Senjin", "file", "olga")
    assert entry["delivery"]["channel"] == Delivery.Channel.IMPORT


# ---- what waits for an officer's word


def test_quarantine_and_forks_are_decided_over_the_api(world, profile, at):
    client = world.client("officer")
    for rows in ([row(1), row(5_000_000), row(2, delta="lots")], [row(1, delta=7)]):
        pk = send(client, at("uploads/"), gen1_file({"Default": rows})).json()["id"]
        post(client, at(f"uploads/{pk}/apply"), {"profiles": {"*": str(profile.uuid)}})
    waiting = client.get(at("quarantine/")).json()["results"]
    by_kind = {one["can_be_accepted"]: one["id"] for one in waiting}
    accepted = post(client, at(f"quarantine/{by_kind[True]}/accept"), {"reason": "Long history"})
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    assert post(client, at(f"quarantine/{by_kind[False]}/accept"), {"reason": "x"}).status_code == 409
    assert post(client, at(f"quarantine/{by_kind[False]}/dismiss"), {"reason": "Nonsense"}).status_code == 200
    assert not Quarantined.objects.filter(state="open").exists()
    [fork] = client.get(at("forks/")).json()["results"]
    wrong = next(one["hash"] for one in fork["entries"] if one["delta"] == "7")
    settled = post(client, at(f"forks/{fork['id']}/resolve"), {"wrong": [wrong], "reason": "Restored backup"})
    assert settled.json()["resolved_by"] == "olga"
    assert client.get(at("forks/")).json()["count"] == 0
    assert client.get(at("forks/?state=resolved")).json()["count"] == 1
    assert post(world.client("member"), at(f"forks/{fork['id']}/resolve"), {"reason": "x"}).status_code == 403


def test_all_that_waits_for_one_reason_is_decided_over_the_api(world, profile, at):
    client = world.client("officer")
    rows = [row(number, timestamp=1_000) for number in range(1, 4)]
    pk = send(client, at("uploads/"), gen1_file({"Default": rows})).json()["id"]
    post(client, at(f"uploads/{pk}/apply"), {"profiles": {"*": str(profile.uuid)}})
    [group] = client.get(at("quarantine/reasons/")).json()
    assert (group["count"], group["entries"]) == (3, 3)
    asked = {"waiting_for": group["reason"], "decision": "accept", "reason": "His clock", "seen": 3}
    assert post(client, at("quarantine/decide"), {**asked, "seen": 2}).status_code == 409
    assert post(world.client("member"), at("quarantine/decide"), asked).status_code == 403
    assert post(client, at("quarantine/decide"), {**asked, "decision": "burn"}).status_code == 400
    done = post(client, at("quarantine/decide"), asked)
    assert (done.status_code, done.json()) == (200, {"done": 3, "waiting": 0, "why": []})
    assert LogEntry.objects.count() == 3
