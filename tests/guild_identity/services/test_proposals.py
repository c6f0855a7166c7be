"""What officers decide about proposals."""

import pytest

from characters.domain.errors import Refused
from guild_identity.models import IdentityEvent, LinkProposal, Player, PlayerCharacter, RejectedLink
from guild_identity.services.linking import link_character
from guild_identity.services.proposals import accept_all, accept_proposal, reject_proposal
from guild_identity.services.undoing import undo_event
from tests.factories.characters import GuildFactory
from tests.factories.identity import DiscordUserFactory, LinkProposalFactory, PlayerFactory, member_of
from tests.guild_identity.services.deciding import officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return GuildFactory()


def propose(guild, character, **fields):
    return LinkProposalFactory(guild=guild, character=character, **fields)


def test_accepting_links_with_the_proposals_evidence(guild):
    evidence = [{"rule": "fuzzy", "weight": 0.8, "text": "The names are alike.", "is_private": False}]
    proposal = propose(guild, member_of(guild, "Trogmoon"), evidence=evidence, score=0.8)
    accept_proposal(proposal, by=officer())
    link = PlayerCharacter.objects.get()
    assert (link.link_source, link.confidence, link.evidence) == ("proposal", 0.8, evidence)
    assert link.player.discord_user == proposal.discord_user
    proposal.refresh_from_db()
    assert proposal.status == LinkProposal.Status.ACCEPTED


def test_accepting_one_settles_the_characters_others(guild):
    trogmoon = member_of(guild, "Trogmoon")
    chosen, other = propose(guild, trogmoon), propose(guild, trogmoon)
    accept_proposal(chosen, by=officer())
    other.refresh_from_db()
    assert other.status == LinkProposal.Status.OUTDATED
    with pytest.raises(Refused, match="outdated already"):
        accept_proposal(other, by=officer())


def test_two_unlinked_characters_become_one_player(guild):
    alt, main = member_of(guild, "Trogbane"), member_of(guild, "Trogmoon")
    player = accept_proposal(propose(guild, alt, discord_user=None, other_character=main), by=officer())
    assert set(player.links.values_list("character__name", flat=True)) == {"Trogbane", "Trogmoon"}
    assert player.main_character == main


def test_two_players_become_one(guild):
    alt, main = member_of(guild, "Trogbane"), member_of(guild, "Trogmoon")
    kept = link_character(guild, main, by=officer(), discord_user=DiscordUserFactory(guild=guild))
    link_character(guild, alt, by=officer())
    assert accept_proposal(propose(guild, alt, discord_user=None, other_character=main), by=officer()) == kept
    assert kept.links.count() == 2


def test_rejecting_is_remembered_for_good(guild):
    proposal = propose(guild, member_of(guild, "Trogmoon"))
    reject_proposal(proposal, by=officer("another Trog"))
    rejected = RejectedLink.objects.get()
    assert (rejected.discord_user, rejected.reason) == (proposal.discord_user, "another Trog")
    with pytest.raises(Refused, match="rejected already"):
        accept_proposal(proposal, by=officer())


def test_rejecting_a_player_rejects_its_discord_user_or_its_main(guild):
    with_discord = link_character(
        guild, member_of(guild, "Mirel"), by=officer(), discord_user=DiscordUserFactory(guild=guild)
    )
    without = link_character(guild, member_of(guild, "Kaldrun"), by=officer())
    trogmoon = member_of(guild, "Trogmoon")
    for player in (with_discord, without):
        reject_proposal(propose(guild, trogmoon, discord_user=None, player=player), by=officer())
    assert set(RejectedLink.objects.values_list("discord_user", "other_character")) == {
        (with_discord.discord_user.pk, None),
        (None, without.main_character.pk),
    }


def test_accepting_all_takes_the_likeliest_of_each_character_above_the_score(guild):
    trogmoon, mirel = member_of(guild, "Trogmoon"), member_of(guild, "Mirel")
    best = propose(guild, trogmoon, score=0.9)
    propose(guild, trogmoon, score=0.85)
    propose(guild, mirel, score=0.5)
    assert accept_all(guild, at_least=0.8, by=officer()) == (1, [])
    assert Player.objects.get().discord_user == best.discord_user


def test_one_that_is_refused_does_not_stop_the_others(guild):
    taken = member_of(guild, "Trogmoon")
    propose(guild, taken, score=0.95)
    propose(guild, member_of(guild, "Mirel"), score=0.9)
    proposals = LinkProposal.objects.filter(character=taken)
    link_character(guild, taken, by=officer())
    proposals.update(status=LinkProposal.Status.OPEN)
    accepted, refused = accept_all(guild, at_least=0.8, by=officer())
    assert accepted == 1
    assert "Trogmoon belongs to" in refused[0]


def test_an_accepted_proposal_can_be_undone(guild):
    accept_proposal(propose(guild, member_of(guild, "Trogmoon")), by=officer())
    undo_event(Player.objects.get().events.get(), by=officer())
    assert not Player.objects.exists()


def test_a_rejection_is_written_down_and_can_be_undone(guild):
    proposal = propose(guild, member_of(guild, "Trogmoon"))
    reject_proposal(proposal, by=officer("another Trog"))
    event = IdentityEvent.objects.get()
    assert (event.kind, event.reason, event.character) == ("rejected", "another Trog", proposal.character)
    assert event.summary == f"Proposal rejected: Trogmoon and {proposal.discord_user}"
    undo_event(event, by=officer())
    assert not RejectedLink.objects.exists()


def test_rejecting_a_player_of_whom_nothing_is_known_leaves_nothing_to_remember(guild):
    proposal = propose(guild, member_of(guild, "Trogbane"), discord_user=None, player=PlayerFactory(guild=guild))
    reject_proposal(proposal, by=officer())
    proposal.refresh_from_db()
    assert (proposal.status, RejectedLink.objects.count()) == ("rejected", 0)


def test_a_character_is_never_remembered_as_not_being_itself(guild):
    trogbane = member_of(guild, "Trogbane")
    player = PlayerFactory(guild=guild, main_character=trogbane)
    reject_proposal(propose(guild, trogbane, discord_user=None, player=player), by=officer())
    assert not RejectedLink.objects.exists()
