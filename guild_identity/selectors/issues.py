"""Issues as they are listed and reported."""

from datetime import datetime

from django.db.models import Q, QuerySet

from characters.models import Guild
from guild_identity.domain.embeds import ReportedIssue
from guild_identity.models import AuditIssue


def open_issues(guild: Guild) -> QuerySet[AuditIssue]:
    """Return the issues that the last check found and nobody has resolved, the newest first."""
    unresolved = AuditIssue.objects.filter(guild=guild, is_present=True, resolved_at__isnull=True)
    related = unresolved.select_related("wow_character__realm", "player", "discord_member")
    return related.order_by("-opened_at", "pk")


def unreported_issues(guild: Guild, *, now: datetime, is_full: bool = False) -> list[ReportedIssue]:
    """Return the open issues that no report has told yet; with `is_full` all that were not told at `now`.

    Names are those of today. Nothing of officer notes is among it.
    """
    untold = Q(notified_at__isnull=True)
    if is_full:
        untold |= Q(notified_at__lt=now)
    return [
        ReportedIssue(
            id=issue.pk,
            issue_type=issue.issue_type,
            label=issue.get_issue_type_display(),
            severity=issue.severity,
            summary=issue.summary,
            character=issue.wow_character.name if issue.wow_character else "",
            player=issue.player.display_name if issue.player else "",
            discord=issue.discord_member.display_name if issue.discord_member else "",
            times_opened=issue.times_opened,
        )
        for issue in open_issues(guild).filter(untold)
    ]
