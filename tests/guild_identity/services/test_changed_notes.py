"""Officers learn when the note that made a link was changed since."""

import pytest

from guild_identity.models import AuditIssue, MemberNote, PlayerCharacter
from guild_identity.services.integrity import run_integrity_check
from guild_identity.services.linking import link_character
from guild_identity.services.matching import run_matching
from tests.factories.characters import GuildFactory
from tests.factories.identity import DiscordUserFactory, member_of
from tests.guild_identity.services.deciding import NOW, matching, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    guild = GuildFactory()
    DiscordUserFactory(guild=guild, username="mikel")
    return guild


def linked(guild, name="Zulvexa", **notes):
    character = member_of(guild, name, **notes)
    run_matching(guild, by=matching())
    assert PlayerCharacter.objects.filter(character=character).exists()
    return character


def told(guild):
    run_integrity_check(guild, now=NOW)
    open_ones = AuditIssue.objects.filter(guild=guild, issue_type="note_mismatch", resolved_at__isnull=True)
    return [(issue.wow_character.name, issue.details) for issue in open_ones.select_related("wow_character")]


def rewrite(character, **notes):
    MemberNote.objects.filter(character=character).update(**notes)


@pytest.mark.parametrize("note", ["", "raids on Tuesday"])
def test_a_note_that_made_the_link_and_was_changed_is_told(guild, note):
    zulvexa = linked(guild, note="Discord: mikel 620")
    rewrite(zulvexa, note="discord: Mikel 635")
    assert told(guild) == []
    rewrite(zulvexa, note=note)
    assert told(guild) == [("Zulvexa", {"changed": True})]


def test_it_closes_when_an_officer_confirms_the_link_or_the_note_is_back(guild):
    zulvexa = linked(guild, note="Discord: mikel")
    rewrite(zulvexa, note="raids")
    assert told(guild)
    rewrite(zulvexa, note="Discord: mikel")
    assert told(guild) == []
    rewrite(zulvexa, note="raids")
    assert told(guild)
    link_character(guild, zulvexa, by=officer(), player=zulvexa.player_link.player)
    assert told(guild) == []


def test_an_officer_note_that_made_the_link_is_watched_and_not_quoted(guild):
    zulvexa = linked(guild, note="raids", officer_note="DC: mikel")
    rewrite(zulvexa, note="something else")
    assert told(guild) == []
    rewrite(zulvexa, officer_note="secret")
    assert told(guild) == [("Zulvexa", {"changed": True})]
    assert "secret" not in AuditIssue.objects.get(issue_type="note_mismatch").summary


def test_a_note_that_did_not_make_the_link_may_change(guild):
    mikel = linked(guild, "Mikel", note="raids")
    rewrite(mikel, note="away until May")
    assert told(guild) == []
    assert PlayerCharacter.objects.get().note_key == ""


def test_a_note_that_names_somebody_else_now_is_one_issue(guild):
    zulvexa = linked(guild, note="Discord: mikel")
    DiscordUserFactory(guild=guild, username="anna")
    rewrite(zulvexa, note="Discord: anna")
    ((name, details),) = told(guild)
    assert (name, details["named"]) == ("Zulvexa", "anna")
