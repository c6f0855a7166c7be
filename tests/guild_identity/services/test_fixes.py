"""Putting right what an issue is about, at an officer's word."""

from datetime import UTC, datetime, timedelta

import pytest

from characters.domain.errors import Refused
from characters.models import Character, GuildMember, HeldRoster
from guild_identity.models import AuditIssue, IdentityEvent, PlayerCharacter
from guild_identity.services.fixes import FIXES, fix_for, fix_issue, preview_fix
from guild_identity.services.integrity import run_integrity_check
from tests import bodies
from tests.factories.characters import GuildFactory, UserFactory
from tests.factories.identity import (
    AuditIssueFactory,
    DiscordServerFactory,
    DiscordUserFactory,
    PlayerCharacterFactory,
    PlayerFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def found(guild, issue_type):
    """Check the guild, and return its one issue of a type."""
    run_integrity_check(guild, now=NOW)
    return AuditIssue.objects.get(guild=guild, issue_type=issue_type)


def fix(issue):
    """Fix an issue, check again, and return what was done and the issue."""
    done = fix_issue(issue, actor=UserFactory(username="anna"), now=NOW)
    run_integrity_check(issue.guild, now=NOW + timedelta(hours=1))
    issue.refresh_from_db()
    return done, issue


def player_of(guild, *names, user=None, **fields):
    player = PlayerFactory(guild=guild, display_name=names[0], discord_user=user, **fields)
    links = [PlayerCharacterFactory(player=player, character=member_of(guild, name)) for name in names]
    player.main_character = links[0].character
    player.save()
    return player


def test_types_without_a_fix_say_so():
    issue = AuditIssueFactory(issue_type="orphan_wow")
    assert fix_for(issue) is None
    for attempt in (preview_fix, lambda issue: fix_issue(issue, actor=UserFactory(), now=NOW)):
        with pytest.raises(Refused, match="Nobody can put this right but you"):
            attempt(issue)


@pytest.mark.parametrize("issue_type", sorted(FIXES))
def test_what_is_gone_needs_no_fix(issue_type):
    issue = AuditIssueFactory(issue_type=issue_type, is_present=False)
    assert fix_for(issue) is None
    with pytest.raises(Refused, match="gone"):
        fix_issue(issue, actor=UserFactory(), now=NOW)


@pytest.mark.parametrize("issue_type", sorted(set(FIXES) - {"roster_held"}))
def test_an_issue_whose_people_changed_meanwhile_is_refused_and_stays(issue_type):
    issue = AuditIssueFactory(issue_type=issue_type)
    with pytest.raises(Refused):
        fix_issue(issue, actor=UserFactory(), now=NOW)
    issue.refresh_from_db()
    assert issue.resolved_at is None


def test_a_second_account_becomes_a_further_one_and_is_never_asked_about_again():
    guild = GuildFactory()
    player = player_of(guild, "Trogmoon", user=DiscordUserFactory(guild=guild, nick="Trogmoon"))
    phone = DiscordUserFactory(guild=guild, username="trogmoon")
    issue = found(guild, "duplicate_discord")
    assert fix_for(issue) == "Make it a further account"
    assert "becomes a further account of Trogmoon" in preview_fix(issue)[0]
    done, issue = fix(issue)
    assert done.endswith("is a further account of Trogmoon")
    assert list(player.other_discord_users.all()) == [phone]
    assert not AuditIssue.objects.filter(guild=guild, is_present=True).exists()


def test_two_accounts_of_one_person_with_two_players_are_merged_into_the_larger():
    guild = GuildFactory()
    small = player_of(guild, "Rivermane", user=DiscordUserFactory(guild=guild, nick="Trogmoon"))
    large = player_of(guild, "Trogmoon", "Alp", user=DiscordUserFactory(guild=guild, username="trogmoon"))
    done, issue = fix(found(guild, "duplicate_discord"))
    assert done == "merged Rivermane into Trogmoon"
    assert large.links.count() == 3
    assert list(large.other_discord_users.all()) == [small.discord_user]
    assert not issue.is_present


def test_two_accounts_without_a_player_are_left_to_the_officer():
    guild = GuildFactory()
    DiscordUserFactory.create_batch(2, guild=guild, nick="Trogmoon")
    with pytest.raises(Refused, match="link one of them first"):
        preview_fix(found(guild, "duplicate_discord"))


def test_a_contradicted_link_is_taken_away_and_remembered_as_wrong():
    guild = GuildFactory()
    player_of(guild, "Rivermane", user=DiscordUserFactory(guild=guild))
    player = player_of(guild, "Trogmoon", user=DiscordUserFactory(guild=guild))
    alp = member_of(guild, "Alp", note="alt of Rivermane")
    PlayerCharacterFactory(player=player, character=alp)
    done, issue = fix(found(guild, "note_mismatch"))
    assert done == "unlinked Alp from Trogmoon"
    assert not PlayerCharacter.objects.filter(character=alp).exists()
    assert IdentityEvent.objects.get().actor.username == "anna"
    assert not issue.is_present


def test_an_account_that_left_is_taken_from_its_player():
    guild = GuildFactory()
    user = DiscordUserFactory(guild=guild, is_present=False, removed_at=NOW)
    player = player_of(guild, "Trogmoon", user=user)
    done, issue = fix(found(guild, "stale_discord_link"))
    player.refresh_from_db()
    assert (done, player.discord_user, issue.is_present) == ("took Discord from Trogmoon", None, False)


def test_a_missing_main_is_chosen():
    guild = GuildFactory()
    player = player_of(guild, "Trogmoon", "Alp")
    player.main_character = None
    player.save()
    Character.objects.filter(name="Alp").update(level=80)
    issue = found(guild, "main_not_linked")
    assert preview_fix(issue) == ["Trogmoon becomes the main of Trogmoon."]
    fix(issue)
    player.refresh_from_db()
    assert player.main_character.name == "Trogmoon"


def test_a_held_roster_is_believed():
    guild = GuildFactory()
    leaver = member_of(guild, "Leaver")
    body = bodies.roster([bodies.member("Trogmoon", 1)])
    HeldRoster.objects.create(guild=guild, body=body, reason="9 missing", member_count=31, missing_count=9, held_at=NOW)
    issue = found(guild, "roster_held")
    assert preview_fix(issue)[0] == "The held roster of 31 members counts: 9 members are marked as gone."
    done, issue = fix(issue)
    assert (done, issue.is_present) == ("believed the roster, 1 marked as gone", False)
    assert GuildMember.objects.get(character=leaver).left_at == NOW


def test_the_next_list_of_discord_members_is_believed():
    guild = GuildFactory()
    server = DiscordServerFactory(guild=guild, held_reason="Discord lists nobody.", held_at=NOW)
    issue = found(guild, "roster_held")
    assert "however many members it drops" in preview_fix(issue)[0]
    _, issue = fix(issue)
    server.refresh_from_db()
    assert (server.held_reason, issue.is_present) == ("", False)


def test_a_fix_that_did_not_last_is_an_issue_again():
    guild = GuildFactory()
    user = DiscordUserFactory(guild=guild, is_present=False, removed_at=NOW)
    player = player_of(guild, "Trogmoon", user=user)
    _, issue = fix(found(guild, "stale_discord_link"))
    player.discord_user = user
    player.save(update_fields=["discord_user"])
    run_integrity_check(guild, now=NOW + timedelta(hours=2))
    issue.refresh_from_db()
    assert (issue.is_present, issue.resolved_at, issue.times_opened) == (True, None, 2)
