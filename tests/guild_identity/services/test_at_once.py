"""Two workers at one guild at the same time, on a database that locks rows."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier, Event

import pytest
from django.db import connection

from guild_identity.domain.discord_members import DiscordMember
from guild_identity.models import AuditIssue, DiscordUser, RemovedDiscordUser
from guild_identity.services import discord_events, discord_removal, discord_sync
from guild_identity.services.discord_events import on_member_join
from guild_identity.services.discord_sync import sync_discord_members
from guild_identity.services.integrity import run_integrity_check
from guild_identity.services.reporting import report
from tests.factories.characters import GuildFactory
from tests.factories.identity import AuditIssueFactory, DiscordServerFactory, DiscordUserFactory, member_of

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def at_once(*jobs):
    """Do jobs in threads of their own, each with its own connection, and return their results."""

    def work(job):
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(work, jobs))


def test_two_checks_at_once_open_every_issue_once():
    guild = GuildFactory()
    for name in ("Trogmoon", "Rivermane", "Alp"):
        member_of(guild, name)
    start = Barrier(4)

    def check():
        start.wait()
        return run_integrity_check(guild, now=NOW)["opened"]

    assert Counter(at_once(*[check] * 4)) == {0: 3, 3: 1}
    assert AuditIssue.objects.count() == 3


@pytest.mark.parametrize(
    "take_in",
    [
        lambda server: sync_discord_members(
            server, [DiscordMember(7, "trogdor99", nick="Trogdor")], [], now=NOW, is_trusted=True
        ),
        lambda server: on_member_join(server.guild, DiscordMember(7, "trogdor99", nick="Trogdor"), now=NOW),
    ],
    ids=["list", "gateway"],
)
def test_whoever_asks_for_removal_while_members_are_taken_in_is_gone_afterwards(take_in, monkeypatch):
    server = DiscordServerFactory()
    user = DiscordUserFactory(guild=server.guild, discord_id=7)
    is_asked, ask = Event(), discord_removal.removed_discord_ids

    def asked(discord_ids):
        found = ask(discord_ids)
        is_asked.set()
        # Long enough for a removal that waits for nobody.
        is_removed.wait(1)
        return found

    is_removed = Event()
    for module in (discord_sync, discord_events):
        monkeypatch.setattr(module, "removed_discord_ids", asked)

    def remove():
        assert is_asked.wait(10)
        discord_removal.remove_discord_user_on_request(user, reason="asked by mail", now=NOW)
        is_removed.set()

    at_once(lambda: take_in(server), remove)
    assert not DiscordUser.objects.exists()
    assert RemovedDiscordUser.objects.count() == 1


def test_of_two_who_report_at_once_one_posts(wire):
    guild = DiscordServerFactory(webhook_url="https://discord.com/api/webhooks/1/token").guild
    issue = AuditIssueFactory(guild=guild)
    is_posting, may_end = Event(), Event()

    def post(request):
        is_posting.set()
        assert may_end.wait(10)
        return {"id": "1"}

    wire.put("/api/v10/webhooks/1/token", post)

    def second():
        assert is_posting.wait(10)
        done = report(guild, None, now=NOW)
        may_end.set()
        return done

    assert at_once(lambda: report(guild, None, now=NOW), second) == [
        {"messages": 1, "issues": 1},
        {"messages": 0, "issues": 0},
    ]
    issue.refresh_from_db()
    assert issue.notified_at == NOW
    assert wire.asked["/api/v10/webhooks/1/token"] == 1
