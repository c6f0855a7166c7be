"""Putting roles on Discord right: only those of the guild's own map."""

from datetime import UTC, datetime
from urllib.parse import unquote

import pytest

from characters.domain.errors import Refused, UpstreamError
from characters.models import GuildMember, GuildRank
from guild_identity.models import AuditIssue, IdentityEvent
from guild_identity.services.fixes import fix_issue, preview_fix
from guild_identity.services.integrity import run_integrity_check
from guild_identity.services.journal import Decision
from guild_identity.services.role_map import refresh_guild_roles
from guild_identity.services.undoing import preview_undo, undo_event
from tests.factories.characters import GuildFactory, UserFactory
from tests.factories.identity import (
    SERVER_ID,
    DiscordRoleFactory,
    DiscordServerFactory,
    DiscordUserFactory,
    PlayerCharacterFactory,
    PlayerFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
# Ids of roles; the last is none of the guild's map.
LEADER, OFFICER, VETERAN, MEMBER, EVENTS = 10, 11, 12, 13, 99


@pytest.fixture
def asked(wire, settings):
    """What Discord was asked to change: (method, role's id, reason), in order."""
    settings.DISCORD_BOT_TOKEN = "token"
    changes = []

    def change(request):
        changes.append((request.method, int(request.url.split("/")[-1]), request.headers["X-Audit-Log-Reason"]))
        return 204, {}, b""

    for role in (LEADER, OFFICER, VETERAN, MEMBER, EVENTS):
        wire.put(path(role), change)
    return changes


def path(role):
    return f"/api/v10/guilds/{SERVER_ID}/members/800/roles/{role}"


def mike(rank, *roles, managed=()):
    """Make a guild with one player, of a rank in game and with roles on Discord, and return its one issue."""
    guild = GuildFactory()
    server = DiscordServerFactory(guild=guild)
    names = {LEADER: "GM", OFFICER: "Officer", VETERAN: "Veteran", MEMBER: "Member", EVENTS: "Events"}
    for role, name in names.items():
        is_managed = role in managed
        DiscordRoleFactory(server=server, role_id=role, name=name, position=100 - role, is_managed=is_managed)
    user = DiscordUserFactory(guild=guild, discord_id=800, username="mike", role_ids=list(roles))
    refresh_guild_roles(guild)
    character = member_of(guild, "Trogmoon", rank=rank)
    player = PlayerFactory(guild=guild, display_name="Mike", discord_user=user, main_character=character)
    PlayerCharacterFactory(player=player, character=character)
    run_integrity_check(guild, now=NOW)
    return AuditIssue.objects.get(guild=guild)


def fix(issue):
    return fix_issue(issue, actor=UserFactory(username="anna"), now=NOW)


def test_who_has_no_role_gets_that_of_the_rank(asked):
    issue = mike(3, EVENTS)
    assert preview_fix(issue)[1:] == ["mike gets the role Member.", "Other roles stay as they are."]
    assert asked == []
    assert fix(issue) == "gave Member on Discord"
    ((method, role, reason),) = asked
    assert (method, role) == ("PUT", MEMBER)
    assert unquote(reason) == "Vaultkeeper, by anna: Trogmoon of Mike is Member in game."


def test_a_role_above_the_rank_is_taken_and_one_below_is_left(asked):
    issue = mike(2, OFFICER, MEMBER, EVENTS)
    assert fix(issue) == "gave Veteran and took Officer on Discord"
    assert [(method, role) for method, role, _ in asked] == [("PUT", VETERAN), ("DELETE", OFFICER)]
    user = issue.discord_member
    user.refresh_from_db()
    assert sorted(user.role_ids) == [VETERAN, MEMBER, EVENTS]
    assert (user.highest_guild_role, user.all_guild_roles) == ("Veteran", ["Veteran", "Member"])


def test_who_was_promoted_gets_the_role_and_loses_none(asked):
    fix(mike(1, MEMBER))
    assert [(method, role) for method, role, _ in asked] == [("PUT", OFFICER)]


def test_who_left_the_guild_loses_its_roles_and_no_others(asked):
    issue = mike(3, OFFICER, MEMBER, EVENTS)
    GuildMember.objects.update(left_at=NOW)
    run_integrity_check(issue.guild, now=NOW)
    fix(AuditIssue.objects.get(guild=issue.guild, is_present=True))
    assert {(method, role) for method, role, _ in asked} == {("DELETE", OFFICER), ("DELETE", MEMBER)}


def test_after_the_fix_the_next_check_finds_nothing(asked):
    issue = mike(2, OFFICER)
    fix(issue)
    assert run_integrity_check(issue.guild, now=NOW)["issues"] == 0


def test_a_role_of_a_bot_is_neither_given_nor_taken(asked):
    with pytest.raises(Refused, match="belongs to a bot"):
        fix(mike(3, managed=[MEMBER]))
    assert asked == []


def test_without_a_role_that_stands_for_the_rank_there_is_nothing_to_give(asked):
    issue = mike(3, OFFICER)
    GuildRank.objects.filter(index=3).update(name="Raider")
    with pytest.raises(Refused, match="No role on the server stands for Raider"):
        preview_fix(issue)
    assert asked == []


def test_roles_that_are_right_by_now_are_left_alone(asked):
    issue = mike(3, OFFICER)
    issue.discord_member.role_ids = [MEMBER]
    issue.discord_member.save()
    with pytest.raises(Refused, match="has the right roles"):
        fix(issue)
    assert asked == []


def test_what_discord_refuses_stays_an_issue_and_what_it_did_is_noted(asked, wire):
    issue = mike(2, OFFICER)
    wire.put(path(OFFICER), (403, {"code": 50013, "message": "Missing Permissions"}))
    with pytest.raises(UpstreamError, match="its own highest role must stand above"):
        fix(issue)
    issue.refresh_from_db()
    issue.discord_member.refresh_from_db()
    assert (issue.is_present, issue.resolved_at) == (True, None)
    assert sorted(issue.discord_member.role_ids) == [OFFICER, VETERAN]


def test_who_gave_and_took_which_roles_is_written_down(asked):
    fix(mike(2, OFFICER, MEMBER))
    events = IdentityEvent.objects.order_by("pk")
    assert [event.summary for event in events] == [
        "Discord role Veteran given to mike",
        "Discord role Officer taken from mike",
    ]
    assert {(event.kind, event.actor.username, event.player.display_name) for event in events} == {
        ("roles_changed", "anna", "Mike")
    }
    (change,) = events[1].changes
    assert (change["before"], change["after"]) == (
        {"role_ids": [OFFICER, VETERAN, MEMBER]},
        {"role_ids": [VETERAN, MEMBER]},
    )


def test_what_discord_did_before_it_refused_is_written_down(asked, wire):
    issue = mike(2, OFFICER)
    wire.put(path(OFFICER), (403, {"code": 50013, "message": "Missing Permissions"}))
    with pytest.raises(UpstreamError):
        fix(issue)
    assert IdentityEvent.objects.get().summary == "Discord role Veteran given to mike"


def test_a_role_is_given_back_on_discord_and_not_here(asked):
    fix(mike(3))
    event = IdentityEvent.objects.get()
    for refuse in (lambda: preview_undo(event), lambda: undo_event(event, by=Decision("admin", NOW))):
        with pytest.raises(Refused, match="give or take the role there"):
            refuse()
