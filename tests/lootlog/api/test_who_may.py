"""Who may read and change a ledger: nobody, strangers, members, officers, other guilds' officers, and tokens."""

import pytest
from django.test import Client

from characters.models import Guild
from lootlog.models import LogEntry, Profile
from tests.factories.characters import GuildAccessFactory, GuildFactory, UserFactory
from tests.lootlog.api.writing import send, written

AWARD = {"awards": [{"target": "Thrall-Garona", "delta": 5}]}


@pytest.fixture
def entry(profile, world):
    return written(profile, world, ("Thrall-Garona", 5))[0]


@pytest.fixture
def reading(at, entry):
    """The addresses that anybody may read who sees the guild."""
    paths = ("", "entries/", "entries/?after=0", "entries/?format=csv", f"entries/{entry.hash}/", "standings/",
             f"standings/{entry.target_id}/explain", "checkpoints/")  # fmt: skip
    return [at(path) for path in paths]


@pytest.fixture
def changing(world, at, entry):
    """What only officers may change: address, body, method."""
    return [
        (at("entries/"), AWARD, "post"),
        (at(f"entries/{entry.pk}/amend"), {"delta": 3, "reason": "x"}, "post"),
        (at(f"entries/{entry.pk}/void"), {"reason": "x"}, "post"),
        ("/api/lootlog/profiles/", {"name": "New", "guild": world.guild.pk}, "post"),
        (at(), {"name": "Renamed"}, "patch"),
        (at("restore"), None, "post"),
        (at(), None, "delete"),
    ]


def statuses(client, addresses, **more):
    return {client.get(address, **more).status_code for address in addresses}


def statuses_of_changes(client, changes, **more):
    return {send(client, *change, **more).status_code for change in changes}


def nothing_changed():
    return (LogEntry.objects.count(), Profile.objects.get().name, Profile.objects.get().archived_at) == (
        1, "Default", None,
    )  # fmt: skip


@pytest.mark.parametrize("who", ["anonymous", "stranger"])
def test_a_hidden_guild_s_ledger_is_not_there_for_strangers(world, reading, changing, who):
    assert statuses(world.client(who), reading) == {404}
    assert statuses_of_changes(world.client(who), changing) <= {401, 404}
    assert nothing_changed()


@pytest.mark.parametrize("who", ["anonymous", "stranger", "member"])
def test_who_may_see_the_guild_reads_and_does_not_write(world, reading, changing, who):
    Guild.objects.update(is_public=True)
    assert statuses(world.client(who), reading) == {200}
    assert statuses_of_changes(world.client(who), changing) == {401 if who == "anonymous" else 403}
    assert nothing_changed()


def test_officers_read_and_write(world, reading, changing):
    assert statuses(world.client("officer"), reading) == {200}
    # Deleting is refused for what it is, not for whom: the profile is the active one.
    assert statuses_of_changes(world.client("officer"), changing) == {200, 201, 409}


def test_an_officer_of_another_guild_finds_nothing(world, reading, changing):
    other = UserFactory()
    GuildAccessFactory(guild=GuildFactory(), user=other, level="officer")
    client = Client()
    client.force_login(other)
    assert statuses(client, reading) == {404}
    assert statuses_of_changes(client, changing) == {404}
    assert nothing_changed()


def test_an_officer_of_another_guild_does_not_write_in_a_public_one(world, changing):
    Guild.objects.update(is_public=True)
    other = UserFactory()
    GuildAccessFactory(guild=GuildFactory(), user=other, level="officer")
    client = Client()
    client.force_login(other)
    assert statuses_of_changes(client, changing) == {403}
    assert nothing_changed()


@pytest.mark.parametrize("scope", ["read", "upload"])
def test_a_token_of_a_narrow_scope_reads_and_does_not_write(world, reading, changing, scope):
    token = world.token("officer", scope)
    assert statuses(Client(), reading, **token) == {200}
    assert statuses_of_changes(Client(), changing, **token) == {403}
    assert nothing_changed()


def test_a_token_of_an_officer_s_scope_does_an_officer_s_work(world, changing):
    assert statuses_of_changes(Client(), changing, **world.token("officer", "officer")) == {200, 201, 409}


def test_a_token_of_an_officer_s_scope_gives_a_member_nothing_more(world, changing):
    assert statuses_of_changes(Client(), changing, **world.token("member", "officer")) == {403}


def test_a_bound_token_means_its_guild_and_no_other(world, reading, changing):
    other = GuildFactory()
    GuildAccessFactory(guild=other, user=world.officer, level="officer")
    bound = world.token("officer", "officer", guild=other)
    assert statuses(Client(), reading, **bound) == {404}
    assert statuses_of_changes(Client(), changing, **bound) == {404}
    assert [row["guild"] for row in Client().get("/api/lootlog/profiles/", **bound).json()["results"]] == [other.pk]


def test_without_a_word_from_the_site_a_browser_s_form_writes_nothing(world, at, entry):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.officer)
    assert send(client, at("entries/"), AWARD).status_code == 403
    assert nothing_changed()


@pytest.mark.parametrize("slash", ["", "/"])
def test_addresses_work_with_and_without_a_slash(world, at, entry, slash):
    for path in ("entries", "standings", "checkpoints", f"standings/{entry.target_id}/explain"):
        assert world.client("member").get(at(path) + slash).status_code == 200
