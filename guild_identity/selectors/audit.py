"""Issues as officers list them: open, resolved or gone."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from characters.models import Guild
from characters.selectors.member_filters import one_of
from guild_identity.models import AuditIssue
from guild_identity.selectors.history import wanted_id

Row = dict[str, Any]
STATES: dict[str, dict[str, Any]] = {
    "open": {"is_present": True, "resolved_at__isnull": True},
    "resolved": {"is_present": True, "resolved_at__isnull": False},
    "gone": {"is_present": False},
    "all": {},
}


def issues(guild: Guild, wanted: Mapping[str, str] | None = None) -> QuerySet[AuditIssue]:
    """Return a guild's issues, the newest first.

    `wanted` holds filters: state (open without it, resolved, gone, all), issue_type, severity, and player or character
    by id.

    :raises Refused: for an unknown filter value.
    """
    wanted = wanted or {}
    state = one_of("state", (wanted.get("state") or "").strip() or "open", STATES)
    found = AuditIssue.objects.filter(guild=guild, **STATES[state])
    for name, known in (("issue_type", AuditIssue.Type.values), ("severity", AuditIssue.Severity.values)):
        if word := (wanted.get(name) or "").strip():
            found = found.filter(**{name: one_of(name, word, known)})
    for name, column in (("player", "player_id"), ("character", "wow_character_id")):
        if (pk := wanted_id(name, wanted)) is not None:
            found = found.filter(**{column: pk})
    return found.select_related("resolved_by").order_by("-opened_at", "pk")


def issue_row(issue: AuditIssue) -> Row:
    """Return an issue as plain values, for officers: its details may quote officer notes."""
    fields = (
        "issue_type", "severity", "summary", "details", "is_present", "times_opened", "opened_at", "last_seen_at",
        "resolved_at", "resolution",
    )  # fmt: skip
    return {
        "id": issue.pk,
        **{name: getattr(issue, name) for name in fields},
        "character": issue.wow_character_id,
        "discord_user": issue.discord_member_id,
        "player": issue.player_id,
        "resolved_by": issue.resolved_by.get_username() if issue.resolved_by else None,
    }
