"""Fixing many issues of one kind at once: what would be done, and doing it one by one."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User

from characters.domain.errors import Refused, UpstreamError
from guild_identity.models import AuditIssue
from guild_identity.services.fixes import fix_issue, preview_fix

# Each may ask Discord, whose answers a person waits for.
AT_ONCE = 25


def preview_fixes(issues: Iterable[AuditIssue]) -> list[tuple[AuditIssue, list[str], str]]:
    """Return for each issue what its fix would do, or why it cannot be done."""
    rows = []
    for issue in issues:
        try:
            rows.append((issue, preview_fix(issue), ""))
        except Refused as refusal:
            rows.append((issue, [], str(refusal)))
    return rows


def fix_issues(issues: Iterable[AuditIssue], *, actor: User, now: datetime) -> tuple[int, list[str]]:
    """Fix what can be fixed. Return how many were, and why others were not; those stay open."""
    fixed, refused = 0, []
    for issue in issues:
        try:
            fix_issue(issue, actor=actor, now=now)
            fixed += 1
        except (Refused, UpstreamError) as failure:
            refused.append(f"{issue.summary} {failure}")
    return fixed, refused
