"""Files are read, looked at, and applied as one."""

import os
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection

from characters.domain.errors import Refused
from lootlog.domain.bundle import Origin, bundle_lines
from lootlog.domain.entries import Entry
from lootlog.models import Fork, LogEntry, Profile, Quarantined, Stream, Upload
from lootlog.selectors.exports import export
from lootlog.services import importing
from lootlog.services.importing import begin_apply, finish_apply, preview_upload, take_up
from lootlog.services.profiles import active_profile, archive_profile
from lootlog.services.uploads import content_of, dismiss_upload, waiting_uploads
from lootlog.services.writing import Award, award
from tests.factories.characters import GuildFactory
from tests.factories.lootfiles import WHEN, gen1_file, pipe_file, row
from tests.factories.lootlog import ProfileFactory, writer
from tests.lootlog.services.importing import NOW, held, imported, sent

pytestmark = pytest.mark.django_db
FILE = gen1_file({"Default": [row(1), row(2, target="Jaina-Garona", delta=-3)]})
State = Upload.State


@pytest.fixture
def guild():
    return GuildFactory()


@pytest.fixture
def profile(guild):
    return ProfileFactory(guild=guild, name="Raid Team")


def counts(upload):
    return {name: count for name, count in upload.report["counts"].items() if count}


def test_a_preview_tells_what_would_come_and_writes_nothing(guild):
    upload = sent(guild, FILE)
    assert (upload.state, upload.format, counts(upload)) == (State.PREVIEW, "gen1", {"new": 2})
    assert not LogEntry.objects.exists()
    assert not Profile.objects.filter(guild=guild).exists()


def test_what_is_applied_counts_and_knows_who_delivered_it(profile):
    anna = User.objects.create(username="anna")
    upload = imported(profile, FILE, user=anna)
    assert (upload.state, counts(upload)) == (State.APPLIED, {"new": 2})
    assert held(profile) == {"Thrall-Garona": 5, "Jaina-Garona": -3}
    entry = LogEntry.objects.select_related("delivery", "stream").first()
    assert (entry.actor, entry.delivery.by, entry.delivery.upload) == ("Leader-Garona", anna, upload)
    assert (entry.stream.source, entry.stream.owner) == (Stream.Source.FILE, None)


def test_a_file_keeps_every_byte(guild):
    assert content_of(sent(guild, FILE)) == FILE


def test_the_same_file_twice_is_one_upload(profile):
    first = imported(profile, FILE)
    again = sent(profile.guild, FILE, now=NOW + timedelta(hours=1))
    assert (again.pk, again.state, Upload.objects.count()) == (first.pk, State.APPLIED, 1)
    assert held(profile) == {"Thrall-Garona": 5, "Jaina-Garona": -3}
    with pytest.raises(Refused, match="applied already"):
        begin_apply(again, {"*": str(profile.uuid)}, user=None, now=NOW)


def test_two_guilds_may_send_the_same_file(guild):
    assert sent(guild, FILE).pk != sent(GuildFactory(), FILE).pk


def test_a_dismissed_file_stays_and_can_be_sent_again(guild):
    upload = dismiss_upload(sent(guild, FILE))
    assert upload.state == State.DISMISSED
    assert sent(guild, FILE).state == State.PREVIEW
    assert Upload.objects.count() == 1


def test_an_older_backup_after_a_newer_file_removes_nothing(profile):
    imported(profile, gen1_file({"Default": [row(number) for number in range(1, 6)]}))
    older = imported(profile, gen1_file({"Default": [row(1), row(2)]}))
    assert counts(older) == {"known": 2}
    assert held(profile) == {"Thrall-Garona": 25}


def test_colliding_ids_of_two_writers_both_count(profile):
    imported(profile, gen1_file({"Default": [row(1)]}))
    upload = imported(profile, gen1_file({"Default": [row(1, actor="Officer-Garona", delta=3)]}))
    assert counts(upload) == {"new": 1}
    assert held(profile) == {"Thrall-Garona": 8}


def test_one_writer_with_two_histories_is_shown_before_and_after(profile):
    imported(profile, gen1_file({"Default": [row(1)]}))
    upload = sent(profile.guild, gen1_file({"Default": [row(1, delta=7)]}))
    upload = preview_upload(upload, {"*": str(profile.uuid)}, now=NOW)
    assert counts(upload) == {"conflicting": 1}
    assert "until an officer decides" in upload.report["rows"][0]["message"]
    finish_apply(begin_apply(upload, {"*": str(profile.uuid)}, user=None, now=NOW), now=NOW)
    assert Fork.objects.get().sequence == 1
    assert held(profile) == {"Thrall-Garona": 12}


def test_what_cannot_enter_is_kept_with_its_reason_and_the_rest_enters(profile):
    rows = [row(1), row(2, timestamp=WHEN + 10**9), row(3, delta="lots"), row(5_000_000), row(5, reason="x" * 300)]
    upload = imported(profile, gen1_file({"Default": rows}))
    assert counts(upload) == {"new": 1, "refused": 4}
    reasons = " ".join(Quarantined.objects.filter(profile=profile).values_list("reason", flat=True))
    for word in ("ahead of the time", "delta", "jumps", "300 characters"):
        assert word in reasons
    refused = [one for one in upload.report["rows"] if one["outcome"] == "refused"]
    assert len(refused) == 4
    assert all(one["message"] and one["place"] for one in refused)


def test_an_authors_count_is_judged_by_the_whole_file_in_any_order(profile):
    newest_first = gen1_file({"Default": [row(number) for number in (1_800_000, 900_000, 1)]})
    assert counts(imported(profile, newest_first)) == {"new": 3}


def test_totals_of_the_file_are_compared_with_what_the_ledger_would_say(profile):
    imported(profile, gen1_file({"Default": [row(1, actor="Officer-Garona", delta=3)]}))
    totals = {"Default": {"Thrall-Garona": 5, "Jaina-Garona": -3}}
    upload = sent(profile.guild, gen1_file({"Default": [row(1), row(2, target="Jaina-Garona", delta=-3)]}, totals))
    upload = preview_upload(upload, {"Default": str(profile.uuid)}, now=NOW)
    [about] = upload.report["profiles"]
    assert about["differences"] == [{"target": "Thrall-Garona", "claimed": "5", "ledger": "8"}]


# ---- where a file's profiles go


def test_everybodys_first_profile_is_never_merged_by_its_name(guild):
    active_profile(guild, now=NOW)
    upload = sent(guild, FILE)
    assert upload.report["profiles"][0]["target"] is None
    with pytest.raises(Refused, match="Say into which profile “Default”"):
        begin_apply(upload, {}, user=None, now=NOW)


def test_the_same_name_is_proposed_and_not_taken_silently(profile):
    upload = sent(profile.guild, gen1_file({"raid team": [row(1)]}))
    [about] = upload.report["profiles"]
    assert (about["target"], about["why"], about["is_sure"]) == (str(profile.uuid), "same name", False)
    with pytest.raises(Refused, match="Say into which profile"):
        begin_apply(upload, {}, user=None, now=NOW)


def test_a_choice_is_remembered_for_the_next_file(profile):
    imported(profile, FILE)
    upload = sent(profile.guild, gen1_file({"Default": [row(1), row(3)]}))
    assert upload.report["profiles"][0]["why"] == "chosen before"
    finish_apply(begin_apply(upload, {}, user=None, now=NOW), now=NOW)
    assert held(profile) == {"Thrall-Garona": 10, "Jaina-Garona": -3}


def test_a_profile_is_made_only_when_it_was_chosen(guild):
    upload = sent(guild, gen1_file({"Mythic": [row(1)], "Alts": [row(1)]}))
    assert [about["target"] for about in upload.report["profiles"]] == ["new:Alts", "new:Mythic"]
    finish_apply(begin_apply(upload, {"Mythic": "new:Mythic", "Alts": None}, user=None, now=NOW), now=NOW)
    made = Profile.objects.get(guild=guild, name="Mythic")
    assert held(made) == {"Thrall-Garona": 5}
    assert not Profile.objects.filter(guild=guild, name="Alts").exists()


@pytest.mark.parametrize("case", ["archived", "another guild's", "unknown", "no uuid", "taken name", "no such key"])
def test_impossible_choices_are_refused(guild, profile, case):
    active_profile(guild, now=NOW)
    choices = {
        "archived": {"Default": str(profile.uuid)},
        "another guild's": {"Default": str(ProfileFactory().uuid)},
        "unknown": {"Default": str(uuid4())},
        "no uuid": {"Default": "Raid"},
        "taken name": {"Default": "new:default"},
        "no such key": {"Alts": str(profile.uuid)},
    }[case]
    upload = sent(guild, FILE)
    if case == "archived":
        archive_profile(profile, now=NOW)
    with pytest.raises(Refused):
        begin_apply(upload, choices, user=None, now=NOW)
    upload.refresh_from_db()
    assert (upload.state, LogEntry.objects.count()) == (State.PREVIEW, 0)


def test_a_profile_archived_in_between_gives_the_choice_back(guild, profile):
    active_profile(guild, now=NOW)
    upload = begin_apply(sent(guild, FILE), {"*": str(profile.uuid)}, user=None, now=NOW)
    archive_profile(profile, now=NOW)
    with pytest.raises(Refused, match="archived"):
        finish_apply(upload, now=NOW)
    upload.refresh_from_db()
    assert (upload.state, upload.mapping, LogEntry.objects.count()) == (State.PREVIEW, {}, 0)


# ---- files that are none


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 and more", "ZIP"),
        (b"SpectrumFederationDB = os.execute('rm -rf /')", "Line 1"),
        (FILE[: len(FILE) // 2], "cut off"),
        (b"<html><body>Not found</body></html>", "web page"),
        (b"just words", "none that is known"),
    ],
)
def test_what_cannot_be_read_says_why_and_stays(guild, data, said):
    upload = sent(guild, data)
    assert upload.state == State.FAILED
    assert said.lower() in upload.error.lower()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("number", ["nan", "inf", "1e30", "0.00001"])
def test_numbers_that_no_ledger_takes_are_refused_one_by_one(profile, number):
    upload = imported(profile, pipe_file(row(1), row(2, delta=number)))
    assert counts(upload) == {"new": 1, "refused": 1}


# ---- all or nothing


class Broken(Exception):
    pass


def two_profiles(guild):
    upload = sent(guild, gen1_file({"A": [row(1)], "B": [row(1)]}))
    return begin_apply(upload, {"A": "new:A", "B": "new:B"}, user=None, now=NOW)


def test_what_breaks_in_the_middle_leaves_nothing_and_is_finished_later(guild, monkeypatch):
    upload = two_profiles(guild)
    real, calls = importing.keep_rejected, []

    def breaks_at_the_second(*args):
        calls.append(args)
        if len(calls) == 2:
            raise Broken
        return real(*args)

    monkeypatch.setattr(importing, "keep_rejected", breaks_at_the_second)
    with pytest.raises(Broken):
        finish_apply(upload, now=NOW)
    assert not LogEntry.objects.exists()
    assert not Profile.objects.filter(guild=guild, name="A").exists()
    monkeypatch.undo()
    assert waiting_uploads(now=NOW) == []
    assert waiting_uploads(now=NOW + timedelta(minutes=5)) == [upload.pk]
    assert take_up(upload, now=NOW).state == State.APPLIED
    assert [held(Profile.objects.get(guild=guild, name=name)) for name in "AB"] == [{"Thrall-Garona": 5}] * 2


def test_applying_twice_at_once_applies_once(profile):
    upload = begin_apply(sent(profile.guild, FILE), {"*": str(profile.uuid)}, user=None, now=NOW)
    assert [finish_apply(upload, now=NOW).state for _ in range(2)] == [State.APPLIED] * 2
    assert LogEntry.objects.count() == 2


def test_what_breaks_every_time_is_given_up(guild, monkeypatch):
    upload = two_profiles(guild)
    monkeypatch.setattr(importing, "finish_apply", lambda *args, **named: (_ for _ in ()).throw(Broken))
    for _ in range(3):
        with pytest.raises(Broken):
            take_up(upload, now=NOW)
    assert take_up(upload, now=NOW).state == State.FAILED
    assert "Three tries" in upload.error


DIES = """
import os, signal, sys, django
django.setup()
from django.utils.dateparse import parse_datetime
from lootlog.models import Upload
from lootlog.services import importing
real, calls = importing.keep_rejected, []
def dies(*args):
    calls.append(args)
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args)
importing.keep_rejected = dies
importing.finish_apply(Upload.objects.get(pk=int(sys.argv[1])), now=parse_datetime(sys.argv[2]))
"""


@pytest.mark.services
def test_a_process_that_is_killed_while_it_applies_leaves_nothing(ledger_db):
    guild = GuildFactory()
    upload = two_profiles(guild)
    at = connection.settings_dict
    url = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    variables = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", DIES, str(upload.pk), NOW.isoformat()]
    assert subprocess.run(command, env=variables, check=False).returncode == -9
    assert not LogEntry.objects.exists()
    assert take_up(upload, now=NOW).state == State.APPLIED
    assert LogEntry.objects.count() == 2


# ---- our own exports


def bundle(uuid, *entries):
    return b"".join(bundle_lines(Origin(uuid, "Elsewhere", "Others"), entries))


def own_entry(uuid, **changes):
    values = {"timestamp": WHEN, "actor": "Leader-Garona", "target": "Thrall-Garona", "delta": Decimal(5)}
    return Entry(**{"profile": uuid, "author": uuid4(), "sequence": 1, "previous": "0" * 64, **values, **changes})


def test_our_own_export_comes_back_as_known(profile):
    award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(User.objects.create(username="anna"), NOW))
    imported(profile, FILE)
    profile.refresh_from_db()
    for form in ("json", "csv", "bundle"):
        upload = sent(profile.guild, b"".join(export(profile, form).pieces), name=f"x.{form}")
        assert (upload.error, counts(upload)) == ("", {"known": 3})
        assert upload.report["profiles"][0]["why"] == "same ledger"
        finish_apply(begin_apply(upload, {}, user=None, now=NOW), now=NOW)
    assert held(profile) == {"Thrall-Garona": 10, "Jaina-Garona": -3}


def test_an_export_of_a_ledger_that_is_unknown_here_keeps_its_hashes_in_a_new_profile(guild):
    entry = own_entry(uuid4())
    upload = sent(guild, bundle(entry.profile, entry))
    finish_apply(begin_apply(upload, {"*": "new:Moved"}, user=None, now=NOW), now=NOW)
    made = Profile.objects.get(guild=guild, name="Moved")
    assert (made.uuid, LogEntry.objects.get().hash) == (entry.profile, entry.hash)


def test_entries_sealed_for_one_ledger_enter_no_other(profile):
    others = ProfileFactory()
    upload = sent(profile.guild, bundle(others.uuid, own_entry(others.uuid)))
    for choice in (str(profile.uuid), "new:Mine", str(others.uuid)):
        with pytest.raises(Refused):
            begin_apply(upload, {"*": choice}, user=None, now=NOW)


def test_nobody_forges_the_entries_of_those_who_write_here(profile):
    [row_here] = award(
        profile, [Award("Thrall-Garona", Decimal(5))], by=writer(User.objects.create(username="anna"), NOW)
    )
    forged = own_entry(profile.uuid, author=row_here.stream.uuid, sequence=2, previous=row_here.hash, delta=Decimal(99))
    upload = imported(profile, bundle(profile.uuid, forged))
    assert upload.report["counts"]["new"] == 0
    assert "writes here" in " ".join(Quarantined.objects.values_list("reason", flat=True))
    assert held(profile) == {"Thrall-Garona": 5}
