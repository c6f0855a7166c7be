"""Checking a guild for what does not add up, and keeping the issues in step with what was found."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from characters.models import Guild
from guild_identity.domain.integrity import find_issues, issue_hash, unlooked_types
from guild_identity.domain.issues import Content, Finding, IssuePlan, StoredIssue, content_of, plan_issues
from guild_identity.domain.overlaps import Overlap
from guild_identity.domain.plan import Conflict
from guild_identity.models import AuditIssue
from guild_identity.selectors import overlaps as whereabouts
from guild_identity.selectors.integrity_facts import integrity_facts
from guild_identity.services.locks import locked_guild

# How far back it counts that two characters of one player were in two places at once.
LOOK_BACK = timedelta(days=60)
NO_LONGER_FOUND = "no longer found"
CONTENT = ["severity", "summary", "details", "wow_character", "discord_member", "player"]
BATCH = 500


@transaction.atomic
def run_integrity_check(
    guild: Guild,
    *,
    now: datetime,
    overlaps: tuple[Overlap, ...] | None = None,
    conflicts: tuple[Conflict, ...] | None = None,
) -> dict[str, int]:
    """Check a guild and bring its issues up to date.

    Overlaps are looked for where none are given; without conflicts those that are known stay as they are. Two checks
    at once wait for one another, and a second one changes nothing. Returns numbers by name: opened, reopened, closed
    and issues, which are those that are unresolved now.
    """
    locked_guild(guild.pk)
    if overlaps is None:
        overlaps = whereabouts.overlaps(guild, since=now - LOOK_BACK)
    facts = integrity_facts(guild, now=now, overlaps=overlaps, conflicts=conflicts)
    findings = find_issues(facts, now)
    plan = plan_issues(_stored(guild, findings), findings, unlooked_types(facts))
    _apply(guild, plan, now)
    return {
        "opened": len(plan.opened),
        "reopened": len(plan.reopened),
        "closed": len(plan.closed),
        "issues": AuditIssue.objects.filter(guild=guild, is_present=True, resolved_at__isnull=True).count(),
    }


def _stored(guild: Guild, findings: Iterable[Finding]) -> list[StoredIssue]:
    found = [issue_hash(finding) for finding in findings]
    rows = AuditIssue.objects.filter(Q(is_present=True) | Q(issue_hash__in=found), guild=guild).order_by("pk")
    content = ("severity", "summary", "details", "wow_character_id", "discord_member_id", "player_id")
    columns = ("pk", "issue_type", "issue_hash", "is_present", *content)
    return [
        StoredIssue(pk, issue_type, key, is_present, Content(*shown))
        for pk, issue_type, key, is_present, *shown in rows.values_list(*columns)
    ]


def _apply(guild: Guild, plan: IssuePlan, now: datetime) -> None:
    issues = AuditIssue.objects.filter(guild=guild)
    # A row that goes on existing is written whole by an upsert: far cheaper than an update with a case per row.
    changed = [_row(guild, finding, now) for finding in plan.changed]
    AuditIssue.objects.bulk_create(
        changed, BATCH, update_conflicts=True, unique_fields=["guild", "issue_hash"], update_fields=CONTENT
    )
    issues.filter(pk__in=plan.reopened).update(
        is_present=True,
        times_opened=F("times_opened") + 1,
        opened_at=now,
        last_seen_at=now,
        resolved_at=None,
        resolved_by=None,
        resolution="",
        notified_at=None,
    )
    issues.filter(pk__in=plan.seen).update(last_seen_at=now)
    closed = issues.filter(pk__in=plan.closed)
    closed.filter(resolved_at__isnull=True).update(resolved_at=now, resolution=NO_LONGER_FOUND)
    closed.update(is_present=False)
    AuditIssue.objects.bulk_create([_row(guild, finding, now) for finding in plan.opened], BATCH)


def _row(guild: Guild, finding: Finding, now: datetime) -> AuditIssue:
    content = content_of(finding)
    return AuditIssue(
        guild=guild,
        issue_type=finding.issue_type,
        issue_hash=issue_hash(finding),
        severity=content.severity,
        summary=content.summary,
        details=content.details,
        wow_character_id=content.character_id,
        discord_member_id=content.discord_user_id,
        player_id=content.player_id,
        created_at=now,
        opened_at=now,
        last_seen_at=now,
    )
