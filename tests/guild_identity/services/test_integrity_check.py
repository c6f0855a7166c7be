"""Checking a guild on the real database."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from characters.models import GuildMember, HeldRoster
from guild_identity.domain.plan import Conflict
from guild_identity.models import AuditIssue
from guild_identity.services.integrity import NO_LONGER_FOUND, run_integrity_check
from guild_identity.services.issues import resolve_issue
from tests.factories.characters import GuildFactory, PayloadFactory, UserFactory, letters
from tests.factories.identity import (
    DiscordServerFactory,
    DiscordUserFactory,
    PlayerCharacterFactory,
    PlayerFactory,
    member_of,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def check(guild, hours=0, **given):
    return run_integrity_check(guild, now=NOW + timedelta(hours=hours), **given)


def player_of(guild, *characters, role="Member", **fields):
    """Make a player with a Discord account and these characters, the first of which is the main."""
    user = DiscordUserFactory(guild=guild, highest_guild_role=role)
    player = PlayerFactory(guild=guild, discord_user=user, main_character=characters[0], **fields)
    for character in characters:
        PlayerCharacterFactory(player=player, character=character)
    return player


def only_issue(guild, **expected):
    issue = AuditIssue.objects.get(guild=guild)
    assert {name: getattr(issue, name) for name in expected} == expected
    return issue


def test_orphan_wow_detected():
    guild = GuildFactory()
    trogmoon = member_of(guild, "Trogmoon")
    assert check(guild) == {"opened": 1, "reopened": 0, "closed": 0, "issues": 1}
    only_issue(guild, issue_type="orphan_wow", wow_character=trogmoon, opened_at=NOW, times_opened=1)


def test_orphan_discord_detected():
    guild = GuildFactory()
    user = DiscordUserFactory(guild=guild, highest_guild_role="Member")
    DiscordUserFactory(guild=guild, highest_guild_role=None)
    check(guild)
    only_issue(guild, issue_type="orphan_discord", discord_member=user)


def test_rank_mismatch_detected():
    guild = GuildFactory()
    main, alt = member_of(guild, "Trogmoon", rank=1), member_of(guild, "Rivermane", rank=4)
    player = player_of(guild, main, alt, role="Initiate")
    check(guild)
    issue = only_issue(guild, issue_type="rank_mismatch", wow_character=main, player=player)
    assert issue.discord_member == player.discord_user


def test_resolved_issues_not_reflagged():
    guild = GuildFactory()
    member_of(guild, "Bankalt")
    check(guild)
    resolve_issue(only_issue(guild), actor=UserFactory(), reason="the guild's bank", now=NOW)
    assert check(guild, 1) == {"opened": 0, "reopened": 0, "closed": 0, "issues": 0}
    only_issue(guild, resolution="the guild's bank", is_present=True, times_opened=1)


def test_dedup_same_issue_hash():
    guild = GuildFactory()
    trogmoon = member_of(guild, "Trogmoon")
    check(guild)
    trogmoon.name = "Trogsun"
    trogmoon.save()
    assert check(guild, 1)["opened"] == 0
    only_issue(guild, summary="Trogsun (Member) belongs to no player.", created_at=NOW)
    assert only_issue(guild).last_seen_at == NOW + timedelta(hours=1)


def test_what_is_gone_is_closed_and_what_comes_back_is_reopened_and_told_again():
    guild = GuildFactory()
    trogmoon = member_of(guild, "Trogmoon")
    check(guild)
    AuditIssue.objects.update(notified_at=NOW)
    GuildMember.objects.update(left_at=NOW)
    assert check(guild, 1)["closed"] == 1
    only_issue(guild, is_present=False, resolution=NO_LONGER_FOUND, resolved_at=NOW + timedelta(hours=1))
    GuildMember.objects.update(left_at=None)
    assert check(guild, 2)["reopened"] == 1
    only_issue(
        guild, is_present=True, resolved_at=None, resolution="", times_opened=2, notified_at=None,
        opened_at=NOW + timedelta(hours=2), created_at=NOW, wow_character=trogmoon,
    )  # fmt: skip


def test_an_officers_word_ends_when_the_condition_does():
    guild = GuildFactory()
    member_of(guild, "Trogmoon")
    officer = UserFactory()
    check(guild)
    resolve_issue(only_issue(guild), actor=officer, reason="a guest", now=NOW)
    GuildMember.objects.update(left_at=NOW)
    check(guild, 1)
    only_issue(guild, is_present=False, resolution="a guest", resolved_by=officer)
    GuildMember.objects.update(left_at=None)
    check(guild, 2)
    only_issue(guild, resolved_at=None, resolved_by=None, times_opened=2)


def test_a_second_check_at_once_changes_nothing():
    guild = GuildFactory()
    member_of(guild, "Trogmoon")
    check(guild)
    before = AuditIssue.objects.values().get()
    assert check(guild) == {"opened": 0, "reopened": 0, "closed": 0, "issues": 1}
    assert AuditIssue.objects.values().get() == before


def test_who_is_retired_dead_or_gone_is_no_issue():
    guild = GuildFactory()
    member_of(guild, "Trogmoon", retired_at=NOW)
    member_of(guild, "Trogmoon123")
    GuildMember.objects.filter(character=member_of(guild, "Leaver")).update(left_at=NOW)
    assert check(guild)["issues"] == 0


def test_a_player_of_another_guild_does_not_count():
    guild, other = GuildFactory(), GuildFactory()
    moved = member_of(guild, "Trogmoon")
    PlayerCharacterFactory(player=PlayerFactory(guild=other, main_character=moved), character=moved)
    check(guild)
    check(other)
    only_issue(guild, issue_type="orphan_wow", wow_character=moved)
    assert not AuditIssue.objects.filter(guild=other).exists()


@pytest.mark.parametrize(
    ("login", "synced", "expected"), [(45, 0, ["stale_character"]), (10, 10, ["stale_data"]), (2, 1, [])]
)
def test_the_last_login_and_the_last_fetch_are_two_things(login, synced, expected):
    guild = GuildFactory()
    trogmoon = member_of(guild, "Trogmoon", last_login_at=NOW - timedelta(days=login))
    player_of(guild, trogmoon)
    PayloadFactory(character=trogmoon, attempted_at=NOW - timedelta(days=synced))
    check(guild)
    assert list(AuditIssue.objects.values_list("issue_type", flat=True)) == expected


def test_stale_data_names_its_cause():
    guild = GuildFactory()
    trogmoon = member_of(guild, "Trogmoon")
    player_of(guild, trogmoon)
    long_ago = NOW - timedelta(days=3)
    failed = {"attempted_at": NOW, "fetched_at": long_ago, "error_kind": "unavailable", "error": "Blizzard is down"}
    PayloadFactory(character=trogmoon, attempted_at=NOW)
    PayloadFactory(character=trogmoon, section="raids", failures=30, **failed)
    check(guild)
    assert only_issue(guild, issue_type="stale_data").summary.endswith("(raids): Blizzard is down")


def test_what_nobody_keeps_fresh_is_not_stale():
    guild = GuildFactory(is_tracked=False)
    trogmoon = member_of(guild, "Trogmoon")
    player_of(guild, trogmoon)
    PayloadFactory(character=trogmoon, attempted_at=NOW - timedelta(days=9))
    assert check(guild)["issues"] == 0


def test_held_lists_are_issues_until_they_are_decided():
    guild = GuildFactory()
    held = HeldRoster.objects.create(
        guild=guild, body={}, reason="9 missing", member_count=1, missing_count=9, held_at=NOW
    )
    DiscordServerFactory(guild=guild, held_reason="Discord lists nobody.", held_at=NOW)
    assert check(guild)["opened"] == 2
    held.resolved_at = NOW
    held.save()
    assert check(guild, 1)["closed"] == 1


def test_conflicts_that_nobody_looked_for_stay_as_they_are():
    guild = GuildFactory()
    player = player_of(guild, member_of(guild, "Trogmoon"))
    conflict = Conflict("login", player.main_character_id, player.pk, "Two logins claim Trogmoon.")
    assert check(guild, conflicts=(conflict,))["opened"] == 1
    assert check(guild, 1)["issues"] == 1
    assert check(guild, 2, conflicts=())["closed"] == 1


def populate(guild, numbers):
    """Fill a guild with every kind of drift there is much of."""
    for number in numbers:
        character = member_of(
            guild, f"Hero{letters(number)}", last_login_at=NOW - timedelta(days=40), note="alt of Alp"
        )
        if number % 2:
            player_of(guild, character, role="Officer" if number % 4 == 1 else None)


def queries_of_a_check(guild, hours):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        check(guild, hours)
    return len(queries)


def test_the_number_of_queries_does_not_grow_with_the_guild():
    small, large = GuildFactory(), GuildFactory()
    populate(small, range(10))
    populate(large, range(10, 210))
    first = [queries_of_a_check(guild, 0) for guild in (small, large)]
    second = [queries_of_a_check(guild, 1) for guild in (small, large)]
    assert second[0] == second[1] <= 25
    # SQLite takes a limited number of values at once; elsewhere one statement writes them all.
    assert first[1] - first[0] <= (0 if connection.vendor == "postgresql" else 10)
