"""Findings of a check, and what they mean for the issues that are stored: one row per hash, for ever."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

LONGEST_SUMMARY = 300
Details = dict[str, Any]


class Severity(StrEnum):
    """How much an issue matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not add up.

    `key` holds ids that make it the same thing the next time, whatever the words are. `details` holds plain JSON
    values; `details["private"]` is for officers only, and `summary` never holds anything of it. `fix` says what an
    officer can have done about it at once; it is empty where there is no such thing.
    """

    issue_type: str
    severity: Severity
    key: tuple[str, ...]
    summary: str
    character_id: int | None = None
    discord_user_id: int | None = None
    player_id: int | None = None
    details: Details = field(default_factory=dict)
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What is shown of an issue, and may change while it stays the same issue."""

    severity: str
    summary: str
    details: Details
    character_id: int | None
    discord_user_id: int | None
    player_id: int | None


@dataclass(frozen=True, slots=True)
class StoredIssue:
    """An issue as it is stored. `is_present`: the last check found it, whether or not an officer resolved it."""

    id: int
    issue_type: str
    issue_hash: str
    is_present: bool
    content: Content


@dataclass(frozen=True, slots=True)
class IssuePlan:
    """What to do with the rows. `changed` are those among the `seen` and `reopened` that show something else now."""

    opened: tuple[Finding, ...] = ()
    reopened: tuple[int, ...] = ()
    changed: tuple[Finding, ...] = ()
    seen: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()


def issue_hash(finding: Finding) -> str:
    """Compute the digest that makes a finding the same issue the next time. The words do not matter."""
    return sha256("\0".join((finding.issue_type, *finding.key)).encode()).hexdigest()


def content_of(finding: Finding) -> Content:
    """Return what is shown of a finding."""
    return Content(
        finding.severity.value,
        finding.summary,
        finding.details,
        finding.character_id,
        finding.discord_user_id,
        finding.player_id,
    )


def plan_issues(
    stored: Iterable[StoredIssue], findings: Iterable[Finding], unlooked: Collection[str] = ()
) -> IssuePlan:
    """Decide what a check's findings mean for the stored issues.

    Found for the first time: opened. Found again after it was gone: reopened. Found without interruption: seen; who
    resolved it is not asked again. No longer found: closed, but for the types in `unlooked`, which the check did not
    look for.
    """
    found = {issue_hash(finding): finding for finding in findings}
    known = {issue.issue_hash: issue for issue in stored}
    again = {key: issue for key, issue in known.items() if key in found}
    gone = [issue for key, issue in known.items() if key not in found and issue.is_present]
    return IssuePlan(
        opened=tuple(finding for key, finding in found.items() if key not in known),
        reopened=tuple(issue.id for issue in again.values() if not issue.is_present),
        changed=tuple(found[key] for key, issue in again.items() if issue.content != content_of(found[key])),
        seen=tuple(issue.id for issue in again.values() if issue.is_present),
        closed=tuple(issue.id for issue in gone if issue.issue_type not in unlooked),
    )
