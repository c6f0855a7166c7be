"""Who belongs to nobody, and whose rank and role differ, over the API."""

import csv
import io

import pytest

from guild_identity.models import DiscordUser, LinkProposal
from tests.factories.characters import GuildMemberFactory
from tests.factories.identity import DiscordUserFactory, LinkProposalFactory, PlayerCharacterFactory, member_of


def results(client, address):
    return client.get(f"/api/identity/{address}").json()["results"]


def test_characters_of_nobody_come_with_suggestions_for_officers(world, people):
    [row] = results(world.client("officer"), "orphans/wow")
    assert (row["name"], row["rank_name"], row["class"]) == ("Strây", "Member", "Druid")
    [suggestion] = row["suggestions"]
    assert (suggestion["id"], suggestion["discord"]["username"]) == (people.proposal.pk, "löner")
    [row] = results(world.client("member"), "orphans/wow")
    assert row["suggestions"] is None


def test_who_has_left_the_guild_is_no_orphan(world, people):
    people.stray.stints.update(left_at=world.now)
    assert results(world.client("officer"), "orphans/wow") == []


def test_discord_users_of_nobody_come_with_suggestions_for_officers(world, people):
    DiscordUserFactory(guild=world.guild, username="gone", is_present=False, removed_at=world.now)
    [row] = results(world.client("officer"), "orphans/discord")
    assert (row["id"], row["highest_guild_role"]) == ("123456789012345679", "Member")
    assert [suggestion["character"]["name"] for suggestion in row["suggestions"]] == ["Strây"]
    [row] = results(world.client("member"), "orphans/discord")
    assert row["suggestions"] is None


def test_a_further_account_is_no_orphan(world, people):
    people.player.other_discord_users.add(people.loner)
    assert results(world.client("officer"), "orphans/discord") == []


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("orphans/wow?search=stray", 1),
        ("orphans/wow?search=trog", 0),
        ("orphans/wow?rank=Officer", 0),
        ("orphans/wow?class=druid", 1),
        ("orphans/discord?search=LONER", 1),
        ("orphans/discord?search=trog", 0),
        ("orphans/discord?has_role=yes", 1),
        ("orphans/discord?has_role=no", 0),
    ],
)
def test_orphans_are_filtered(world, people, address, count):
    assert len(results(world.client("member"), address)) == count


@pytest.mark.parametrize("address", ["orphans/wow?class=bard", "orphans/discord?has_role=x"])
def test_an_unknown_filter_value_is_refused(world, people, address):
    assert world.client("member").get(f"/api/identity/{address}").status_code == 400


def test_orphans_come_as_csv(world, people):
    text = world.client("officer").get("/api/identity/orphans/wow?format=csv").text
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["name"], row["suggestions"]) == ("Strây", "Strây = löner")


def test_a_rank_that_differs_from_the_role_is_told(world, people):
    DiscordUser.objects.filter(pk=people.user.pk).update(highest_guild_role="Officer", all_guild_roles=["Officer"])
    [row] = results(world.client("member"), "mismatches")
    assert (row["kind"], row["player"]["display_name"], row["character"]["name"]) == (
        "rank_mismatch", "trog", "Trogmoon",
    )  # fmt: skip
    assert (row["rank"], row["role"], row["expected_role"], row["discord"]["username"]) == (
        "Member", "Officer", "Member", "trog",
    )  # fmt: skip


def test_a_member_without_any_role_is_told(world, people):
    DiscordUser.objects.filter(pk=people.user.pk).update(highest_guild_role=None, all_guild_roles=[])
    [row] = results(world.client("member"), "mismatches")
    assert (row["kind"], row["role"], row["expected_role"]) == ("no_guild_role", None, "Member")
    text = world.client("member").get("/api/identity/mismatches?format=csv").text
    assert [(row["player"], row["character"]) for row in csv.DictReader(io.StringIO(text))] == [("trog", "Trogmoon")]


def test_agreement_is_no_mismatch(world, people):
    assert results(world.client("member"), "mismatches") == []


@pytest.mark.parametrize("address", ["orphans/wow", "orphans/discord", "mismatches", "proposals"])
def test_long_lists_take_no_more_queries_than_short_ones(world, people, address, django_assert_max_num_queries):
    client = world.client("officer")

    def asked():
        with django_assert_max_num_queries(22) as captured:
            found = client.get(f"/api/identity/{address}?page_size=1000").json()["count"]
        return found, len(captured)

    _more(world, range(10))
    few, queries = asked()
    _more(world, range(10, 200))
    many, same = asked()
    assert (same, many - few) == (queries, 0 if address == "mismatches" else 190)


def _more(world, numbers):
    for number in numbers:
        letters = f"{chr(97 + number // 26)}{chr(97 + number % 26)}"
        user = DiscordUserFactory(guild=world.guild)
        LinkProposalFactory(guild=world.guild, character=member_of(world.guild, f"Many{letters}"), discord_user=user)


def test_a_decided_proposal_suggests_nothing(world, people):
    LinkProposal.objects.update(status="rejected")
    [row] = results(world.client("officer"), "orphans/wow")
    assert row["suggestions"] == []


def test_a_link_to_another_guild_s_player_counts_as_none(world, people):
    moved = GuildMemberFactory(guild=world.guild, character__name="Neuling").character
    PlayerCharacterFactory(character=moved)
    assert {row["name"] for row in results(world.client("member"), "orphans/wow")} == {"Strây", "Neuling"}
