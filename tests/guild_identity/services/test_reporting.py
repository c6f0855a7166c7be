"""Telling officers on Discord what is new."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest

from characters.domain.errors import Refused, UpstreamError
from characters.models import SyncRun, SyncStep
from guild_identity.models import AuditIssue, DiscordServer
from guild_identity.services.issues import resolve_issue
from guild_identity.services.reporting import report
from tests.factories.characters import CharacterFactory, GuildFactory, SyncRunFactory, UserFactory
from tests.factories.identity import AuditIssueFactory, DiscordServerFactory, DiscordUserFactory, PlayerFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEBHOOK = "https://discord.com/api/webhooks/123/secret-token"
WEBHOOK_PATH = "/api/v10/webhooks/123/secret-token"
CHANNEL_PATH = "/api/v10/channels/55/messages"
TYPES = AuditIssue.Type.values


@pytest.fixture
def posted(wire, settings):
    """The messages that Discord took, in order."""
    settings.DISCORD_BOT_TOKEN = "token"
    taken = []

    def take(request):
        taken.append(orjson.loads(request.body))
        return {"id": "1"}

    wire.put(WEBHOOK_PATH, take)
    wire.put(CHANNEL_PATH, take)
    return taken


@pytest.fixture
def guild():
    return DiscordServerFactory(webhook_url=WEBHOOK).guild


def fill(guild, *, types=TYPES, each=30):
    """Make more issues than fit into one message."""
    for issue_type in types:
        AuditIssueFactory.create_batch(each, guild=guild, issue_type=issue_type, summary="x" * 300)


def told():
    return set(AuditIssue.objects.filter(notified_at__isnull=False).values_list("pk", flat=True))


def text_of(messages):
    return "\n".join(embed.get("description", "") for message in messages for embed in message["embeds"])


def test_only_new_issues_trigger_report(guild, posted):
    AuditIssueFactory(guild=guild)
    assert report(guild, None, now=NOW) == {"messages": 1, "issues": 1}
    assert report(guild, None, now=NOW + timedelta(hours=1)) == {"messages": 0, "issues": 0}
    AuditIssueFactory(guild=guild, summary="Rivermane has no player.")
    report(guild, None, now=NOW + timedelta(hours=2))
    assert len(posted) == 2
    assert text_of(posted[1:]) == "• Rivermane has no player."


def test_resolved_and_vanished_issues_and_those_of_other_guilds_are_not_told(guild, posted):
    resolve_issue(AuditIssueFactory(guild=guild), actor=UserFactory(), reason="fine", now=NOW)
    AuditIssueFactory(guild=guild, is_present=False)
    AuditIssueFactory()
    assert report(guild, None, now=NOW)["messages"] == 0
    assert posted == []


def test_a_full_report_tells_all_open_issues_again(guild, posted):
    fill(guild, types=TYPES[:4])
    AuditIssue.objects.update(notified_at=NOW - timedelta(days=1))
    done = report(guild, None, now=NOW, is_full=True)
    assert done == {"messages": len(posted), "issues": 120}
    assert len(posted) == 4


def test_names_are_those_of_today(guild, posted):
    AuditIssueFactory(
        guild=guild,
        summary="It belongs to nobody.",
        wow_character=CharacterFactory(name="Trogmoon"),
        player=PlayerFactory(guild=guild, display_name="Mike"),
        discord_member=DiscordUserFactory(guild=guild, nick="[GM] Mike"),
    )
    report(guild, None, now=NOW)
    assert "Trogmoon, Mike, \\[GM\\] Mike" in text_of(posted)


def test_an_officer_note_never_leaves_and_nobody_is_mentioned(guild, posted):
    AuditIssueFactory(guild=guild, summary="@everyone", details={"private": {"note": "bought his account"}})
    report(guild, None, now=NOW)
    assert posted[0]["allowed_mentions"] == {"parse": []}
    assert "bought" not in orjson.dumps(posted).decode()
    assert "@everyone" not in text_of(posted)


def test_the_webhook_wins_over_the_channel(posted, wire):
    both = DiscordServerFactory(webhook_url=WEBHOOK, report_channel_id=55).guild
    AuditIssueFactory(guild=both)
    report(both, None, now=NOW)
    assert (wire.asked[WEBHOOK_PATH], wire.asked[CHANNEL_PATH]) == (1, 0)


def test_without_a_webhook_the_bot_writes_into_the_channel(posted, wire):
    guild = DiscordServerFactory(report_channel_id=55).guild
    AuditIssueFactory(guild=guild)
    report(guild, None, now=NOW)
    assert wire.asked[CHANNEL_PATH] == 1


@pytest.mark.parametrize("has_server", [True, False])
def test_where_no_place_for_reports_is_set_issues_wait(posted, has_server):
    guild = DiscordServerFactory().guild if has_server else GuildFactory()
    AuditIssueFactory.create_batch(3, guild=guild)
    assert report(guild, None, now=NOW) == {"skipped": 3}
    assert told() == set()


def test_a_report_cut_short_repeats_nothing_that_was_taken(guild, posted, wire):
    fill(guild)

    def dies(request):
        if len(posted) == 2:
            raise KeyboardInterrupt
        posted.append(orjson.loads(request.body))
        return {"id": "1"}

    wire.put(WEBHOOK_PATH, dies)
    with pytest.raises(KeyboardInterrupt):
        report(guild, None, now=NOW)
    assert 0 < len(told()) < len(TYPES) * 30
    posted.clear()
    wire.put(WEBHOOK_PATH, lambda request: posted.append(orjson.loads(request.body)) or {"id": "1"})
    report(guild, None, now=NOW + timedelta(minutes=1))
    assert len(told()) == len(TYPES) * 30
    titles = [embed["title"] for message in posted for embed in message["embeds"]]
    assert len(titles) == len(set(titles)) == len(TYPES) - 2


def test_when_discord_is_down_the_error_is_noted_and_the_next_report_tells(guild, posted, wire):
    issue = AuditIssueFactory(guild=guild)
    wire.put(WEBHOOK_PATH, (503, {"message": "down"}))
    with pytest.raises(UpstreamError):
        report(guild, None, now=NOW)
    guild.discord_server.refresh_from_db()
    assert guild.discord_server.error.startswith("Reports: Discord")
    assert "secret-token" not in guild.discord_server.error
    assert told() == set()
    wire.put(WEBHOOK_PATH, {"id": "1"})
    report(guild, None, now=NOW + timedelta(hours=1))
    guild.discord_server.refresh_from_db()
    assert (guild.discord_server.error, told()) == ("", {issue.pk})


@pytest.mark.parametrize(("status", "code"), [(404, 10015), (401, 50027)])
def test_a_webhook_that_was_deleted_is_not_asked_again_until_there_is_another(guild, posted, wire, status, code):
    AuditIssueFactory(guild=guild)
    wire.put(WEBHOOK_PATH, (status, {"code": code, "message": "Unknown Webhook"}))
    for hours in range(3):
        with pytest.raises(UpstreamError, match="deleted on Discord"):
            report(guild, None, now=NOW + timedelta(hours=hours))
    server = guild.discord_server
    server.refresh_from_db()
    assert "deleted on Discord" in server.error
    assert wire.asked[WEBHOOK_PATH] == 1
    server.webhook_url = WEBHOOK.replace("secret", "new")
    server.save()
    wire.put(WEBHOOK_PATH.replace("secret", "new"), {"id": "1"})
    assert report(guild, None, now=NOW + timedelta(hours=4))["issues"] == 1


def test_a_webhook_elsewhere_is_refused_and_noted(posted):
    guild = DiscordServerFactory(webhook_url="https://evil.example/api/webhooks/1/x").guild
    AuditIssueFactory(guild=guild)
    with pytest.raises(Refused):
        report(guild, None, now=NOW)
    guild.discord_server.refresh_from_db()
    assert guild.discord_server.error.startswith("Reports: ")


def run_of(guild, **counts):
    """Make a run half a minute ago with steps that counted this."""
    run = SyncRunFactory(
        kind=SyncRun.Kind.IDENTITY, guild=guild, source="timetable", created_at=NOW - timedelta(seconds=30)
    )
    for kind, numbers in counts.items():
        SyncStep.objects.create(run=run, kind=kind, due_at=NOW, counts=numbers)
    return run


def test_a_run_with_arrivals_is_told_with_how_long_it_took(guild, posted):
    run = run_of(guild, refresh={"joined": 2, "departed": 1, "renamed": 9}, discord={"joined": 4, "departed": 3})
    report(guild, run, now=NOW)
    (embed,) = posted[0]["embeds"]
    assert [(field["name"], field["value"]) for field in embed["fields"]] == [
        ("New members", "2"), ("Departed", "1"), ("Left Discord", "3"),
    ]  # fmt: skip
    assert embed["footer"]["text"] == "Took 30.0 s"


def test_a_run_that_changed_nothing_worth_telling_posts_nothing(guild, posted):
    run = run_of(guild, refresh={"joined": 0, "departed": 0}, discord={"updated": 7}, check={"closed": 2})
    assert report(guild, run, now=NOW) == {"messages": 0, "issues": 0}
    assert posted == []


def test_the_summary_stands_once_before_the_issues(guild, posted):
    fill(guild, types=TYPES[:3])
    report(guild, run_of(guild, match={"links": 5}), now=NOW)
    titles = [embed["title"] for message in posted for embed in message["embeds"]]
    assert titles[0] == "Sync \\(timetable\\)"
    assert len(titles) == 4


def test_a_webhook_sealed_with_another_key_is_said_on_the_server_s_row(guild, posted, settings):
    settings.SECRET_KEY = "changed since"
    assert report(guild, None, now=NOW) == {"messages": 0, "issues": 0}
    AuditIssueFactory(guild=guild)
    with pytest.raises(Refused, match="Enter it again"):
        report(guild, None, now=NOW)
    assert "webhook" in DiscordServer.objects.defer("webhook_url").get().error
