"""Files are read, looked at, and applied as one."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection

from characters.domain.errors import Refused
from lootlog.models import Fork, LogEntry, Profile, Quarantined, Stream, Upload
from lootlog.services import importing
from lootlog.services.importing import begin_apply, finish_apply, preview_upload, take_up
from lootlog.services.uploads import content_of, dismiss_upload, waiting_uploads
from tests.factories.characters import GuildFactory
from tests.factories.gen1_files import WHEN, gen1_file, pipe_file, row
from tests.factories.lootlog import ProfileFactory
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


@pytest.mark.parametrize("name", ["A-" + "ﷺ" * 62, "\ufb2c" * 64], ids=["realm", "name"])
def test_a_name_whose_key_no_ledger_can_hold_is_set_aside_and_the_rest_enters(profile, name):
    upload = imported(profile, gen1_file({"Default": [row(1), row(2, target=name)]}))
    assert counts(upload) == {"new": 1, "refused": 1}
    assert "spelled out, is longer than 140" in Quarantined.objects.get(profile=profile).reason
    assert held(profile) == {"Thrall-Garona": 5}


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
