"""The command that is a peer, as an officer meets it."""

import io
import os
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lootlog.management import stores
from lootlog.models import Fork, LogEntry, Peer, Quarantined
from lootlog.selectors.digests import ledger_digest
from lootlog.selectors.standings import standings
from lootlog.services.profiles import archive_profile, create_profile
from lootlog.services.writing import Award, award
from tests.factories.lootlog import writer
from tests.lootlog.management.peering import SERVER, TARGET, answered_by_the_site

pytestmark = pytest.mark.django_db


def failure(device, *arguments, **options):
    """Run the command to its failure; return exit status and message."""
    with pytest.raises(CommandError) as caught:
        device.run(*arguments, **options)
    return caught.value.returncode, str(caught.value)


def test_two_peers_that_wrote_alone_and_the_server_end_with_the_same(world, profile, olga, otto):
    olga.run(), otto.run()
    olga.add("5"), olga.add("2.5"), otto.add("-3", "Sword")
    award(profile, [Award(TARGET, 10)], by=writer(world.officer, world.now))
    first, second, third = olga.run(), otto.run(), olga.run()
    assert [done["sync"]["brought"] for done in (first, second, third)] == [2, 1, 0]
    assert [done["sync"]["received"] for done in (first, second, third)] == [1, 3, 1]
    assert third["digest"] == second["digest"] == str(ledger_digest(profile).root)
    assert olga.trailer()["standings"] == otto.trailer()["standings"] == {"thrall-garona": "14.5"}
    assert [str(row.points) for row in standings(profile)] == ["14.5"]
    assert olga.verdict().holds and otto.verdict().holds
    assert Peer.objects.filter(in_sync_at__isnull=False, lacks=0, has_more=0).count() == 2


def test_a_restored_older_store_that_was_written_in_is_found_out(profile, olga):
    olga.run(), olga.add("5")
    backup = olga.store.with_name("backup")
    shutil.copy(olga.store, backup)
    olga.add("1"), olga.run()
    shutil.copy(backup, olga.store)
    before = olga.add("7")["device"]
    done = olga.run()
    assert (done["sync"]["forks"], done["forked_places"], Fork.objects.get().sequence) == (1, [2], 2)
    assert olga.trailer()["standings"] == {"thrall-garona": "13"}
    after = olga.add("1")["device"]
    assert (after["name"], after["uuid"] == before["uuid"]) == (before["name"], False)
    assert (olga.run()["sync"]["forks"], Fork.objects.count()) == (0, 1)


def test_an_older_store_that_was_not_written_in_only_catches_up(profile, olga):
    olga.run(), olga.add("5")
    backup = olga.store.with_name("backup")
    shutil.copy(olga.store, backup)
    olga.add("1"), olga.run()
    shutil.copy(backup, olga.store)
    assert olga.run("--add", TARGET, "2", "Late")["sync"]["in_sync"]
    assert LogEntry.objects.count() == 3


def test_an_addons_file_is_taken_in_once_however_often_and_by_whomever(profile, olga, otto, tmp_path):
    file = tmp_path / "lines.txt"
    file.write_text(
        "1|1763000000|Leader-Garona|Thrall-Garona|5|5|Boss|Default\n"
        "2|1763000100|Leader-Garona|Jaina-Garona|3|3|Boss|Default\n"
    )
    done = olga.run("--saved-variables", str(file))
    assert (done["imported"]["new"], done["sync"]["brought"]) == (2, 2)
    again, other = olga.run("--saved-variables", str(file)), otto.run("--saved-variables", str(file))
    assert [row["imported"]["new"] for row in (again, other)] == [0, 2]
    assert (other["sync"]["brought"], LogEntry.objects.count()) == (0, 2)
    assert olga.trailer()["standings"] == {"jaina-garona": "3", "thrall-garona": "5"}


def test_which_profile_of_a_file_is_meant_has_to_be_said(profile, olga, tmp_path):
    file = tmp_path / "lines.txt"
    rows = [f"{n}|176300000{n}|Leader-Garona|Thrall-Garona|5|5|Boss|{name}\n" for n, name in ((1, "A"), (2, "B"))]
    file.write_text("".join(rows))
    olga.run()
    status, message = failure(olga, "--saved-variables", str(file), synced=False)
    assert (status, "“A”, “B”" in message) == (1, True)
    assert olga.run("--saved-variables", str(file), "--source-profile", "b", synced=False)["imported"]["new"] == 1


def test_what_the_server_sets_aside_is_told_and_not_offered_for_ever(profile, olga):
    olga.run()
    olga.run("--add", TARGET, "5", "Tomorrow", "--now", "2059-01-01", synced=False)
    assert (failure(olga)[0], "ahead of the time" in Quarantined.objects.get().reason) == (3, True)


def test_who_only_fetches_brings_nothing(world, profile, olga):
    olga.run(), olga.add("5")
    award(profile, [Award(TARGET, 10)], by=writer(world.officer, world.now))
    done = olga.run("--pull")
    assert (done["sync"]["received"], done["sync"]["kept_back"], done["entries"]) == (1, 1, 2)
    assert LogEntry.objects.count() == 1


# ---- what does not work is told in one sentence, and nothing is lost ----


def test_without_a_store_a_server_is_needed(profile, olga):
    assert failure(olga, "--add", TARGET, "5", "Boss", synced=False) == (
        1, f"There is no store at {olga.store} yet. Name the server and the profile to begin one.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("target", "points"), [("", "5"), (TARGET, "many"), (TARGET, "NaN"), (TARGET, "0.00001"), ("x" * 65, "1")]
)
def test_points_that_no_ledger_takes_are_not_written(profile, olga, target, points):
    olga.run()
    before = olga.store.read_bytes()
    assert failure(olga, "--add", TARGET, "1", "Good", "--add", target, points, "Bad", synced=False)[0] == 1
    assert olga.store.read_bytes() == before


def test_a_server_that_is_away_keeps_what_was_written(profile, olga, wire):
    olga.run()
    wire.put(f"/api/lootlog/profiles/{profile.pk}/messages/", (503, {}))
    status, message = failure(olga, "--add", TARGET, "5", "Boss")
    assert (status, "is kept here (1)" in message) == (2, True)
    wire.put(f"/api/lootlog/profiles/{profile.pk}/messages/", answered_by_the_site)
    assert olga.run()["sync"]["brought"] == 1


@pytest.mark.parametrize(
    ("token", "words"), [("", "holds no token"), ("f" * 64, "does not know the token")], ids=["none", "forged"]
)
def test_a_token_that_is_none_is_told(profile, olga, monkeypatch, token, words):
    monkeypatch.setenv("PEER_TOKEN", token)
    status, message = failure(olga)
    assert (status, words in message) == (1, True)


def test_a_token_that_may_only_read_fetches_and_says_that_it_cannot_bring(world, profile, olga, monkeypatch):
    monkeypatch.setenv("PEER_TOKEN", world.token("officer", "read")["headers"]["Authorization"].split()[1])
    olga.run(), olga.add("5")
    status, message = failure(olga)
    assert (status, "Only officers" in message) == (1, True)
    assert olga.run("--pull")["sync"]["in_sync"]


def test_a_store_of_another_profile_is_not_mixed_in(world, profile, olga, wire):
    olga.run(), olga.add("5")
    other = create_profile(world.guild, "Other", now=world.now)
    wire.put(f"/api/lootlog/profiles/{other.pk}/messages/", answered_by_the_site)
    olga.profile = other.pk
    status, message = failure(olga)
    assert (status, str(profile.uuid) in message) == (1, True)
    assert not LogEntry.objects.exists()


def test_an_archived_profile_takes_nothing_and_says_so(world, profile, olga, wire):
    old = create_profile(world.guild, "Old", now=world.now)
    wire.put(f"/api/lootlog/profiles/{old.pk}/messages/", answered_by_the_site)
    olga.profile = old.pk
    olga.run(), olga.add("5")
    archive_profile(old, now=world.now)
    status, message = failure(olga)
    assert (status, "archived" in message) == (1, True)


@pytest.mark.parametrize("url", ["vault", "http://vault.example.org", "ftp://x", "https://a?b"])
def test_an_address_that_is_none_is_told(profile, olga, url):
    assert failure(olga, "--server", url, "--profile", "1", "--token-env", "PEER_TOKEN", synced=False)[0] in (1, 2)


@pytest.mark.parametrize("arguments", [["--watch", "0"], ["--once"], ["--server", SERVER], ["--watch", "5"]])
def test_what_makes_no_sense_is_told(profile, olga, arguments):
    olga.run()
    assert failure(olga, *arguments, synced=False)[0] == 1


def test_a_damaged_store_is_refused_and_left_alone(profile, olga):
    olga.run(), olga.add("5")
    damaged = olga.store.read_bytes().replace(b"Boss", b"Loot")
    olga.store.write_bytes(damaged)
    status, message = failure(olga)
    assert (status, "Line 2" in message, olga.store.read_bytes() == damaged) == (1, True, True)


def test_a_disk_that_is_full_leaves_what_was_there(profile, olga, monkeypatch):
    olga.run(), olga.add("5")
    before = olga.store.read_bytes()

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    status, message = failure(olga, "--add", TARGET, "1", "Boss", synced=False)
    assert (status, "No space left" in message, olga.store.read_bytes() == before) == (1, True, True)


def test_one_command_at_a_time_works_on_a_store(profile, olga):
    olga.run()
    with stores.Store(olga.store).locked():
        status, message = failure(olga, synced=False)
    assert (status, "Another command" in message) == (1, True)


def test_while_watching_only_news_is_told_and_a_server_may_be_away_for_a_while(world, profile, olga, wire, monkeypatch):
    olga.run()
    address = f"/api/lootlog/profiles/{profile.pk}/messages/"
    steps = iter([
        lambda: None,
        lambda: award(profile, [Award(TARGET, 10)], by=writer(world.officer, world.now)),
        lambda: wire.put(address, (503, {})),
        lambda: wire.put(address, answered_by_the_site),
        lambda: olga.store.with_name("copy").write_bytes(olga.store.read_bytes()),
    ])  # fmt: skip

    def sleep(seconds):
        step = next(steps, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    monkeypatch.setattr("lootlog.management.commands.lootlog_peer.time.sleep", sleep)
    out, said = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command(
            "lootlog_peer", str(olga.store), "--server", SERVER, "--profile", str(profile.pk), "--token-env",
            "PEER_TOKEN", "--watch", "1", stdout=out, stderr=said,
        )  # fmt: skip
    assert caught.value.returncode == 130
    assert out.getvalue().count("received") == 1 and "1 received, 0 brought" in out.getvalue()
    assert "Not synced" in said.getvalue()


def test_without_a_server_it_says_that_nothing_was_synced(profile, olga):
    olga.run()
    out = io.StringIO()
    call_command("lootlog_peer", str(olga.store), stdout=out)
    assert "Not synced: --server URL --profile ID says with whom." in out.getvalue()


def test_the_command_tells_what_came_of_it_in_words(profile, olga):
    out = io.StringIO()
    call_command("lootlog_peer", str(olga.store), "--server", SERVER, "--profile", str(profile.pk), "--token-env",
                 "PEER_TOKEN", "--add", TARGET, "5", "Boss", "--name", "Olga-Garona", stdout=out)  # fmt: skip
    assert out.getvalue().splitlines() == [
        "Default. Entries: 1.", "Written as Olga-Garona: 1.", "In sync: 0 received, 1 brought.",
    ]  # fmt: skip
    assert sorted(Path(olga.store.parent).iterdir()) == [
        olga.store.with_name(f"olga.jsonl{end}") for end in ("", ".identity", ".lock")
    ]
