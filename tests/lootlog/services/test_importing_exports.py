"""Our own exports come back as they were sealed."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from characters.domain.errors import Refused
from lootlog.domain.bundle import Origin, bundle_lines
from lootlog.domain.entries import Entry
from lootlog.models import LogEntry, Profile, Quarantined
from lootlog.selectors.exports import export
from lootlog.services.importing import begin_apply, finish_apply
from lootlog.services.writing import Award, award
from tests.factories.characters import GuildFactory
from tests.factories.gen1_files import WHEN, gen1_file, row
from tests.factories.lootlog import ProfileFactory, writer
from tests.lootlog.services.importing import NOW, held, imported, sent

pytestmark = pytest.mark.django_db
FILE = gen1_file({"Default": [row(1), row(2, target="Jaina-Garona", delta=-3)]})


@pytest.fixture
def guild():
    return GuildFactory()


@pytest.fixture
def profile(guild):
    return ProfileFactory(guild=guild, name="Raid Team")


def counts(upload):
    return {name: count for name, count in upload.report["counts"].items() if count}


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
