"""Files in and out of ledgers on the command line."""

import io
import json
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from lootlog.domain.bundle import Origin, bundle_lines
from lootlog.domain.entries import GENESIS, Entry, Kind
from lootlog.models import LogEntry, Profile, Upload
from lootlog.services.profiles import active_profile
from tests.factories.characters import GuildFactory
from tests.factories.gen1_files import WHEN, gen1_file, row
from tests.lootlog.services.importing import NOW, held, imported

PLACE = ("us", "senjin", "Keepers")
FILE = gen1_file({"Raid": [row(1), row(2, target="Jaina-Garona", delta=-3)]})


@pytest.fixture
def guild(db):
    return GuildFactory(name="Keepers")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "SpectrumFederation.lua"
    path.write_bytes(FILE)
    return str(path)


def run(name, *args):
    out = io.StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue()


def import_(*args):
    return run("lootlog_import", *args, "--guild", *PLACE, "--now", NOW.isoformat())


def test_without_yes_it_shows_what_would_come_and_stops(guild, file):
    told = import_(file)
    assert "2 new" in told
    assert "Nothing was written" in told
    assert not LogEntry.objects.exists()


def test_yes_applies_to_the_named_profile(guild, file):
    assert "Applied" in import_(file, "--profile", "default", "--yes")
    assert held(active_profile(guild, now=NOW)) == {"Thrall-Garona": 5, "Jaina-Garona": -3}
    assert "came before" in import_(file, "--yes")
    assert Upload.objects.count() == 1


def test_a_new_profile_is_made_only_when_it_is_asked_for(guild, file):
    with pytest.raises(CommandError, match="Say into which profile") as refused:
        import_(file, "--yes")
    assert refused.value.returncode == 1
    import_(file, "--new", "Raid", "--yes")
    assert held(Profile.objects.get(guild=guild, name="Raid")) == {"Thrall-Garona": 5, "Jaina-Garona": -3}


def test_profiles_are_mapped_one_by_one(guild, tmp_path):
    path = tmp_path / "x.lua"
    path.write_bytes(gen1_file({"A": [row(1)], "B": [row(1)], "C": [row(1)]}))
    import_(str(path), "--map", "A=Default", "--map", "B=new:Alts", "--map", "C=", "--yes")
    assert {profile.name: held(profile) for profile in Profile.objects.filter(guild=guild)} == {
        "Default": {"Thrall-Garona": 5}, "Alts": {"Thrall-Garona": 5},
    }  # fmt: skip


def test_json_is_one_document(guild, file):
    told = json.loads(import_(file, "--json", "--new", "Raid", "--yes"))
    assert (told["state"], told["counts"]["new"]) == ("applied", 2)


def test_awards_cost_what_is_said_by_response(guild, tmp_path):
    path = tmp_path / "awards.csv"
    path.write_text("player,id,itemString,response\nMowzi-Garona,1544382914-7,item:1,Main=spec\n")
    choices = [str(path), "--profile", "Default"]
    with pytest.raises(CommandError, match="no such response. They are: “Main=spec”") as refused:
        import_(*choices, "--price", "Mainspec=-10", "--yes")
    with pytest.raises(CommandError, match="A price is given for “”, and the file has no such response"):
        import_(*choices, "--price", "=-10", "--yes")
    assert (refused.value.returncode, LogEntry.objects.count()) == (1, 0)
    assert "Main=spec × 1: -10 points each" in import_(*choices, "--price", "main=SPEC=-10")
    import_(*choices, "--price", "main=SPEC=-10", "--yes")
    assert held(active_profile(guild, now=NOW)) == {"Mowzi-Garona": -10}
    with pytest.raises(CommandError, match="write RESPONSE=POINTS"):
        import_(str(path), "--price", "Minor")


@pytest.mark.parametrize("args", [["--profile", "Nobody"], ["--map", "nonsense"], ["--map", "Nope=Default"]])
def test_choices_that_make_no_sense_change_nothing(guild, file, args):
    with pytest.raises(CommandError) as refused:
        import_(file, *args, "--yes")
    assert (refused.value.returncode, LogEntry.objects.count()) == (1, 0)


def test_a_file_that_cannot_be_read_ends_with_the_reason(guild, tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(CommandError, match="ZIP") as refused:
        import_(str(path), "--yes")
    assert refused.value.returncode == 1
    with pytest.raises(CommandError, match="cannot be read"):
        import_(str(tmp_path / "missing"))


def test_an_export_appears_only_when_it_is_complete(guild, tmp_path):
    imported(active_profile(guild, now=NOW), FILE)
    target = tmp_path / "ledger.ndjson"
    assert "2 entries" in run("lootlog_export", *PLACE, "--as", "bundle", "--output", str(target))
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.ndjson"]
    assert "The file is whole" in run("lootlog_verify", str(target))
    with pytest.raises(CommandError, match="no profile"):
        run("lootlog_export", *PLACE, "--profile", "Nobody")
    with pytest.raises(CommandError, match="cannot be written"):
        run("lootlog_export", *PLACE, "--output", str(tmp_path / "no" / "where"))


def test_a_changed_bundle_is_found_out(guild, tmp_path):
    imported(active_profile(guild, now=NOW), FILE)
    path = tmp_path / "ledger.ndjson"
    path.write_text(
        run("lootlog_export", *PLACE, "--as", "bundle").replace('"Thrall-Garona","5"', '"Thrall-Garona","6"')
    )
    out = io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("lootlog_verify", str(path), stdout=out)
    assert (refused.value.returncode, "Line 2" in out.getvalue()) == (1, True)
    told = io.StringIO()
    with pytest.raises(CommandError):
        call_command("lootlog_verify", str(path), "--json", stdout=told)
    assert json.loads(told.getvalue())["holds"] is False


def test_a_bundle_is_checked_without_any_database(tmp_path):
    """This test has no database: whoever asks one fails."""
    profile = uuid4()
    entry = Entry(profile, uuid4(), 1, GENESIS, WHEN, "Leader-Garona", "Thrall-Garona", Decimal(5))
    path = tmp_path / "ledger.ndjson"
    path.write_bytes(b"".join(bundle_lines(Origin(profile, "Raid"), [entry])))
    assert "1 entries" in run("lootlog_verify", str(path))
    assert "No chain has a gap" in run("lootlog_verify", str(path))


def test_what_a_ledger_lacked_when_it_was_exported_is_told_and_the_bundle_holds(tmp_path):
    profile = uuid4()
    gone = Entry(
        profile, uuid4(), 2, "ab" * 32, WHEN, "Leader-Garona", "Thrall-Garona", Decimal(0), kind=Kind.VOID,
        reference="cd" * 32,
    )  # fmt: skip
    path = tmp_path / "ledger.ndjson"
    path.write_bytes(b"".join(bundle_lines(Origin(profile, "Raid"), [gone])))
    told = run("lootlog_verify", str(path))
    assert "The file is whole" in told and "No chain has a gap" not in told
    assert "Not in the ledger: Line 2: The author's entry 1 is missing before this one." in told
    assert len(json.loads(run("lootlog_verify", str(path), "--json"))["gaps"]) == 2
