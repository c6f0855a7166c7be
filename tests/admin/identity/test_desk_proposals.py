"""The inbox: accepted and rejected one by one or many at once, filtered, nothing without a preview."""

import pytest

from guild_identity.models import IdentityEvent, LinkProposal, PlayerCharacter, RejectedLink
from tests.admin.identity.test_desk_linking import links, sentences, undo


def listed(page):
    return [proposal.character.name for proposal in page.context["proposals"]]


def status(proposal):
    return LinkProposal.objects.get(pk=proposal.pk).status


def test_the_likeliest_come_first_with_their_reasons(desk, at):
    page = desk.get(at("proposals/"))
    assert listed(page) == ["Cindermaw", "Dûskara", "Ebonhart", "Grimholt", "Brewbar"]
    assert "The note of Cindermaw reads" in page.text and "real name Dana" in page.text
    assert "is the same person as" in page.text


@pytest.mark.parametrize(
    ("filters", "names"),
    [({"rule": "same_name"}, ["Dûskara", "Ebonhart"]), ({"score": "80"}, ["Cindermaw", "Dûskara"]),
     ({"score": "78,5"}, ["Cindermaw", "Dûskara"]), ({"q": "duskara"}, ["Dûskara"]), ({"q": "brumbar"}, ["Brewbar"]),
     ({"rule": "no such rule", "page": "99"}, ["Cindermaw", "Dûskara", "Ebonhart", "Grimholt", "Brewbar"])],
)  # fmt: skip
def test_proposals_are_filtered(desk, at, filters, names):
    assert listed(desk.get(at("proposals/"), filters)) == names


@pytest.mark.parametrize("score", ["many", "-1", "101", "nan"])
def test_a_score_that_is_none_is_refused_in_words(desk, at, score):
    answer = desk.get(at("proposals/"), {"score": score})
    assert answer.status_code == 400
    assert "is no number" in answer.text or "Give a number from 0 to 100" in answer.text


def test_accepting_makes_the_link_with_its_evidence(desk, at, night):
    way = at(f"proposals/{night.proposals['Cindermaw'].pk}/accept/")
    assert sentences(desk.get(way))[0].startswith(
        "A new player “Cinder” is made, with Cindermaw as its main and Cinder"
    )
    before = links()
    done = desk.post(way, follow=True)
    assert "Cindermaw is linked to Cinder." in done.text
    link = PlayerCharacter.objects.get(character=night.characters["Cindermaw"])
    assert (link.link_source, link.confidence, len(link.evidence)) == ("proposal", 0.91, 2)
    undo(desk, done)
    assert links() == before


def test_accepting_that_two_are_one_person_merges_their_players(desk, at, night):
    way = at(f"proposals/{night.proposals['Brewbar'].pk}/accept/")
    assert sentences(desk.get(way)) == ["Brewbar goes to Brûm.", "Brewbar is left without characters and rests."]
    desk.post(way)
    assert ("Brewbar", "Brûm") in links()


def test_accepting_for_a_player_that_is_known_joins_it(desk, at, night):
    way = at(f"proposals/{night.proposals['Grimholt'].pk}/accept/")
    assert sentences(desk.get(way))[0] == "Grimholt is linked to Aelf."
    desk.post(way)
    assert ("Grimholt", "Aelf") in links()


def test_rejecting_is_for_good_and_keeps_the_reason(desk, at, night):
    proposal = night.proposals["Cindermaw"]
    way = at(f"proposals/{proposal.pk}/reject/")
    assert "The two are never proposed again" in desk.get(way).text
    assert "is rejected" in desk.post(way, {"reason": "another Cinder"}, follow=True).text
    assert status(proposal) == "rejected"
    assert RejectedLink.objects.get().reason == "another Cinder"
    assert "is rejected already" in desk.get(way).text
    assert "is rejected already" in desk.post(at(f"proposals/{proposal.pk}/accept/"), follow=True).text


def test_all_above_a_score_are_accepted_after_saying_which(desk, at, night):
    page = desk.get(at("proposals/accept/"), {"score": "78"})
    assert sentences(page) == ["Accepted, the likeliest first: 3. Each can be undone by itself."]
    assert "Cindermaw → Cinder (cinder.maw)" in page.text and "Grimholt" not in page.text
    assert "3 accepted." in desk.post(at("proposals/accept/?score=78"), follow=True).text
    assert [status(night.proposals[name]) for name in ("Cindermaw", "Ebonhart", "Grimholt")] == [
        "accepted", "accepted", "open",
    ]  # fmt: skip
    assert IdentityEvent.objects.count() == 3


def test_what_would_be_refused_is_told_beforehand(desk, at, night):
    PlayerCharacter.objects.create(
        player=night.players["Trog"], character=night.characters["Cindermaw"], link_source="manual", confidence=1,
        created_at=night.guild.created_at,
    )  # fmt: skip
    page = desk.get(at("proposals/accept/"), {"score": "80"})
    assert sentences(page)[1] == "Refused, for the reasons below, and still open then: 1."
    assert "Cindermaw belongs to Trog." in page.text
    done = desk.post(at("proposals/accept/?score=80"), follow=True)
    assert "1 accepted. Not accepted: Cindermaw: Cindermaw belongs to Trog." in done.text


def test_nothing_to_accept_is_said_so(desk, at):
    assert "No open proposal is that likely" in desk.get(at("proposals/accept/"), {"score": "99"}).text
