"""Officers manage the guild's profiles."""

import pytest

from lootlog.models import Profile
from tests.lootlog.pages.reading import words


def names(world, **wanted):
    return sorted(Profile.objects.filter(guild=world.guild, **wanted).values_list("name", flat=True))


@pytest.fixture
def path(world):
    return f"/guilds/{world.guild.pk}/loot/profiles/"


@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("member", 403), ("stranger", 404), ("anonymous", 404)])
def test_officers_only_manage_profiles(world, ledger, path, who, status):
    assert world.client(who).get(path).status_code == status


def test_a_profile_is_made_renamed_chosen_archived_and_brought_back(world, ledger, path, send):
    client = world.client("officer")
    client.post(path, {"name": "Raid-Team-A"})
    made = Profile.objects.get(name="Raid-Team-A")

    def change(what, **fields):
        return client.post(f"/loot/{made.pk}/profile/{what}/", fields, follow=True)

    assert "is called “Team B” now" in words(change("rename", name="Team B"))
    assert "active profile now" in words(change("activate"))
    assert names(world, is_default=True) == ["Team B"]
    assert "cannot be deleted" in words(change("archive"))
    send("profile/activate/")
    assert "is archived" in words(change("archive"))
    assert "is back" in words(change("restore"))
    assert names(world, archived_at=None) == ["Default", "Team B"]


def test_a_name_that_is_taken_is_refused_beside_the_form(world, ledger, path):
    answer = world.client("officer").post(path, {"name": "dEFAULT"})
    assert answer.status_code == 409 and "There is a profile" in words(answer) and 'value="dEFAULT"' in answer.text


def test_the_switcher_leads_to_the_other_profiles(world, ledger, path, ask):
    world.client("officer").post(path, {"name": "Raid-Team-A"})
    made = Profile.objects.get(name="Raid-Team-A")
    assert f'href="/loot/{made.pk}/"' in ask("", "member").text


def test_an_unknown_change_is_not_found(world, ledger, send):
    assert send("profile/explode/").status_code == 404
