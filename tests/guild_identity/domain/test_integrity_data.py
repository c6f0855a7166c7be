"""What is known: who does not play any more, and what is not refreshed."""

from datetime import timedelta

import pytest

from guild_identity.domain.integrity_facts import Held, StaleSection
from tests.guild_identity.domain.guilds import NOW, days_ago, found, guild, member, person, types_found


def linked(*members, **facts):
    return guild(members=members, people=[person(7, characters=[row.id for row in members])], **facts)


@pytest.mark.parametrize(
    ("login", "synced", "expected"),
    [
        (45, 0.1, ["stale_character"]),
        (30, 0, ["stale_character"]),
        (29.9, 0, []),
        (10, 9, []),
        # Nobody has looked for six weeks: that says nothing about whether it was played.
        (43, 42, []),
        (80, 42, ["stale_character"]),
    ],
)
def test_a_character_is_stale_thirty_days_after_its_last_login_and_not_after_its_last_sync(login, synced, expected):
    row = member(1, player=7, last_login_at=days_ago(login), known_at=days_ago(synced))
    assert types_found(linked(row)) == expected


def test_a_login_that_nobody_ever_confirmed_counts_from_now():
    assert types_found(linked(member(1, player=7, last_login_at=days_ago(31)))) == ["stale_character"]


def test_a_character_of_which_no_login_is_known_is_not_stale():
    assert types_found(linked(member(1, player=7, known_at=days_ago(0)))) == []


def test_what_is_told_of_a_stale_character_does_not_change_from_day_to_day():
    row = member(1, player=7, last_login_at=days_ago(45), known_at=NOW)
    (today,) = found(linked(row))
    (tomorrow,) = found(linked(member(1, player=7, last_login_at=days_ago(45), known_at=NOW + timedelta(days=1))))
    assert today == tomorrow


def stale(character, section="raids", cause="Blizzard is down."):
    return StaleSection(character, section, days_ago(3), cause)


def test_stale_data_is_one_issue_per_character_with_its_cause():
    facts = linked(member(1, player=7), member(2, "Alp", player=7), stale=[stale(1), stale(1, "keystones"), stale(99)])
    (finding,) = found(facts)
    assert (finding.issue_type, finding.character_id) == ("stale_data", 1)
    assert finding.summary == "Trogmoon’s data is not refreshed (keystones, raids): Blizzard is down."
    assert [row["section"] for row in finding.details["sections"]] == ["keystones", "raids"]


def test_what_ails_most_of_the_guild_is_one_issue():
    members = [member(pk, f"Hero{pk}", player=7) for pk in range(1, 31)]
    rows = [stale(pk, cause="Credentials refused." if pk % 5 else "Timeout.") for pk in range(1, 26)]
    (finding,) = found(linked(*members, stale=rows))
    assert finding.key == ("guild",)
    assert finding.summary.endswith("Credentials refused.")
    assert finding.details["count"] == 25


def test_every_held_list_is_an_issue():
    facts = guild(held=[Held("roster", "9 of 40 are missing.", NOW), Held("members", "Discord lists nobody.")])
    assert [finding.key for finding in found(facts, "roster_held")] == [("roster",), ("members",)]
    assert {finding.severity.value for finding in found(facts)} == {"error"}
