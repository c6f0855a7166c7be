"""The editor of ranks and roles: tried out first, then saved."""

import pytest

from characters.models import GuildRank
from guild_identity.models import DiscordRole, DiscordUser
from tests.admin.identity.test_desk_linking import undo


def typed(guild, button, **changes):
    """Return the form as the page holds it, with some changes, and the button that is pressed."""
    rows = {rank.index: rank for rank in GuildRank.objects.filter(guild=guild)}
    fields = {button: ""}
    for index in range(10):
        rank = rows.get(index)
        fields[f"rank{index}-is_tracked"] = "on"
        if rank is not None:
            fields |= {
                f"rank{index}-name": rank.name, f"rank{index}-level": rank.level,
                f"rank{index}-discord_role": rank.discord_role,
            }  # fmt: skip
            fields |= {f"rank{index}-is_officer": "on"} if rank.is_officer else {}
    return fields | changes


def ranks(guild):
    columns = ("index", "name", "level", "discord_role", "is_officer", "is_alt", "is_tracked")
    return list(GuildRank.objects.filter(guild=guild).order_by("index").values_list(*columns))


@pytest.fixture
def brum_is_officer_on_discord(night):
    DiscordUser.objects.filter(username="brewmaster_b").update(role_ids=[7400], highest_guild_role="Officer")


def test_the_ten_ranks_are_shown_with_the_server_s_roles(desk, at):
    page = desk.get(at("ranks/"))
    assert len(page.context["forms"]) == 10
    assert page.text.count('<option value="7400">Officer</option>') == 10


def test_trying_out_says_what_would_change_and_saves_nothing(desk, at, night, brum_is_officer_on_discord):
    before = ranks(night.guild)
    changes = {"rank2-discord_role": "7400", "rank3-is_officer": "on"}
    page = desk.post(at("ranks/"), typed(night.guild, "try", **changes))
    trial = page.context["trial"]
    assert trial.officers == ("Members of Member who proved it by a login become officers of Night Shift here.",)
    assert [line for line in trial.vanishing if "Brûmbar is Veteran in game" in line]
    assert any("stands for Officer and Veteran" in line for line in trial.problems)
    assert ranks(night.guild) == before
    assert "What saving would change" in page.text


def test_another_level_brings_mismatches_to_light(desk, at, night):
    page = desk.post(at("ranks/"), typed(night.guild, "try", **{"rank3-level": "4", "rank1-level": "2"}))
    assert [line for line in page.context["trial"].appearing if "Elfina is Member in game" in line]


def test_saving_is_a_change_of_somebody_that_can_be_undone(desk, at, night):
    before = ranks(night.guild)
    done = desk.post(at("ranks/"), typed(night.guild, "save", **{"rank2-name": "Raider"}), follow=True)
    assert ranks(night.guild) != before
    assert "Undone: Ranks changed: 2 Raider" in undo(desk, done).text
    assert ranks(night.guild) == before


def test_nothing_to_notice_is_said_so(desk, at, night):
    page = desk.post(at("ranks/"), typed(night.guild, "try"))
    assert page.context["trial"].is_empty
    assert "Nobody would notice" in page.text


def test_saving_keeps_what_was_typed_and_people_s_roles_follow(desk, at, night):
    changes = {
        "rank2-name": "Raider", "rank2-discord_role": "7300", "rank2-level": "4", "rank4-is_alt": "on",
        "rank5-name": "Bank", "rank5-level": "0",
    }  # fmt: skip
    answer = desk.post(at("ranks/"), typed(night.guild, "save", **changes), follow=True)
    assert "The ranks are saved." in answer.text
    assert ranks(night.guild)[2:6] == [
        (2, "Raider", 4, "7300", False, False, True), (3, "Member", 2, "", False, False, True),
        (4, "Initiate", 1, "", False, True, True), (5, "Bank", 0, "", False, False, True),
    ]  # fmt: skip
    assert DiscordUser.objects.get(username="brewmaster_b").highest_guild_role == "Raider"


@pytest.mark.parametrize("button", ["try", "save"])
@pytest.mark.parametrize(
    ("changes", "complaint"),
    [({"rank2-name": ""}, "give it a name"), ({"rank2-level": "high"}, "Enter a whole number"),
     ({"rank2-level": "100"}, "less than or equal to 99"), ({"rank2-discord_role": "1"}, "Select a valid choice")],
)  # fmt: skip
def test_what_makes_no_ranks_is_refused_beside_the_field(desk, at, night, button, changes, complaint):
    before = ranks(night.guild)
    page = desk.post(at("ranks/"), typed(night.guild, button, **changes))
    assert (page.status_code, complaint in page.text) == (200, True)
    assert ranks(night.guild) == before


def test_a_role_that_is_not_on_the_server_any_more_stays_as_it_is(desk, at, night):
    GuildRank.objects.filter(guild=night.guild, index=2).update(discord_role="7300")
    DiscordRole.objects.filter(role_id=7300).delete()
    assert "7300 (not on the server)" in desk.get(at("ranks/")).text
    desk.post(at("ranks/"), typed(night.guild, "save"))
    assert GuildRank.objects.get(guild=night.guild, index=2).discord_role == "7300"
