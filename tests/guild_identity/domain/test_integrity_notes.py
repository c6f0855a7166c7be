"""Notes that name somebody else than the link does."""

import pytest

from tests.guild_identity.domain.guilds import account, found, guild, member, person


def two_people(note="", officer_note="", *, source="name", discord=5):
    """Return a guild where Alp is linked to Mike, beside Anna and her Rivermane."""
    return guild(
        members=[
            member(1, player=7),
            member(2, "Alp", player=7, note=note, officer_note=officer_note, link_source=source),
            member(3, "Rivermane", player=8),
        ],
        accounts=[account(5, "trog"), account(6, "anna"), account(9, "newbie")],
        people=[person(7, "Mike", discord=discord, characters=[1, 2]), person(8, "Anna", discord=6, characters=[3])],
    )


@pytest.mark.parametrize("note", ["alt of Rivermane", "Discord: anna", "Main: Rivermane", "@anna", "Discord: newbie"])
def test_a_note_that_clearly_names_somebody_else_contradicts_the_link(note):
    (finding,) = found(two_people(note), "note_mismatch")
    assert (finding.character_id, finding.player_id) == (2, 7)
    assert finding.summary.startswith("The note of Alp names ")


@pytest.mark.parametrize(
    "note", ["alt of Trogmoon", "Discord: trog", "Main: Alp", "alt of Nobodyhere", "Rivermane", "loves Rivermane", ""]
)
def test_a_note_that_names_the_person_or_nobody_clearly_contradicts_nothing(note):
    assert found(two_people(note), "note_mismatch") == []


@pytest.mark.parametrize("source", ["verified", "manual", "proposal"])
def test_what_a_login_or_an_officer_said_is_never_doubted_because_of_a_note(source):
    assert found(two_people("alt of Rivermane", source=source), "note_mismatch") == []


def test_a_discord_name_contradicts_nothing_where_the_player_has_no_account_yet():
    assert found(two_people("Discord: newbie", discord=None), "note_mismatch") == []


def test_an_officer_note_is_told_without_its_words():
    (finding,) = found(two_people(officer_note="alt of Rivermane"), "note_mismatch")
    assert "Rivermane" not in finding.summary
    public = {name: value for name, value in finding.details.items() if name != "private"}
    assert public == {}
    assert finding.details["private"]["named"] == "Rivermane"


def test_a_note_that_names_another_person_than_before_is_another_issue():
    (one,) = found(two_people("alt of Rivermane"), "note_mismatch")
    (other,) = found(two_people("Discord: newbie"), "note_mismatch")
    assert one.key != other.key
