"""Issues at the desk: by kind, fixed after a preview, resolved with a reason, reopened."""

import pytest

from guild_identity.models import AuditIssue, IdentityEvent, Player
from tests.admin.identity.test_desk_linking import links, sentences


def listed(page):
    return [issue.issue_type for issue, _ in page.context["rows"]]


def fresh(issue):
    return AuditIssue.objects.get(pk=issue.pk)


def test_the_gravest_come_first(desk, at):
    page = desk.get(at("issues/"))
    assert listed(page) == [
        "rank_mismatch", "note_mismatch", "orphan_discord", "orphan_wow", "main_not_linked", "stale_character",
    ]  # fmt: skip
    assert "Unlink and match anew…" in page.text


@pytest.mark.parametrize(
    ("filters", "kinds"),
    [({"kind": "orphan_wow"}, ["orphan_wow"]), ({"state": "gone"}, ["stale_data"]), ({"state": "resolved"}, []),
     ({"kind": "no such kind", "state": "x"}, 6)],
)  # fmt: skip
def test_issues_are_filtered(desk, at, night, filters, kinds):
    AuditIssue.objects.filter(pk=night.issues["orphan_wow"].pk).update(summary="Still here")
    gone = night.issues["orphan_wow"]
    AuditIssue.objects.create(
        guild=night.guild, issue_type="stale_data", severity="info", summary="Gone", is_present=False,
        issue_hash="gone", created_at=gone.created_at, opened_at=gone.opened_at, last_seen_at=gone.last_seen_at,
        resolved_at=gone.opened_at, resolution="no longer found",
    )  # fmt: skip
    found = listed(desk.get(at("issues/"), filters))
    assert len(found) == kinds if isinstance(kinds, int) else found == kinds


def test_a_fix_says_what_it_does_and_closes_the_issue(desk, at, night):
    issue = night.issues["note_mismatch"]
    way = at(f"issues/{issue.pk}/fix/")
    assert sentences(desk.get(way))[0] == "Elfina no longer belongs to Aelf."
    assert fresh(issue).is_present
    done = desk.post(way, follow=True)
    assert "Fixed: unlinked Elfina from Aelf." in done.text and "/undo/" in done.text
    assert (fresh(issue).is_present, fresh(issue).resolved_by.username) == (False, "olga")
    assert ("Elfina", "Aelf") not in links()


def test_a_fix_that_cannot_be_done_says_why(desk, at, night):
    way = at(f"issues/{night.issues['orphan_wow'].pk}/fix/")
    assert "Nobody can put this right but you" in desk.get(way).text
    assert "Nobody can put this right but you" in desk.post(way, follow=True).text


def test_all_of_a_kind_are_fixed_after_a_list_of_what_happens(desk, at, night):
    Player.objects.filter(pk=night.players["Brewbar"].pk).update(main_character=None)
    way = at("issues/fix-all/main_not_linked/")
    page = desk.get(way)
    assert sentences(page) == ["Fixed as listed below: 1."]
    assert "Brewbar becomes the main of Brewbar." in page.text
    assert "1 fixed." in desk.post(way, follow=True).text
    assert Player.objects.get(pk=night.players["Brewbar"].pk).main_character == night.characters["Brewbar"]


def test_a_kind_without_a_fix_has_no_fix_for_all(desk, at):
    assert desk.get(at("issues/fix-all/orphan_wow/")).status_code == 400


def test_resolving_takes_a_reason(desk, at, night):
    issue = night.issues["orphan_wow"]
    way = at(f"issues/{issue.pk}/resolve/")
    assert "as long as checks go on finding it" in desk.get(way).text
    asked = desk.post(way, {"reason": "  "})
    assert (asked.status_code, "Say why" in asked.text, fresh(issue).resolved_at) == (400, True, None)
    desk.post(way, {"reason": "bank character"})
    assert (fresh(issue).resolution, fresh(issue).resolved_by.username) == ("bank character", "olga")
    assert "bank character" in desk.get(at("issues/"), {"state": "resolved"}).text


def test_a_resolved_issue_is_reopened(desk, at, night):
    issue = night.issues["orphan_wow"]
    desk.post(at(f"issues/{issue.pk}/resolve/"), {"reason": "bank"})
    way = at(f"issues/{issue.pk}/reopen/")
    assert "It is open again" in desk.get(way).text
    desk.post(way)
    assert fresh(issue).resolved_at is None
    assert "It is open." in desk.get(way).text
    assert not IdentityEvent.objects.exists()
