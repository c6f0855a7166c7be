"""The world's people on Discord and in notes, what is told of them, and what can be changed."""

from typing import Any

import pytest

from sandbox.clock import to_ms
from sandbox.world.calendar import WEEK
from sandbox.world.identities import Identities
from sandbox.world.records import WorldConfig
from sandbox.world.servers import RANK_ROLES
from sandbox.world.world import World
from tests.sandbox.asking import Asker

SATURDAY = to_ms("2026-11-21T05:00:00Z")
ANNA = {"type": "character", "name": "Anna"}
ALT = {"type": "character", "name": "Annalt"}


def told(config: WorldConfig) -> list[Any]:
    world = World(config)
    identities = Identities(world)
    notes = [identities.notes(character) for character in world.characters]
    return [notes, [[member for member in server.present(SATURDAY)] for server in identities.servers()]]


def test_the_same_configuration_gives_the_same_people() -> None:
    config = WorldConfig(characters=120, guilds=2)
    assert told(config) == told(config)
    assert told(config) != told(WorldConfig(characters=120, guilds=2, seed=2))


def test_the_order_of_questions_changes_nothing() -> None:
    world = World(WorldConfig(characters=120, guilds=2))
    first, second = Identities(world), Identities(world)
    first.server(1)
    last = world.characters[-1]
    assert first.server(0) == second.server(0)
    assert first.notes(last) == second.notes(last)


def test_a_large_guild_has_every_kind_of_person() -> None:
    world = World(WorldConfig(characters=600))
    identities = Identities(world)
    server = identities.server(0)
    members = server.present(SATURDAY)
    people = [member.person for member in members if member.person is not None]
    ranks = {role: set(server.role_ids([role])) for role in RANK_ROLES}
    any_rank = set().union(*ranks.values())
    mains = {player.number: world.characters[player.characters[0]] for player in world.cast.players}
    fits = [
        set(member.roles) & any_rank == ranks[RANK_ROLES[mains[member.person].stints[0].rank]]
        for member in members
        if member.person is not None
    ]
    assert 0.5 < len(set(people)) / len(mains) < 0.95, "some are not on Discord"
    assert len(people) > len(set(people)), "some have two accounts"
    assert 0.02 < fits.count(False) / len(fits) < 0.2, "some have a role that does not fit"
    assert any(member.left <= SATURDAY for member in server.members.values()), "somebody left"
    guests = [member for member in members if member.person is None and not member.account.bot]
    assert any(any_rank & set(member.roles) for member in guests)
    assert any(not any_rank & set(member.roles) for member in guests)
    assert sum(member.account.bot for member in members) == 3
    notes = [note for character in world.characters for note in identities.notes(character)]
    assert max(map(len, notes)) <= 31
    assert len(set(notes)) > 300
    assert [member.account.id for member in members] == sorted({member.account.id for member in members})


def test_people_come_to_discord_after_they_joined_the_guild() -> None:
    world = World(WorldConfig(characters=300))
    server = Identities(world).server(0)
    late = [member for member in server.members.values() if member.joined > SATURDAY]
    assert late
    assert all(member not in server.present(SATURDAY) for member in late)
    assert late[0] in server.present(late[0].joined + 2 * WEEK) or late[0].left < late[0].joined + 2 * WEEK


def test_the_demo_guild_shows_everything(living: Asker) -> None:
    truth = living.control("GET", "truth?identity=1&guild=0")
    by_main = {(row["main"]["name"], row["main"]["realm"]): row for row in truth["players"]}
    assert len(truth["players"]) == 22
    assert [row["name"] for row in by_main["Trogmoon", "senjin"]["characters"]] == ["Trogmoon", "Trogbane"]
    assert len(by_main["Trogmoon", "senjin"]["discord_ids"]) == 1
    assert len(by_main["Humblebob", "senjin"]["discord_ids"]) == 2
    assert by_main["Pelthane", "senjin"]["discord_ids"] == by_main["Yrsa", "senjin"]["discord_ids"] == []
    assert by_main["Mirel", "queldorei"] != by_main["Mirel", "senjin"]
    strangers = {row["username"]: row for row in truth["discord_only"]}
    assert (strangers["elvinsory"]["has_guild_role"], strangers["mito"]["has_guild_role"]) == (True, False)
    assert {name for name, row in strangers.items() if row["bot"]} == {"vaultkeeper", "Tunes", "log-collector"}
    listed = living.control("GET", "discord?guild=0")["members"]
    everybody = {identifier for row in truth["players"] for identifier in row["discord_ids"]}
    assert everybody | {row["discord_id"] for row in truth["discord_only"]} == {row["user"]["id"] for row in listed}
    assert any("Still Not Mito" in (row["nick"] or "") for row in listed)


def test_notes_can_be_set(empty: Asker) -> None:
    empty.post(ANNA, {"type": "note", "character": "Anna", "note": "Main", "officer_note": "DC: anna"})
    empty.post({"type": "note", "character": "Anna", "note": "Anna Alt"})
    rows = empty.session.get(f"{empty.url}/sandbox/addon-export?format=companion", timeout=5).json()["characters"]
    assert [(row["guild_note"], row["officer_note"]) for row in rows] == [("Anna Alt", "DC: anna")]


def test_posted_characters_get_an_owner_with_the_account(empty: Asker) -> None:
    joined = empty.post(
        ANNA,
        ALT,
        {"type": "discord_join", "username": "anna", "roles": ["Member"], "characters": ["Anna", "Annalt"]},
        {"type": "discord_join", "username": "guest"},
    )
    truth = empty.control("GET", "truth?identity=1&guild=0")
    realm = {"realm": "senjin"}
    assert truth["players"] == [
        {
            "person": truth["players"][0]["person"],
            "discord_ids": [joined[2]["discord_id"]],
            "main": {"name": "Anna", **realm},
            "characters": [{"name": "Anna", **realm}, {"name": "Annalt", **realm}],
        }
    ]
    assert [row["username"] for row in truth["discord_only"]] == ["vaultkeeper", "guest"]


def test_people_leave_discord_and_come_back(empty: Asker) -> None:
    [first] = empty.post({"type": "discord_join", "username": "anna"})
    empty.post({"type": "discord_leave", "member": "anna"})
    assert len(empty.control("GET", "discord?guild=0")["members"]) == 1
    [again] = empty.post({"type": "discord_join", "username": "anna", "id": first["discord_id"], "nick": "Back"})
    assert again == first
    assert [row["nick"] for row in empty.control("GET", "discord?guild=0")["members"]] == [None, "Back"]


def test_roles_and_names_change(empty: Asker) -> None:
    empty.post(
        {"type": "discord_join", "username": "anna", "roles": ["Member"]},
        {"type": "discord_roles", "member": "anna", "add": ["Raider"], "remove": ["Member"]},
        {"type": "discord_rename", "member": "anna", "username": "anna.b", "global_name": "Anna B"},
        {"type": "discord_nick", "member": "anna.b", "nick": "Annie"},
        {"type": "discord_role_renamed", "role": "Raider", "name": "Raid Team"},
    )
    server = empty.control("GET", "discord?guild=0")
    row = server["members"][-1]
    names = {role["id"]: role["name"] for role in server["roles"]}
    assert [names[identifier] for identifier in row["roles"]] == ["Raid Team"]
    assert (row["user"]["username"], row["user"]["global_name"], row["nick"]) == ("anna.b", "Anna B", "Annie")


@pytest.mark.parametrize(
    "event",
    [
        {"type": "note", "character": "Anna"},
        {"type": "note", "character": "Anna", "note": "n" * 32},
        {"type": "note", "character": "Nobody", "note": "n"},
        {"type": "discord_join"},
        {"type": "discord_join", "username": "a", "roles": ["King"]},
        {"type": "discord_leave", "member": "nobody"},
        {"type": "discord_leave", "member": "vaultkeeper"},
        {"type": "discord_nick", "member": "vaultkeeper"},
        {"type": "discord_roles", "member": "vaultkeeper", "guild": 9},
        {"type": "discord_role_deleted", "role": "@everyone"},
    ],
)
def test_nonsense_is_refused(empty: Asker, event: dict[str, Any]) -> None:
    empty.post(ANNA)
    assert empty.session.post(f"{empty.url}/sandbox/events", json=event, timeout=5).status_code == 400
