"""Labelled guilds: the truth is consistent, the notes fit, and hard cases are among them."""

from collections import Counter, defaultdict

import pytest

from sandbox.world.labelled import LabelledGuild, labelled_guild
from sandbox.world.people.styles import STYLES
from tests.growth import growth

STYLE_NAMES = [style.name for style in STYLES]


@pytest.fixture(scope="module", params=STYLE_NAMES)
def guild(request: pytest.FixtureRequest) -> LabelledGuild:
    return labelled_guild(1500, 900, 3, style=request.param)


def test_the_same_seed_gives_the_same_guild() -> None:
    assert labelled_guild(300, 200, 5) == labelled_guild(300, 200, 5)
    assert labelled_guild(300, 200, 5) != labelled_guild(300, 200, 12)


def test_every_style_has_its_seed() -> None:
    assert {labelled_guild(5, 5, seed).style for seed in range(len(STYLES))} == set(STYLE_NAMES)


@pytest.mark.parametrize(("characters", "users"), [(0, 0), (1, 0), (0, 7), (1, 1), (40, 30), (777, 5)])
def test_it_has_as_many_as_were_asked_for(characters: int, users: int) -> None:
    guild = labelled_guild(characters, users)
    assert (len(guild.characters), len(guild.discord_users)) == (characters, users)


def test_notes_fit_into_the_game(guild: LabelledGuild) -> None:
    notes = [note for row in guild.characters for note in (row.note, row.officer_note)]
    assert max(map(len, notes)) <= 31
    assert all(2 <= len(row.name) <= 12 and row.name[0].isupper() for row in guild.characters)


def test_discord_names_are_possible_ones(guild: LabelledGuild) -> None:
    usernames = [user.username for user in guild.discord_users]
    assert len(set(usernames)) == len(usernames)
    for name in usernames:
        assert 2 <= len(name) <= 32
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789._")
        assert ".." not in name
    assert all(len(user.global_name) <= 32 and len(user.nick) <= 32 for user in guild.discord_users)


def test_the_truth_is_consistent(guild: LabelledGuild) -> None:
    people = {row.person for row in guild.characters}
    assert {user.person for user in guild.discord_users} - {None} <= people
    mains = Counter(row.person for row in guild.characters if row.is_main)
    assert mains == dict.fromkeys(people, 1)
    assert len({(row.name, row.realm) for row in guild.characters}) == len(guild.characters)
    assert [row.rank for row in guild.characters].count(0) == 1
    assert len({user.discord_id for user in guild.discord_users}) == len(guild.discord_users)


def test_there_are_hard_cases(guild: LabelledGuild) -> None:
    accounts = Counter(user.person for user in guild.discord_users)
    people = {row.person for row in guild.characters}
    assert people - set(accounts), "people without Discord"
    assert accounts.pop(None) > 20, "accounts of nobody"
    assert max(accounts.values()) == 2, "two accounts of one person"
    owners = defaultdict(set)
    for row in guild.characters:
        owners[row.name].add(row.person)
    assert any(len(found) > 1 for found in owners.values()), "namesakes on two realms"
    shown = Counter(user.global_name for user in guild.discord_users if user.person is not None and user.global_name)
    assert shown.most_common(1)[0][1] > 1, "two people of the same display name"


def test_styles_write_their_own_notes() -> None:
    bare = labelled_guild(600, 100, style="nicknames")
    grm = labelled_guild(600, 100, style="guild roster manager")
    careless = labelled_guild(600, 100, style="careless")
    assert sum(row.note.startswith(("[M]", "<M>")) for row in grm.characters if row.is_main) > 100
    assert not any(row.note.startswith(("[", "<")) for row in bare.characters)
    assert sum(not row.note for row in careless.characters) > 300
    with pytest.raises(KeyError):
        labelled_guild(1, 1, style="tidy")


def test_ten_times_as_many_cost_ten_times_as_much() -> None:
    assert growth(lambda size: labelled_guild(size, size), 500, 5_000) < 25
    guild = labelled_guild(5_000, 5_000)
    assert len(guild.characters) == len(guild.discord_users) == 5_000
