"""A guild's ledgers over the API."""

import pytest

from lootlog.models import Profile
from tests.factories.characters import GuildFactory
from tests.lootlog.api.writing import send, written

LIST = "/api/lootlog/profiles/"


def test_a_guild_always_has_an_active_profile(world):
    [row] = world.client("member").get(LIST).json()["results"]
    assert (row["name"], row["is_active"], row["guild"], row["entries"]) == ("Default", True, world.guild.pk, 0)
    assert Profile.objects.get().uuid.hex == row["uuid"].replace("-", "")


def test_a_stranger_s_list_makes_nothing_for_guilds_that_are_hidden(world):
    assert world.client("stranger").get(LIST).json()["count"] == 0
    assert not Profile.objects.exists()


def test_officers_make_rename_choose_and_archive_profiles(world, profile):
    officer = world.client("officer")
    made = send(officer, LIST, {"name": " Mythic ", "guild": world.guild.pk})
    assert (made.status_code, made.json()["name"], made.json()["is_active"]) == (201, "Mythic", False)
    own = f"{LIST}{made.json()['id']}/"
    changed = send(officer, own, {"name": "Mythic Plus", "is_active": True}, "patch").json()
    assert (changed["name"], changed["is_active"]) == ("Mythic Plus", True)
    assert [row["name"] for row in officer.get(LIST).json()["results"]] == ["Mythic Plus", "Default"]
    assert officer.delete(f"{LIST}{profile.pk}/").status_code == 204
    assert [row["name"] for row in officer.get(f"{LIST}?state=archived").json()["results"]] == ["Default"]
    assert send(officer, f"{LIST}{profile.pk}/restore").json()["archived_at"] is None


@pytest.mark.parametrize("others", [0, 1])
@pytest.mark.parametrize("way", ["delete", "patch"])
def test_the_active_or_only_profile_cannot_be_deleted(world, profile, others, way):
    officer = world.client("officer")
    for number in range(others):
        send(officer, LIST, {"name": f"Other {number}", "guild": world.guild.pk})
    address = f"{LIST}{profile.pk}/"
    answer = officer.delete(address) if way == "delete" else send(officer, address, {"is_archived": True}, "patch")
    words = "active profile" if others else "only profile"
    assert (answer.status_code, words in answer.json()["detail"]) == (409, True)
    profile.refresh_from_db()
    assert profile.archived_at is None


def test_a_change_is_made_whole_or_not_at_all(world, profile):
    answer = send(world.client("officer"), f"{LIST}{profile.pk}/", {"name": "New", "is_archived": True}, "patch")
    assert answer.status_code == 409
    profile.refresh_from_db()
    assert profile.name == "Default"


@pytest.mark.parametrize("name", ["default", "DEFAULT ", "", " ", "x" * 65, "a\x07b"])
def test_a_name_that_is_taken_or_none_is_refused(world, profile, name):
    answer = send(world.client("officer"), LIST, {"name": name, "guild": world.guild.pk})
    assert (answer.status_code in (400, 409), Profile.objects.count()) == (True, 1)
    assert answer.json()["detail"]


def test_the_active_profile_is_made_inactive_by_choosing_another(world, profile):
    answer = send(world.client("officer"), f"{LIST}{profile.pk}/", {"is_active": False}, "patch")
    assert (answer.status_code, "another one active" in answer.json()["detail"]) == (409, True)


def test_an_archived_profile_is_read_and_not_written(world, profile, at):
    officer = world.client("officer")
    other = send(officer, LIST, {"name": "Other", "guild": world.guild.pk}).json()["id"]
    written(profile, world, ("Thrall-Garona", 5))
    send(officer, f"{LIST}{other}/", {"is_active": True}, "patch")
    officer.delete(at())
    answer = send(officer, at("entries/"), {"awards": [{"target": "Thrall-Garona", "delta": 1}]})
    assert (answer.status_code, "archived" in answer.json()["detail"]) == (409, True)
    assert send(officer, at(), {"is_active": True}, "patch").status_code == 409
    assert officer.get(at("standings/")).json()["results"][0]["points"] == "5"
    assert officer.get(at()).json()["entries"] == 1


def test_the_same_name_in_two_guilds_is_two_profiles(world, profile):
    other = GuildFactory(is_public=True)
    rows = world.client("member").get(LIST).json()["results"]
    assert {(row["guild"], row["name"]) for row in rows} == {(world.guild.pk, "Default"), (other.pk, "Default")}
    own = world.client("member").get(f"{LIST}?guild={other.pk}").json()["results"]
    assert [row["guild"] for row in own] == [other.pk]


@pytest.mark.parametrize(("query", "code"), [("guild=x", 400), ("guild=999999999", 404), ("state=old", 400)])
def test_a_question_that_makes_no_sense_is_answered_in_words(world, query, code):
    answer = world.client("member").get(f"{LIST}?{query}")
    assert (answer.status_code, bool(answer.json()["detail"])) == (code, True)


def test_a_profile_of_no_guild_is_not_made(world):
    answer = send(world.client("officer"), LIST, {"name": "Nowhere"})
    assert (answer.status_code, "which guild" in answer.json()["detail"]) == (400, True)
