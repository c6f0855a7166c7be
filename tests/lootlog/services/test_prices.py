"""Awards of programs that keep no points cost what officers say, by response."""

import pytest

from characters.domain.errors import Refused
from lootlog.models import LogEntry
from lootlog.services.importing import begin_apply, finish_apply, preview_upload
from tests.factories.lootlog import ProfileFactory
from tests.lootlog.services.importing import NOW, held, sent

pytestmark = pytest.mark.django_db
HEADER = "player,date,time,id,item,itemID,itemString,response,votes,class,instance,boss,note,owner"


def awards(*responses, begin=0):
    rows = [
        f"Mowzi-Garona,09/12/18,19:15:14,154438{number:04}-7,[Codex],1,item:1,{response},1,MAGE,Uldir,MOTHER,,Unknown"
        for number, response in enumerate(responses, start=begin)
    ]
    return "\n".join([HEADER, *rows]).encode()


@pytest.fixture
def profile():
    return ProfileFactory(name="RCLootCouncil")


def applied(profile, upload, **options):
    choices = {"*": str(profile.uuid)}
    return finish_apply(begin_apply(upload, choices, user=None, now=NOW, **options), now=NOW)


def test_prices_by_response_are_seen_before_and_written(profile):
    upload = sent(profile.guild, awards("Main spec", "Minor", "Main spec"))
    assert upload.report["responses"] == {"Main spec": 2, "Minor": 1}
    assert {row["delta"] for row in upload.report["rows"]} == {"0"}
    upload = preview_upload(upload, {}, prices={"main SPEC": "-10", "Minor": "-2.5", "Other": ""}, now=NOW)
    assert sorted(row["delta"] for row in upload.report["rows"]) == ["-10", "-10", "-2.5"]
    assert upload.report["prices"] == {"main SPEC": "-10", "Minor": "-2.5"}
    applied(profile, upload)
    assert sorted(LogEntry.objects.values_list("delta", flat=True)) == [-10, -10, -2.5]


def test_prices_given_at_the_end_count_instead(profile):
    applied(profile, sent(profile.guild, awards("Minor")), prices={"Minor": "-4"})
    assert held(profile) == {"Mowzi-Garona": -4}


def test_the_next_file_of_the_guild_is_read_with_the_same_prices_and_no_others_is(profile):
    applied(profile, sent(profile.guild, awards("Minor")), prices={"Minor": "-4"})
    later = sent(profile.guild, awards("Minor", "Minor"))
    assert (later.report["prices"], later.report["counts"]["known"]) == ({"Minor": "-4"}, 1)
    assert sent(ProfileFactory().guild, awards("Minor")).report["prices"] == {}


@pytest.mark.parametrize("points", ["many", "nan", "1e30"])
def test_what_is_no_price_is_refused_and_changes_nothing(profile, points):
    upload = sent(profile.guild, awards("Minor"))
    for use in (preview_upload, applied_with):
        with pytest.raises(Refused):
            use(upload, {"*": str(profile.uuid)}, prices={"Minor": points}, now=NOW)
    assert not LogEntry.objects.exists()


def test_a_price_for_a_response_that_the_file_has_not_is_refused_and_changes_nothing(profile):
    upload = sent(profile.guild, awards("Minor"))
    for use in (preview_upload, applied_with):
        with pytest.raises(Refused, match="no such response. They are: “Minor”"):
            use(upload, {"*": str(profile.uuid)}, prices={"Minr": "-3"}, now=NOW)
    assert not LogEntry.objects.exists()


def applied_with(upload, choices, **options):
    return begin_apply(upload, choices, user=None, **options)
