"""Proposals, changes and issues over the API: officers decide."""

import pytest

from guild_identity.models import AuditIssue, IdentityEvent, PlayerCharacter, RejectedLink
from tests.factories.identity import AuditIssueFactory, LinkProposalFactory, member_of
from tests.guild_identity.api.routes import send


def results(client, address):
    return client.get(f"/api/identity/{address}").json()["results"]


def test_proposals_come_with_score_target_and_reasons(world, people):
    LinkProposalFactory(guild=world.guild, character=member_of(world.guild, "Sure"), score=0.95)
    first, second = results(world.client("officer"), "proposals")
    assert (first["character"]["name"], second["character"]["name"]) == ("Sure", "Strây")
    assert (second["score"], second["discord"]["id"]) == (0.75, "123456789012345679")
    assert (second["player"], second["other_character"], len(second["reasons"])) == (None, None, 3)


@pytest.mark.parametrize(
    ("query", "count"), [("?min_score=0.8", 0), ("?status=rejected", 0), ("?search=stray", 1), ("?search=x", 0)]
)
def test_proposals_are_filtered(world, people, query, count):
    assert len(results(world.client("officer"), f"proposals{query}")) == count


@pytest.mark.parametrize("query", ["?min_score=2", "?min_score=x", "?min_score=nan", "?status=lost"])
def test_an_unknown_filter_value_of_proposals_is_refused(world, people, query):
    assert world.client("officer").get(f"/api/identity/proposals{query}").status_code == 400


def test_accepting_makes_the_link_once(world, people):
    address = f"identity/proposals/{people.proposal.pk}/accept"
    first = send(world.client("officer"), "post", address, {"reason": "he said so"})
    link = PlayerCharacter.objects.get(character=people.stray)
    assert (first.status_code, first.json()) == (
        200, {"proposal": people.proposal.pk, "status": "accepted", "player": link.player_id},
    )  # fmt: skip
    assert (link.link_source, link.created_by) == ("proposal", world.officer)
    second = send(world.client("officer"), "post", address)
    assert (second.status_code, "accepted already" in second.json()["detail"]) == (409, True)


def test_accepting_what_was_linked_otherwise_is_a_conflict(world, people):
    PlayerCharacter.objects.create(
        player=people.rival, character=people.stray, link_source="manual", confidence=1, created_at=world.now
    )
    answer = send(world.client("officer"), "post", f"identity/proposals/{people.proposal.pk}/accept")
    assert (answer.status_code, "belongs to Rival" in answer.json()["detail"]) == (409, True)


def test_rejecting_is_remembered(world, people):
    address = f"identity/proposals/{people.proposal.pk}/reject"
    assert send(world.client("officer"), "post", address, {"reason": "no"}).json()["status"] == "rejected"
    assert RejectedLink.objects.get().reason == "no"
    assert send(world.client("officer"), "post", address, {"reason": "no"}).status_code == 409


def test_changes_are_listed_newest_first_with_who_and_why(world, people):
    rows = results(world.client("officer"), "events")
    assert [row["summary"] for row in rows][0] == "Ümbrânox linked to Rival"
    assert {row["actor"] for row in rows} == {"olga"}
    only = results(world.client("officer"), f"events?player={people.player.pk}&kind=linked")
    assert [row["player"] for row in only] == [people.player.pk]


@pytest.mark.parametrize("query", ["?kind=x", "?player=x", "?character=-1", f"?player={'9' * 30}"])
def test_an_unknown_filter_value_of_changes_is_refused(world, people, query):
    assert world.client("officer").get(f"/api/identity/events{query}").status_code == 400


def test_a_change_is_undone_once(world, people):
    address = f"identity/events/{people.event.pk}/undo"
    first = send(world.client("officer"), "post", address, {"reason": "wrong"})
    assert (first.status_code, first.json()["kind"], first.json()["reason"]) == (200, "undone", "wrong")
    assert not PlayerCharacter.objects.filter(player=people.rival).exists()
    assert send(world.client("officer"), "post", address).status_code == 409


def test_a_change_that_others_stand_on_is_not_undone(world, people):
    PlayerCharacter.objects.filter(player=people.rival).update(confidence=0.5)
    before = IdentityEvent.objects.count()
    answer = send(world.client("officer"), "post", f"identity/events/{people.event.pk}/undo")
    assert (answer.status_code, "changed later" in answer.json()["detail"]) == (409, True)
    assert IdentityEvent.objects.count() == before


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("?state=all", 4),
        ("?state=resolved", 1),
        ("?state=gone", 1),
        ("?issue_type=orphan_discord", 1),
        ("?severity=error", 1),
        ("?player=1234", 0),
    ],
)
def test_issues_are_filtered(world, people, query, count):
    AuditIssueFactory(guild=world.guild, issue_type="orphan_discord", severity="error")
    AuditIssueFactory(guild=world.guild, resolved_at=world.now)
    AuditIssueFactory(guild=world.guild, is_present=False, resolved_at=world.now)
    assert len(results(world.client("officer"), f"issues{query}")) == count


@pytest.mark.parametrize("query", ["?state=x", "?issue_type=x", "?severity=x", "?character=x"])
def test_an_unknown_filter_value_of_issues_is_refused(world, people, query):
    assert world.client("officer").get(f"/api/identity/issues{query}").status_code == 400


def test_an_issue_is_resolved_once_and_with_a_reason(world, people):
    address = f"identity/issues/{people.issue.pk}/resolve"
    assert send(world.client("officer"), "post", address, {}).status_code == 400
    assert send(world.client("officer"), "post", address, {"reason": " "}).status_code == 400
    row = send(world.client("officer"), "post", address, {"reason": "a bank"}).json()
    assert (row["resolution"], row["resolved_by"], row["is_present"]) == ("a bank", "olga", True)
    assert AuditIssue.objects.get().resolved_by == world.officer
    assert send(world.client("officer"), "post", address, {"reason": "again"}).status_code == 409
