"""The command that imports an export, as a person or a script meets it."""

import io
import json
import sys
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from characters.models import SyncRun
from guild_identity.models import AddonUpload, MemberNote, PlayerCharacter
from guild_identity.services.pipeline import start_pipeline, start_waiting_uploads
from tests.factories.alt_lists import alt_group, roster_manager, table
from tests.factories.characters import GuildFactory
from tests.factories.exports import companion, exported, lua_file
from tests.factories.identity import DiscordUserFactory, member_of

pytestmark = pytest.mark.django_db
SECRET = "Discord: trog"
TROG = exported("Trogmoon", rank=0, rankName="Chief", note="GM / Mikel", officerNote=SECRET)
KEEPERS = ("us", "Sen'jin", "keepers")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def guild():
    guild = GuildFactory(name="Keepers")
    member_of(guild, "Trogmoon", rank=0)
    return guild


def put(tmp_path, data, name="GuildSync.lua"):
    path = tmp_path / name
    path.write_bytes(data)
    return str(path)


def imported(path, place=KEEPERS, **options):
    out = io.StringIO()
    call_command("import_addon", path, guild=place, stdout=out, stderr=io.StringIO(), now=NOW.isoformat(), **options)
    return json.loads(out.getvalue()) if options.get("json") else out.getvalue()


def failure(path, place=KEEPERS, **options):
    with pytest.raises(CommandError) as caught:
        imported(path, place, **options)
    return caught.value


def test_an_import_tells_numbers_and_every_row_that_was_not_simply_taken(guild, tmp_path):
    told = imported(put(tmp_path, lua_file(TROG, exported("Nobody"), exported("Bad", rank="x"), 5)))
    lines = told.splitlines()
    assert lines[0] == "4 characters: 1 updated, 1 unknown character, 2 rejected."
    assert lines[1].startswith("Row 2, Nobody-Sen'jin: unknown character. Nobody of that name")
    assert lines[2] == "Row 3, Bad: rejected. “rank” is text and must be a whole number."
    assert lines[3] == "Row 4, (no name): rejected. This is not a character."
    assert SECRET not in told
    upload = AddonUpload.objects.get()
    assert (upload.source, upload.uploaded_by, upload.file_name) == ("command", None, "GuildSync.lua")
    assert MemberNote.objects.get().officer_note == SECRET


@pytest.mark.parametrize("pack", [lua_file, companion, lambda *rows: lua_file(*rows, variable="PATTSyncDB")])
def test_every_kind_of_export_is_imported(guild, tmp_path, pack):
    assert imported(put(tmp_path, pack(TROG))).startswith("1 characters: 1 updated.")


def test_matching_checks_and_report_follow_at_once(guild, tmp_path):
    DiscordUserFactory(guild=guild, username="trog")
    told = imported(put(tmp_path, lua_file(TROG)))
    assert "Keepers (US senjin): who is who" in told
    assert [line.split()[0] for line in told.splitlines()[-4:]] == ["notes", "match", "check", "report"]
    assert PlayerCharacter.objects.get().player.discord_user.username == "trog"
    run = SyncRun.objects.get()
    assert (run.kind, run.source, run.status) == ("identity", "upload", "done")
    assert start_waiting_uploads(now=NOW) == 0


def test_a_run_that_goes_on_is_brought_to_its_end_first(guild, tmp_path, wire):
    start_pipeline(guild, source="timetable", now=datetime(2026, 11, 20, 11, tzinfo=UTC))
    imported(put(tmp_path, lua_file(TROG)))
    assert list(SyncRun.objects.order_by("pk").values_list("source", "status")) == [
        ("timetable", "done"), ("upload", "done"),
    ]  # fmt: skip


def test_run_pipeline_at_the_same_moment_still_asks_for_everything(guild, wire):
    start_pipeline(guild, source="upload", now=NOW)
    out = io.StringIO()
    call_command("run_pipeline", *KEEPERS, stdout=out, now=NOW.isoformat(), json=True)
    assert [step["step"] for step in json.loads(out.getvalue())["steps"]][:2] == ["refresh", "discord"]
    assert not SyncRun.objects.filter(status="running").exists()


def test_json_is_one_document(guild, tmp_path):
    told = imported(put(tmp_path, lua_file(TROG)), json=True)
    assert (told["status"], told["counts"]["updated"], told["report"][0]["outcome"]) == ("done", 1, "updated")
    assert [step["step"] for step in told["run"]["steps"]] == ["notes", "match", "check", "report"]


def test_lists_of_alts_are_imported_and_links_follow(guild, tmp_path):
    member_of(guild, "Trogbane")
    groups = alt_group("Trogmoon-Senjin", "Trogbane-Senjin", "Nobody-Senjin")
    told = imported(put(tmp_path, roster_manager(groups, Reapers_Area52=[groups]), "Guild_Roster_Manager.lua"))
    assert told.splitlines()[0] == "3 characters: 2 updated, 1 unknown character, 1 other guild."
    assert "Row 4, Reapers-Area52: other guild. The list of another guild" in told
    assert set(PlayerCharacter.objects.values_list("link_source", flat=True)) == {"alt_list"}
    told = imported(put(tmp_path, table("Trogbane,,Trogmoon,"), "alts.csv"), json=True)
    assert (told["status"], told["addon_version"], told["counts"]["updated"]) == ("done", "A table of alts", 2)
    out = io.StringIO()
    call_command("identity_map", *KEEPERS, stdout=out)
    assert out.getvalue().count("alt_list") == 2


def test_a_second_import_of_the_same_file_changes_nothing(guild, tmp_path):
    path = put(tmp_path, lua_file(TROG))
    imported(path)
    assert imported(path).startswith("1 characters: 1 unchanged.")
    assert AddonUpload.objects.count() == MemberNote.objects.count() == 1


def test_standard_input_is_read(guild, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lua_file(TROG))))
    assert imported("-").startswith("1 characters: 1 updated.")
    assert AddonUpload.objects.get().file_name == ""


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04" + b"\0" * 50, "ZIP archive"),
        (b"GuildSyncDB = os.exit()", "never run"),
        (b"GuildSyncDB = " + b"{" * 10_000, "64 deep"),
        (b"[" * 10_000, "cannot be read"),
        (lua_file(TROG)[:-60], "cut off"),
        (lua_file(TROG, guild="Reapers"), "of the guild “Reapers”"),
        (lua_file(exported("Stranger")), "0 of the 1 characters"),
    ],
    ids=["zip", "code", "nested", "nested-JSON", "half", "other-guild", "strangers"],
)
def test_what_cannot_be_read_is_status_1_and_changes_nothing(guild, tmp_path, data, said):
    error = failure(put(tmp_path, data))
    assert (error.returncode, str(error).startswith("Nothing was imported: "), said in str(error)) == (1, True, True)
    assert not MemberNote.objects.exists() and not SyncRun.objects.exists()


def test_in_json_a_failure_is_a_document_too(guild, tmp_path):
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_addon", put(tmp_path, b"nonsense"), guild=KEEPERS, stdout=out, json=True)
    told = json.loads(out.getvalue())
    assert (told["status"], told["run"], "nonsense" in told["error"]) == ("failed", None, True)


def test_another_name_of_the_guild_can_be_forced(guild, tmp_path):
    told = imported(put(tmp_path, lua_file(TROG, guild="Reapers")), force=True)
    assert told.startswith("1 characters: 1 updated.")


@pytest.mark.parametrize("size", [0, 20 * 1024 * 1024 + 1])
def test_an_empty_or_endless_file_is_not_even_kept(guild, tmp_path, size):
    error = failure(put(tmp_path, b"-" * size))
    assert (error.returncode, AddonUpload.objects.exists()) == (1, False)


@pytest.mark.parametrize("name", ["missing.lua", "."])
def test_a_file_that_cannot_be_opened_is_status_1(guild, tmp_path, name):
    error = failure(str(tmp_path / name))
    assert (error.returncode, "cannot be read" in str(error)) == (1, True)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (("xx", "Sen'jin", "Keepers"), "regions are us, eu, kr, tw"),
        (("us", "Nowhere", "Keepers"), "no realm “Nowhere”"),
        (("us", "Sen'jin", "Reapers"), "knows no guild “Reapers”"),
    ],
)
def test_an_unknown_guild_is_status_1(guild, tmp_path, place, said):
    error = failure(put(tmp_path, lua_file(TROG)), place)
    assert (error.returncode, said in str(error), AddonUpload.objects.exists()) == (1, True, False)


def test_an_upstream_that_is_down_does_not_stop_an_import(guild, tmp_path, wire):
    assert "report" in imported(put(tmp_path, lua_file(TROG)))
    assert not wire.asked


def test_a_moment_that_is_none_is_refused(guild, tmp_path):
    with pytest.raises(CommandError):
        call_command("import_addon", put(tmp_path, lua_file(TROG)), guild=KEEPERS, now="soon")
    assert not AddonUpload.objects.exists()
