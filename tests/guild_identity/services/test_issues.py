"""What officers say about issues."""

from datetime import UTC, datetime, timedelta

import pytest

from characters.domain.errors import Refused
from guild_identity.services.issues import close_fixed, reopen_issue, resolve_issue
from tests.factories.characters import UserFactory
from tests.factories.identity import AuditIssueFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def test_resolving_notes_who_when_and_why():
    issue, officer = AuditIssueFactory(), UserFactory()
    resolve_issue(issue, actor=officer, reason="  the guild's\n bank ", now=NOW)
    issue.refresh_from_db()
    assert (issue.resolved_by, issue.resolved_at, issue.resolution) == (officer, NOW, "the guild's bank")
    assert issue.is_present


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_resolving_takes_a_reason(reason):
    with pytest.raises(Refused, match="Say why"):
        resolve_issue(AuditIssueFactory(), actor=UserFactory(), reason=reason, now=NOW)


def test_what_is_closed_cannot_be_resolved_again():
    issue = AuditIssueFactory(resolved_at=NOW, resolution="no longer found", is_present=False)
    with pytest.raises(Refused, match="no longer found"):
        resolve_issue(issue, actor=UserFactory(), reason="fine", now=LATER)


def test_reopening_takes_the_word_back_and_lets_reports_tell_again():
    issue = AuditIssueFactory(notified_at=NOW)
    resolve_issue(issue, actor=UserFactory(), reason="fine", now=NOW)
    reopen_issue(issue, actor=UserFactory(username="anna"), now=LATER)
    issue.refresh_from_db()
    assert (issue.resolved_at, issue.resolved_by, issue.notified_at) == (None, None, None)
    assert (issue.times_opened, issue.opened_at, issue.resolution) == (2, LATER, "reopened by anna")


@pytest.mark.parametrize(
    ("fields", "words"), [({}, "It is open"), ({"resolved_at": NOW, "is_present": False}, "It is gone")]
)
def test_only_what_is_resolved_and_still_there_is_reopened(fields, words):
    with pytest.raises(Refused, match=words):
        reopen_issue(AuditIssueFactory(**fields), actor=UserFactory(), now=LATER)


def test_what_was_fixed_counts_as_gone():
    issue, officer = AuditIssueFactory(), UserFactory()
    close_fixed(issue, actor=officer, what="gave Member on Discord", now=NOW)
    issue.refresh_from_db()
    assert (issue.is_present, issue.resolved_by) == (False, officer)
    assert issue.resolution == "fixed: gave Member on Discord"
