"""An import is taken back and brought back, and nothing is deleted."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from characters.domain.errors import Refused
from lootlog.domain.bundle import Origin, bundle_lines
from lootlog.domain.entries import Entry, Kind, imported_author
from lootlog.models import LogEntry, Profile, Quarantined, Upload
from lootlog.selectors.digests import ledger_digest
from lootlog.services.importing import begin_apply, finish_apply
from lootlog.services.profiles import active_profile, archive_profile
from lootlog.services.quarantine import accept
from lootlog.services.undoing import redo_import, undo_import
from lootlog.services.writing import amend, void
from tests.factories.gen1_files import WHEN, gen1_file, row
from tests.factories.lootlog import ProfileFactory, writer
from tests.lootlog.services.importing import NOW, held, imported, sent

pytestmark = pytest.mark.django_db
FILE = gen1_file({"Default": [row(1), row(2, target="Jaina-Garona", delta=-3)]})


@pytest.fixture
def profile():
    return ProfileFactory()


@pytest.fixture
def by():
    return writer(User.objects.create(username="anna"), NOW)


def test_undoing_takes_out_what_came_and_redoing_brings_it_back(profile, by):
    upload = imported(profile, FILE)
    for _ in range(2):
        upload = undo_import(upload, "Wrong guild", by=by)
        assert (upload.state, set(held(profile).values())) == (Upload.State.UNDONE, {0})
        upload = redo_import(upload, "Right after all", by=by)
        assert (upload.state, held(profile)) == (Upload.State.APPLIED, {"Thrall-Garona": 5, "Jaina-Garona": -3})


def test_the_ledger_only_grows(profile, by):
    upload = imported(profile, FILE)
    before = set(LogEntry.objects.values_list("hash", flat=True))
    undo_import(upload, "Wrong", by=by)
    profile.refresh_from_db()
    assert before < set(LogEntry.objects.values_list("hash", flat=True))
    assert ledger_digest(profile).root.count == 4


@pytest.mark.parametrize(("turn", "said"), [(redo_import, "not undone"), (undo_import, "not applied")])
def test_what_is_not_done_cannot_be_turned(profile, by, turn, said):
    upload = imported(profile, FILE)
    if turn is undo_import:
        undo_import(upload, "Once", by=by)
    with pytest.raises(Refused, match=said):
        turn(upload, "Again", by=by)


def test_a_reason_is_needed(profile, by):
    with pytest.raises(Refused, match="Say why"):
        undo_import(imported(profile, FILE), " ", by=by)


def test_what_was_known_before_the_import_stays(profile, by):
    imported(profile, gen1_file({"Default": [row(1)]}))
    undo_import(imported(profile, FILE), "Wrong", by=by)
    assert held(profile) == {"Thrall-Garona": 5, "Jaina-Garona": 0}


def test_what_an_officer_took_out_stays_out_when_the_import_is_brought_back(profile, by):
    upload = imported(profile, FILE)
    void(profile, [LogEntry.objects.get(target_name="Thrall-Garona")], "Not earned", by=by)
    upload = redo_import(undo_import(upload, "Wrong", by=by), "Right", by=by)
    assert held(profile) == {"Thrall-Garona": 0, "Jaina-Garona": -3}


def test_what_the_import_itself_took_out_stays_out_when_it_is_undone(profile, by):
    author = imported_author(profile.uuid, "peer")
    common = {"profile": profile.uuid, "author": author, "previous": "", "actor": "A", "target": "Thrall-Garona"}
    given = Entry(**common, sequence=1, timestamp=WHEN, delta=Decimal(5))
    gone = Entry(**common, sequence=2, timestamp=WHEN, delta=Decimal(0), kind=Kind.VOID, reference=given.hash)
    upload = imported(profile, b"".join(bundle_lines(Origin(profile.uuid, "x"), [given, gone])))
    assert not any(held(profile).values())
    upload = undo_import(upload, "Wrong", by=by)
    assert not any(held(profile).values())
    redo_import(upload, "Right", by=by)
    assert not any(held(profile).values())


def test_an_amendment_of_what_an_import_brought_goes_and_comes_with_it(profile, by):
    upload = imported(profile, FILE)
    amended = amend(profile, LogEntry.objects.get(target_name="Thrall-Garona"), Decimal(7), "Two kills", by=by)
    upload = undo_import(upload, "Wrong", by=by)
    assert not any(held(profile).values())
    with pytest.raises(Refused, match="does not count"):
        void(profile, [amended], "No", by=by)
    redo_import(upload, "Right", by=by)
    assert held(profile) == {"Thrall-Garona": 7, "Jaina-Garona": -3}


def test_what_an_officer_took_out_before_an_undo_does_not_come_back_when_they_restore_it(profile, by):
    upload = imported(profile, FILE)
    [gone] = void(profile, [LogEntry.objects.get(target_name="Thrall-Garona")], "Not earned", by=by)
    upload = undo_import(upload, "Wrong", by=by)
    void(profile, [gone], "Earned after all", by=by)
    assert not any(held(profile).values())
    redo_import(upload, "Right", by=by)
    assert held(profile) == {"Thrall-Garona": 5, "Jaina-Garona": -3}


def test_what_an_undone_import_set_aside_is_not_let_in_until_it_is_brought_back(profile, by):
    upload = imported(profile, gen1_file({"Default": [row(1), row(5_000_000, target="Jaina-Garona")]}))
    item = Quarantined.objects.get()
    upload = undo_import(upload, "Wrong", by=by)
    with pytest.raises(Refused, match="was undone"):
        accept(item, "All the same", user=by.user, now=NOW)
    upload = redo_import(upload, "Right", by=by)
    accept(item, "All the same", user=by.user, now=NOW)
    assert held(profile) == {"Thrall-Garona": 5, "Jaina-Garona": 5}
    undo_import(upload, "Wrong", by=by)
    assert not any(held(profile).values())


def test_all_profiles_of_a_file_are_undone_or_none(profile, by):
    guild = profile.guild
    active_profile(guild, now=NOW)
    upload = sent(guild, gen1_file({"A": [row(1)], "B": [row(1)]}))
    upload = finish_apply(begin_apply(upload, {"A": "new:A", "B": "new:B"}, user=None, now=NOW), now=NOW)
    first, second = Profile.objects.filter(guild=guild, name__in="AB").order_by("pk")
    archive_profile(second, now=NOW)
    with pytest.raises(Refused, match="archived"):
        undo_import(upload, "Wrong", by=by)
    assert held(first) == {"Thrall-Garona": 5}
