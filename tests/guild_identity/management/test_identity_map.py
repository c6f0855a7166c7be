"""The map of who is who on the command line."""

import io

import orjson
import pytest
from django.core.management import CommandError, call_command

from guild_identity.models import LinkProposal
from tests.factories.characters import GuildFactory
from tests.factories.identity import (
    DiscordUserFactory,
    LinkProposalFactory,
    PlayerCharacterFactory,
    PlayerFactory,
    member_of,
)
from tests.factories.people import EVIDENCE, SECRET, people_of
from tests.factories.worlds import small_world

pytestmark = pytest.mark.django_db


def told(*arguments):
    out = io.StringIO()
    call_command("identity_map", "us", "Sen'jin", *arguments, stdout=out)
    return out.getvalue()


def as_json(*arguments):
    return orjson.loads(told(*arguments, "--json"))


@pytest.fixture
def people():
    return people_of(small_world())


def test_players_come_with_discord_main_and_evidence(people):
    people.player.other_discord_users.add(people.loner)
    found = as_json("keepers")
    assert found["guild"] == {"id": people.player.guild_id, "region": "us", "realm": "senjin", "name": "Keepers"}
    assert list(found) == ["guild", "players", "proposals"]
    assert [player["name"] for player in found["players"]] == ["Rival", "trog"]
    assert found["players"][1] == {
        "id": people.player.pk, "name": "trog", "discord_id": "123456789012345678", "discord_username": "trog",
        "further_discord_ids": ["123456789012345679"], "main": {"name": "Trogmoon", "realm": "senjin"},
        "characters": [{
            "name": "Trogmoon", "realm": "senjin", "link_source": "guild_note", "confidence": 0.9,
            "evidence": EVIDENCE,
        }],
    }  # fmt: skip


def test_open_proposals_come_by_character_the_likeliest_first(people):
    guild, trog = people.player.guild, people.player
    alpha = member_of(guild, "Alpha")
    LinkProposalFactory(guild=guild, character=alpha, discord_user=None, player=trog, score=0.6)
    LinkProposalFactory(guild=guild, character=alpha, discord_user=None, other_character=people.stray, score=0.7)
    LinkProposalFactory(guild=guild, character=alpha, status=LinkProposal.Status.REJECTED)
    found = as_json("Keepers")["proposals"]
    assert [(row["character"]["name"], row["score"]) for row in found] == [
        ("Alpha", 0.7),
        ("Alpha", 0.6),
        ("Strây", 0.75),
    ]
    assert [(row["discord_id"], row["player"], row["other_character"]) for row in found] == [
        (None, None, {"name": "Strây", "realm": "senjin"}),
        ("123456789012345678", trog.pk, None),
        ("123456789012345679", None, None),
    ]
    assert found[2]["reasons"] == [piece["text"] for piece in EVIDENCE]
    assert found[2]["evidence"] == EVIDENCE


def test_a_proposal_that_points_to_another_character_tells_its_player_s_discord_id(people):
    guild = people.player.guild
    LinkProposalFactory(
        guild=guild, character=people.stray, discord_user=None, other_character=people.link.character, score=0.9
    )
    owned, _ = as_json("Keepers")["proposals"]
    assert (owned["other_character"]["name"], owned["player"]) == ("Trogmoon", None)
    assert owned["discord_id"] == "123456789012345678"


def test_people_read_whom_a_proposal_points_to(people):
    guild = people.player.guild
    LinkProposalFactory(guild=guild, character=people.stray, discord_user=None, player=people.player)
    LinkProposalFactory(guild=guild, character=people.stray, discord_user=None, other_character=people.link.character)
    lines = [line for line in told("Keepers").splitlines() if line.startswith("Strây")]
    assert sorted(line.split("senjin", 1)[1].split("0.75")[0].strip() for line in lines) == [
        "Discord 123456789012345679", "same person as Trogmoon (senjin)", "trog",
    ]  # fmt: skip


def test_a_player_without_discord_or_characters_is_left_out(people):
    PlayerFactory(guild=people.player.guild, display_name="Nothing")
    nameless = PlayerFactory(
        guild=people.player.guild, display_name="Lurker", discord_user=DiscordUserFactory(guild=people.player.guild)
    )
    found = {player["name"]: player for player in as_json("Keepers")["players"]}
    assert "Nothing" not in found
    assert (found["Lurker"]["id"], found["Lurker"]["main"], found["Lurker"]["characters"]) == (nameless.pk, None, [])


def test_people_read_tables(people):
    lines = told("Keepers").splitlines()
    assert lines[0] == "Keepers (US senjin): 2 players"
    assert any(line.split() == ["trog", "trog", "Trogmoon", "*", "senjin", "guild_note", "0.90"] for line in lines)
    assert any(line.startswith("Strây") and "Discord 123456789012345679" in line and SECRET in line for line in lines)


def test_an_empty_guild_has_a_map():
    GuildFactory(name="Empty")
    assert as_json("Empty")["players"] == as_json("Empty")["proposals"] == []
    assert told("Empty").startswith("Empty (US senjin): 0 players")


@pytest.mark.parametrize(
    "place", [("us", "senjin", "Nowhere"), ("us", "nowhere", "Keepers"), ("xx", "senjin", "Keepers")]
)
def test_an_unknown_guild_ends_with_1(people, place):
    with pytest.raises(CommandError) as refused:
        call_command("identity_map", *place, "--json", stdout=io.StringIO())
    assert refused.value.returncode == 1


def test_a_large_guild_takes_no_more_queries_than_a_small_one(
    people, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(10) as captured:
        as_json("Keepers")
    guild = people.player.guild
    for number in range(60):
        player = PlayerFactory(guild=guild, discord_user=DiscordUserFactory(guild=guild))
        name = f"Many{chr(97 + number // 26)}{chr(97 + number % 26)}"
        PlayerCharacterFactory(player=player, character=member_of(guild, name))
        LinkProposalFactory(guild=guild, character=member_of(guild, f"{name}x"), player=player, discord_user=None)
    with django_assert_num_queries(len(captured)):
        assert len(as_json("Keepers")["players"]) == 62
