"""Telling officers on Discord about issues that are new: once each, however often and by however many this is tried."""

from datetime import datetime
from itertools import count

from django.db import transaction

from characters.domain.errors import Refused, UpstreamError
from characters.models import Guild, SyncRun, SyncStep
from guild_identity.clients import discord
from guild_identity.domain.embeds import Embed, Message, issue_embeds, summary_embed
from guild_identity.models import AuditIssue, DiscordServer
from guild_identity.selectors.issues import unreported_issues

# Marks an error of the server's row as one of reporting.
_REPORTS = "Reports: "
# What the steps count, by what a summary calls it.
_TOLD: dict[tuple[str, str], str] = {
    (SyncStep.Kind.REFRESH, "joined"): "new",
    (SyncStep.Kind.REFRESH, "departed"): "departed",
    (SyncStep.Kind.DISCORD, "departed"): "removed",
    (SyncStep.Kind.MATCH, "links"): "Characters linked",
    (SyncStep.Kind.MATCH, "proposals"): "Proposals",
    (SyncStep.Kind.CHECK, "closed"): "Issues gone",
}


def report(guild: Guild, run: SyncRun | None, *, now: datetime, is_full: bool = False) -> dict[str, int]:
    """Post the issues that no report has told yet, with what the run did where that is worth telling.

    `is_full` tells all open issues again. Without anything new nothing is posted. An issue counts as told once Discord
    has taken the message; who is killed in between repeats one message at most, and of two who report at once one
    posts. Returns numbers by name: messages and issues, or skipped, the issues that wait because no place for reports
    is set.

    :raises UpstreamError: when Discord did not take a message; the server's row says why, the next report tries again.
    :raises Refused: when the webhook's address is none, or cannot be opened; the server's row says so.
    """
    # Whether there is a webhook is seen without opening its address, which may fail.
    servers = DiscordServer.objects.filter(guild=guild).defer("webhook_url")
    server = servers.exclude(webhook_url="", report_channel_id__isnull=True).first()
    if server is None:
        return {"skipped": len(unreported_issues(guild, now=now, is_full=is_full))}
    told = {"messages": 0, "issues": 0}
    try:
        for number in count():
            message = _post_next(server, run if number == 0 else None, now=now, is_full=is_full)
            if message is None:
                break
            told["messages"] += 1
            told["issues"] += len(message.issue_ids)
    except (UpstreamError, Refused) as error:
        DiscordServer.objects.filter(pk=server.pk).update(error=f"{_REPORTS}{error}"[:300])
        raise
    DiscordServer.objects.filter(pk=server.pk, error__startswith=_REPORTS).update(error="")
    return told


@transaction.atomic
def _post_next(server: DiscordServer, run: SyncRun | None, *, now: datetime, is_full: bool) -> Message | None:
    """Post the next message and note whom it told of; None where nothing is left, or somebody else is reporting.

    The server's row is held until that is noted: only that makes sure that two do not post the same.
    """
    rows = DiscordServer.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    held = rows.filter(pk=server.pk).defer("webhook_url").first()
    if held is None:
        return None
    issues = unreported_issues(held.guild, now=now, is_full=is_full)
    messages = issue_embeds(issues, _summary(run, len(issues), now) if run is not None and not _is_told(run) else None)
    if not messages:
        return None
    if held.webhook_url:
        discord.post_webhook(held.webhook_url, messages[0].embeds)
    elif held.report_channel_id:
        discord.post_message(held.report_channel_id, messages[0].embeds)
    AuditIssue.objects.filter(pk__in=messages[0].issue_ids).update(notified_at=now)
    if run is not None:
        SyncStep.objects.filter(run=run, kind=SyncStep.Kind.REPORT).update(counts={"messages": 1})
    return messages[0]


def _is_told(run: SyncRun) -> bool:
    """Say whether a report of this run went out before: its summary is not told twice."""
    return SyncStep.objects.filter(run=run, kind=SyncStep.Kind.REPORT, counts__has_key="messages").exists()


def _summary(run: SyncRun, issues: int, now: datetime) -> Embed | None:
    counts = {"issues": issues}
    for kind, done in run.steps.order_by("due_at", "pk").values_list("kind", "counts"):
        for name, number in done.items():
            if (kind, name) in _TOLD:
                counts[_TOLD[kind, name]] = number
    return summary_embed(run.source, counts, now - run.created_at)
