"""Lists of alts over the API: taken like exports, from officers only, and what is shown of the links they make."""

import pytest
from django.test import Client

from guild_identity import tasks
from guild_identity.models import AddonUpload, AltClaim, PlayerCharacter
from guild_identity.services.uploads import LARGEST_UPLOAD
from tests.factories.alt_lists import alt_group, roster_manager, table
from tests.factories.identity import member_of
from tests.guild_identity.api.exporting import COMPANION, LIST, UPLOAD, key_of, nothing_came, post

GROUPS = alt_group("Trogmoon-Senjin", "Trogbane-Senjin")
HEADER = "character;realm;main;main_realm"


@pytest.fixture
def alts(world):
    member_of(world.guild, "Trogbane")
    return roster_manager(GROUPS, guild=f"{world.guild.name}-Senjin", Others_Area52=[GROUPS])


def test_an_officers_list_is_taken_by_content_whatever_its_type_and_name(world, alts):
    lines = table("Trogbane;;Trogmoon;", header=HEADER)
    for data, kind, code in ((alts, "application/json", 201), (lines, "text/csv", 201), (lines, "text/plain", 200)):
        answer = post(world.client("officer"), data=data, content_type=kind)
        assert (answer.status_code, answer.json()["status"]) == (code, "done"), answer.text
    assert AltClaim.objects.filter(guild=world.guild).count() == 4
    versions = [row["addon_version"] for row in world.client("officer").get(LIST).json()["results"]]
    assert versions == ["A table of alts", "Guild Roster Manager"]


def test_the_report_names_rows_and_other_guilds(world, alts):
    body = post(world.client("officer"), data=alts).json()
    assert [(row["name"], row["outcome"]) for row in body["report"]] == [
        ("Trogmoon", "updated"), ("Trogbane", "updated"), ("Others", "other_guild"),
    ]  # fmt: skip
    assert body["counts"]["other_guild"] == 1


@pytest.mark.parametrize("address", [UPLOAD, COMPANION])
@pytest.mark.parametrize("who", ["member", "stranger"])
def test_nobody_but_officers_sends_lists(world, alts, address, who):
    assert post(world.client(who), address, alts).status_code in (400, 401, 403, 404)
    assert post(Client(), address, alts).status_code == 401
    assert post(Client(), address, alts, **key_of(world, who)).status_code in (400, 401, 403, 404)
    assert nothing_came() and not AltClaim.objects.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'GRM_Alts = {\n["Keepers-Senjin"] = os.exit(),\n}', "Line 2: “os” is no value."),
        (b"GRM_Alts = " + b"{" * 10_000 + b"}" * 10_000, "64 deep"),
        (roster_manager(GROUPS, guild="Reapers-Area52"), "lists of Reapers (Area52), and none of"),
        (b"PK\x03\x04GRM_Alts", "ZIP archive"),
        (table("Trogbane;;Trogmoon;", header="character;realm;head"), "no column “main”"),
    ],
    ids=["code", "nested", "other guild", "zip", "columns"],
)
def test_what_makes_no_sense_is_refused_in_words(world, data, said):
    answer = post(world.client("officer"), data=data)
    assert (answer.status_code, said in answer.json()["detail"]) == (400, True), answer.text
    assert AddonUpload.objects.get().status == "failed" and not AltClaim.objects.exists()


def test_a_list_that_is_too_large_is_not_even_kept(world):
    assert post(world.client("officer"), data=b"GRM_Alts = {\n" + b" " * LARGEST_UPLOAD).status_code == 413
    assert nothing_came()


def test_links_follow_and_everybody_may_know_that_a_list_says_so(world, alts, monkeypatch):
    monkeypatch.setattr(tasks.work_pipeline, "delay", lambda run_id: tasks.work_pipeline(run_id))
    post(world.client("officer"), data=alts)
    tasks.dispatch_pipelines()
    link = PlayerCharacter.objects.get(character__name="Trogbane")
    assert link.link_source == "alt_list"
    for who in ("officer", "member"):
        found = world.client(who).get("/api/identity/players/?link_source=alt_list").json()["results"]
        assert [row["id"] for row in found] == [link.player_id]
        player = world.client(who).get(f"/api/identity/players/{link.player_id}/").json()
        (seen,) = [row for row in player["characters"] if row["name"] == "Trogbane"]
        assert seen["link_source"] == "alt_list"
        assert seen["evidence"][0]["text"] == "Guild Roster Manager lists Trogbane as an alt of Trogmoon."
