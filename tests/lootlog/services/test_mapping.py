"""Which profile takes which profile of a file is for an officer to say."""

from uuid import uuid4

import pytest

from characters.domain.errors import Refused
from lootlog.models import LogEntry, Profile, Upload
from lootlog.services.importing import begin_apply, finish_apply
from lootlog.services.profiles import active_profile, archive_profile
from tests.factories.characters import GuildFactory
from tests.factories.gen1_files import gen1_file, row
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
