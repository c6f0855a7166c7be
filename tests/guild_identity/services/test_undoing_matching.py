"""What matching did and an officer undid stays undone, until the undo is undone."""

import pytest

from guild_identity.models import IdentityEvent, LinkProposal, Player, PlayerCharacter, RejectedLink
from guild_identity.services.linking import link_character
from guild_identity.services.matching import run_matching
from guild_identity.services.undoing import preview_undo, undo_event
from tests.factories.characters import GuildFactory
from tests.factories.identity import DiscordUserFactory, member_of
from tests.guild_identity.services.deciding import matching, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return GuildFactory()


def undo_last():
    return undo_event(IdentityEvent.objects.latest("pk"), by=officer("another person"))


def test_a_link_that_an_officer_undid_is_neither_made_nor_proposed_again(guild):
    member_of(guild, "Trogmoon")
    DiscordUserFactory(guild=guild, username="trogmoon")
    run_matching(guild, by=matching())
    undo_last()
    run_matching(guild, by=matching())
    assert not PlayerCharacter.objects.exists()
    assert not LinkProposal.objects.filter(status=LinkProposal.Status.OPEN).exists()
    assert RejectedLink.objects.get().reason == "another person"


def test_alts_that_an_officer_undid_are_not_brought_together_again(guild):
    member_of(guild, "Trogmoon")
    for name in ("Trogbane", "Zulvexa"):
        member_of(guild, name, note="alt of Trogmoon")
    run_matching(guild, by=matching())
    assert PlayerCharacter.objects.count() == 3
    undo_last()
    run_matching(guild, by=matching())
    assert not PlayerCharacter.objects.exists()


def test_an_account_that_matching_gave_and_an_officer_took_back_is_not_given_again(guild):
    trogmoon = member_of(guild, "Trogmoon")
    player = link_character(guild, trogmoon, by=officer())
    user = DiscordUserFactory(guild=guild, username="trogmoon")
    run_matching(guild, by=matching())
    player.refresh_from_db()
    assert player.discord_user == user
    undo_last()
    run_matching(guild, by=matching())
    player.refresh_from_db()
    assert player.discord_user is None


def test_undoing_the_undo_forgets_that_they_do_not_belong_together(guild):
    member_of(guild, "Trogmoon")
    DiscordUserFactory(guild=guild, username="trogmoon")
    run_matching(guild, by=matching())
    undo_last()
    undo_last()
    assert not RejectedLink.objects.exists()
    assert Player.objects.get().links.count() == 1


def test_the_preview_tells_that_it_is_remembered(guild):
    member_of(guild, "Trogmoon")
    DiscordUserFactory(guild=guild, username="trogmoon")
    run_matching(guild, by=matching())
    remembered = "It is remembered that they do not belong together: matching does not bring them together again."
    assert remembered in preview_undo(IdentityEvent.objects.get())


def test_undoing_an_officers_link_says_nothing_about_what_matching_may_do(guild):
    link_character(guild, member_of(guild, "Trogmoon"), by=officer(), discord_user=DiscordUserFactory(guild=guild))
    undo_last()
    assert not RejectedLink.objects.exists()
