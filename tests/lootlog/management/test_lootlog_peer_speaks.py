"""The command that is a peer speaks the documented protocol, shows what happens, and keeps the addon's file."""

import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from lootlog.domain.imports.files import read_file
from lootlog.management.commands import lootlog_peer
from lootlog.models import LogEntry, Peer, Profile, Quarantined
from lootlog.selectors.digests import ledger_digest
from lootlog.services.coordinating import NOT_TAKEN
from lootlog.services.writing import Award, award
from tests.factories.lootlog import writer
from tests.lootlog.management.peering import SERVER, TARGET

pytestmark = pytest.mark.django_db
MESSAGES = ("--speak", "messages")
FILE_LINES = (
    "1|1763000000|Leader-Garona|Thrall-Garona|5|5|Boss|Default\n",
    "2|1763000100|Leader-Garona|Jaina-Garona|3|3|Boss|Default\n",
)


def told(device, *arguments):
    """Run the command for people; return what it says as its result and beside it."""
    out, beside = io.StringIO(), io.StringIO()
    where = ["--server", SERVER, "--profile", str(device.profile), "--token-env", "PEER_TOKEN"]
    call_command(
        "lootlog_peer", str(device.store), "--name", device.name, *where, *arguments, stdout=out, stderr=beside
    )
    return out.getvalue(), beside.getvalue()


def give(world, profile, count=1):
    award(profile, [Award(TARGET, Decimal(10))] * count, by=writer(world.officer, world.now))


def test_two_peers_and_the_server_end_with_the_same_by_the_seven_messages(world, profile, olga, otto):
    olga.run(*MESSAGES), otto.run(*MESSAGES)
    olga.add("5"), olga.add("2.5"), otto.add("-3", "Sword")
    give(world, profile)
    first, second, third = olga.run(*MESSAGES), otto.run(*MESSAGES), olga.run(*MESSAGES)
    assert [done["sync"]["brought"] for done in (first, second, third)] == [2, 1, 0]
    assert [done["sync"]["received"] for done in (first, second, third)] == [1, 3, 1]
    assert third["digest"] == second["digest"] == str(ledger_digest(profile).root)
    assert olga.trailer()["standings"] == otto.trailer()["standings"] == {"thrall-garona": "14.5"}
    assert Peer.objects.filter(label="Olga-Garona", in_sync_at__isnull=False, queue_place__isnull=True).exists()


def test_long_histories_travel_both_ways(world, profile, olga):
    olga.run(*MESSAGES)
    give(world, profile, 350)
    for _ in range(3):
        olga.run(*["--add", TARGET, "1", "Boss"] * 40, synced=False)
    done = olga.run(*MESSAGES)
    assert (done["sync"]["in_sync"], done["entries"]) == (True, 470)


def test_notes_of_the_journal_are_shown_when_asked_for(world, profile, olga):
    give(world, profile)
    assert told(olga, *MESSAGES)[1] == ""
    Profile.objects.update(name="Raid-Team-B")
    out, beside = told(olga, *MESSAGES, "--debug", "--sync-now")
    assert "In sync" in out
    assert "PROFILE: Using Raid-Team-B, as Vaultkeeper-senjin announced, which we knew as Default" in beside
    assert "SYNC: Asked Vaultkeeper-senjin for a turn by hand" in beside
    assert "SYNC: In sync. Entries: 1" in beside


def test_a_sync_by_hand_goes_both_ways(world, profile, olga):
    olga.run(*MESSAGES)
    olga.add("5")
    give(world, profile)
    done = olga.run(*MESSAGES, "--sync-now")
    assert (done["sync"]["received"], done["sync"]["brought"], done["sync"]["in_sync"]) == (1, 1, True)


def test_with_sync_off_nothing_is_sent_and_what_is_written_is_kept(world, profile, olga):
    olga.run(*MESSAGES)
    seen = Peer.objects.count(), LogEntry.objects.count()
    out, _ = told(olga, *MESSAGES, "--off", "--add", TARGET, "5", "Boss")
    assert "Sync is off." in out
    assert (Peer.objects.count(), LogEntry.objects.count()) == seen
    assert olga.run(*MESSAGES)["sync"]["brought"] == 1


def test_a_plain_member_is_told_why_its_entries_do_not_arrive(world, profile, olga, monkeypatch):
    monkeypatch.setenv("PEER_TOKEN", world.token("member", "officer")["headers"]["Authorization"].split()[1])
    give(world, profile)
    olga.run(*MESSAGES)
    olga.add("5")
    with pytest.raises(CommandError) as caught:
        olga.run(*MESSAGES)
    assert caught.value.returncode == lootlog_peer.NOT_EQUAL
    assert Peer.objects.get(label="Olga-Garona").error == NOT_TAKEN
    assert (LogEntry.objects.count(), Quarantined.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--debug"], "Add --speak messages"),
        (["--sync-now"], "Add --speak messages"),
        ([*MESSAGES, "--pull"], "always goes both ways"),
    ],
)
def test_options_that_contradict_one_another_are_refused(profile, olga, arguments, why):
    with pytest.raises(CommandError, match=why):
        olga.run(*arguments)


# ---- the addon's file ----


def test_the_addon_s_file_is_written_and_what_stood_there_is_kept(world, profile, olga, tmp_path):
    give(world, profile, 2)
    file = tmp_path / "SpectrumFederation.lua"
    file.write_text("SpectrumFederationDB = {\n}\n")
    assert olga.run("--write-addon", str(file))["addon_file"] == str(file)
    drafts = read_file(file.read_bytes(), file_name=file.name, home_realm="senjin").drafts
    assert [draft.delta for draft in drafts] == [10, 10]
    assert (tmp_path / "SpectrumFederation.lua.before").read_text() == "SpectrumFederationDB = {\n}\n"
    stamp = file.stat().st_mtime_ns
    assert olga.run("--write-addon", str(file))["addon_file"] is None
    assert file.stat().st_mtime_ns == stamp


def test_the_copy_of_the_game_s_own_file_outlasts_every_later_writing(world, profile, olga, tmp_path):
    """Its settings and other profiles come from there, and from nowhere else."""
    file, copy = tmp_path / "SpectrumFederation.lua", tmp_path / "SpectrumFederation.lua.before"
    game = 'SpectrumFederationDB = {\n["settings"] = {\n},\n}\n'
    file.write_text(game)
    olga.run()
    for points in ("1", "2", "3"):
        olga.add(points)
        olga.run("--write-addon", str(file))
    assert copy.read_text() == game
    again = 'SpectrumFederationDB = {\n["lootHelper"] = {\n},\n}\n'
    file.write_text(again)
    olga.run("--write-addon", str(file))
    assert copy.read_text() == again


def test_points_that_the_addon_cannot_hold_leave_its_file_as_it_is(world, profile, olga, tmp_path):
    olga.run()
    olga.add("0.25")
    file = tmp_path / "SpectrumFederation.lua"
    file.write_text("before")
    with pytest.raises(CommandError, match="steps of 0.5"):
        olga.run("--write-addon", str(file))
    assert file.read_text() == "before"


def test_while_watching_the_addon_s_file_is_read_again_when_it_has_changed(world, profile, olga, tmp_path, monkeypatch):
    file = tmp_path / "lines.txt"
    file.write_text(FILE_LINES[0])
    steps = iter(["", FILE_LINES[0] + FILE_LINES[1], "half a fi", FILE_LINES[0] + FILE_LINES[1]])
    counts = []

    def pause(seconds):
        counts.append(LogEntry.objects.count())
        text = next(steps, None)
        if text is None:
            raise KeyboardInterrupt
        if text:
            file.write_text(text)

    monkeypatch.setattr(lootlog_peer.time, "sleep", pause)
    with pytest.raises((KeyboardInterrupt, CommandError)):
        told(olga, "--saved-variables", str(file), "--watch", "1")
    assert counts == [1, 1, 2, 2, 2]
