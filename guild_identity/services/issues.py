"""What officers say about issues: that one is as it should be, or that it is open after all."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from characters.domain.errors import Refused
from guild_identity.models import AuditIssue

LONGEST_REASON = 200


@transaction.atomic
def resolve_issue(issue: AuditIssue, *, actor: User, reason: str, now: datetime) -> AuditIssue:
    """Note that an issue is as it should be. It stays resolved as long as checks find it without interruption.

    :raises Refused: when no reason is given, or the issue is resolved or gone already.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise Refused("Say why this is no issue: whoever looks at it next wants to know.")
    stored = _locked(issue)
    if stored.resolved_at is not None:
        raise Refused(f"It is closed already: {stored.resolution}.")
    return _close(stored, actor, reason, now)


@transaction.atomic
def reopen_issue(issue: AuditIssue, *, actor: User, now: datetime) -> AuditIssue:
    """Open an issue again that somebody resolved; reports tell of it anew.

    :raises Refused: when it is open, or the last check did not find it any more.
    """
    stored = _locked(issue)
    if stored.resolved_at is None:
        raise Refused("It is open.")
    if not stored.is_present:
        raise Refused("It is gone. Should a check find it again, it opens by itself.")
    stored.resolved_at, stored.resolved_by = None, None
    stored.resolution = f"reopened by {actor.get_username()}"[:LONGEST_REASON]
    stored.opened_at, stored.notified_at = now, None
    stored.times_opened += 1
    stored.save(update_fields=["resolved_at", "resolved_by", "resolution", "opened_at", "notified_at", "times_opened"])
    return stored


@transaction.atomic
def close_fixed(issue: AuditIssue, *, actor: User, what: str, now: datetime) -> AuditIssue:
    """Note that what an issue was about is put right. It counts as gone: a check that finds it again reopens it."""
    stored = _locked(issue)
    stored.is_present = False
    stored.save(update_fields=["is_present"])
    return _close(stored, actor, f"fixed: {what}", now)


def _locked(issue: AuditIssue) -> AuditIssue:
    return AuditIssue.objects.select_for_update(of=("self",)).get(pk=issue.pk)


def _close(stored: AuditIssue, actor: User, reason: str, now: datetime) -> AuditIssue:
    stored.resolved_at, stored.resolved_by, stored.resolution = now, actor, reason[:LONGEST_REASON]
    stored.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    return stored
