"""What does not add up: by kind, the gravest first; fixed, resolved with a reason, reopened."""

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse

from characters.domain.errors import Refused
from characters.models import Guild
from guild_identity.admin.access import guild_view, officer_of
from guild_identity.admin.desk.changing import NO_REASON, REASON, Change, confirm
from guild_identity.admin.desk.frame import address, chosen, desk_page, page_of, row_of
from guild_identity.models import AuditIssue
from guild_identity.selectors.coverage import SEVERITIES, open_issues
from guild_identity.services.fixes import FIXES, fix_for, fix_issue, preview_fix
from guild_identity.services.issues import reopen_issue, resolve_issue
from guild_identity.services.journal import Decision
from guild_identity.services.many_fixes import AT_ONCE, fix_issues, preview_fixes

KINDS = dict(AuditIssue.Type.choices)
STATES = {"open": "open", "resolved": "resolved by officers", "gone": "gone"}


@guild_view
def issues(request: HttpRequest, guild: Guild) -> HttpResponse:
    """List the issues of a state, grouped by kind."""
    kind, state = chosen(request, "kind", KINDS), chosen(request, "state", STATES) or "open"
    rows = _in_state(guild, state)
    if kind:
        rows = rows.filter(issue_type=kind)
    page = page_of(request, rows)
    context = {
        "tab": "issues",
        "kind": kind,
        "kinds": KINDS,
        "state": state,
        "states": STATES,
        "counts": open_issues(guild),
        "fixable": set(FIXES),
        "issues": page,
        "rows": [(issue, fix_for(issue) if state == "open" else None) for issue in page.object_list],
    }
    return desk_page(request, guild, "issues", "Issues", context)


@guild_view
def fix(request: HttpRequest, guild: Guild, *, issue_id: int) -> HttpResponse:
    """Fix one issue."""
    issue = row_of(_issues(guild), issue_id)

    def do(by: Decision) -> str:
        return f"Fixed: {fix_issue(issue, actor=officer_of(request), now=by.now)}."

    change = Change(
        title=f"{fix_for(issue) or 'Fix'}: {issue.summary}",
        button=fix_for(issue) or "Fix it",
        tab="issues",
        preview=lambda: preview_fix(issue),
        do=do,
        back=address(guild, "issues"),
        reason=NO_REASON,
    )
    return confirm(request, guild, change)


@guild_view
def resolve(request: HttpRequest, guild: Guild, *, issue_id: int) -> HttpResponse:
    """Note that an issue is as it should be."""
    issue = row_of(_issues(guild), issue_id)
    change = Change(
        title=f"Resolve: {issue.summary}",
        button="Resolve it",
        tab="issues",
        preview=lambda: _resolving(issue),
        do=lambda by: _said(resolve_issue(issue, actor=officer_of(request), reason=by.reason, now=by.now)),
        back=address(guild, "issues"),
        reason=REASON,
    )
    return confirm(request, guild, change)


@guild_view
def reopen(request: HttpRequest, guild: Guild, *, issue_id: int) -> HttpResponse:
    """Open an issue again."""
    issue = row_of(_issues(guild), issue_id)
    change = Change(
        title=f"Reopen: {issue.summary}",
        button="Reopen it",
        tab="issues",
        preview=lambda: _reopening(issue),
        do=lambda by: _said(reopen_issue(issue, actor=officer_of(request), now=by.now)),
        done="It is open again.",
        back=address(guild, "issues"),
        reason=NO_REASON,
    )
    return confirm(request, guild, change)


@guild_view
def fix_all(request: HttpRequest, guild: Guild, *, kind: str) -> HttpResponse:
    """Fix the open issues of a kind, so many at once."""
    if kind not in FIXES:
        raise Refused("Issues of this kind have no fix: look at each.")
    rows = list(_in_state(guild, "open").filter(issue_type=kind)[:AT_ONCE])
    planned = preview_fixes(rows)
    doable = [issue for issue, _, refusal in planned if not refusal]

    def do(by: Decision) -> str:
        fixed, refused = fix_issues(rows, actor=officer_of(request), now=by.now)
        return f"{fixed} fixed.{' Not fixed: ' + ' '.join(refused) if refused else ''}"

    change = Change(
        title=f"Fix all: {KINDS[kind]}",
        button=f"Fix {len(doable)}",
        tab="issues",
        preview=lambda: _fixing(len(doable), len(planned)),
        do=do,
        back=address(guild, "issues"),
        reason=NO_REASON,
        listed=[(issue.summary, refusal or " ".join(sentences)) for issue, sentences, refusal in planned],
    )
    return confirm(request, guild, change)


def _issues(guild: Guild) -> QuerySet[AuditIssue]:
    return AuditIssue.objects.filter(guild=guild)


def _in_state(guild: Guild, state: str) -> QuerySet[AuditIssue]:
    conditions = {
        "open": {"is_present": True, "resolved_at__isnull": True},
        "resolved": {"is_present": True, "resolved_at__isnull": False},
        "gone": {"is_present": False},
    }
    gravity = Case(
        *(When(severity=severity, then=Value(place)) for place, severity in enumerate(SEVERITIES)),
        output_field=IntegerField(),
    )
    rows = _issues(guild).filter(**conditions[state]).annotate(gravity=gravity)
    related = ("wow_character__realm", "player", "discord_member", "resolved_by")
    return rows.select_related(*related).order_by("gravity", "issue_type", "-opened_at", "pk")


def _resolving(issue: AuditIssue) -> list[str]:
    if issue.resolved_at is not None:
        raise Refused(f"It is closed already: {issue.resolution}.")
    return [
        "It counts as it should be, as long as checks go on finding it just so.",
        "If it goes away and comes back, it opens again.",
    ]


def _reopening(issue: AuditIssue) -> list[str]:
    if issue.resolved_at is None:
        raise Refused("It is open.")
    if not issue.is_present:
        raise Refused("It is gone. Should a check find it again, it opens by itself.")
    return ["It is open again, and the next report tells of it anew."]


def _fixing(doable: int, planned: int) -> list[str]:
    if not doable:
        raise Refused("None of them can be fixed as things are." if planned else "No issue of this kind is open.")
    sentences = [f"Fixed as listed below: {doable}."]
    if planned > doable:
        sentences.append(f"Cannot be fixed as things are, and stay open: {planned - doable}.")
    if planned == AT_ONCE:
        sentences.append(f"At most {AT_ONCE} are fixed at once: come back for more.")
    return sentences


def _said(issue: AuditIssue) -> str:
    return f"Resolved: {issue.summary}" if issue.resolved_at is not None else f"Open again: {issue.summary}"
