"""What matching reads of a guild from the database."""

import pytest

from guild_identity.domain.matching import match
from guild_identity.models import LinkProposal, Player
from guild_identity.selectors.facts import guild_facts
from guild_identity.services.linking import link_character
from guild_identity.services.matching import run_matching
from guild_identity.services.players import add_further_discord
from guild_identity.services.proposals import accept_proposal, reject_proposal
from tests.factories.characters import GuildFactory
from tests.factories.identity import DiscordUserFactory, PlayerFactory, member_of
from tests.guild_identity.services.deciding import NOW, matching, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return GuildFactory()


@pytest.fixture
def left(guild):
    """Return the player of Trogmoon, whose account has left, in a guild where somebody else is called Trogmoon."""
    account = DiscordUserFactory(guild=guild, username="mikel")
    player = link_character(guild, member_of(guild, "Trogmoon"), by=officer(), discord_user=account)
    account.is_present, account.removed_at = False, NOW
    account.save()
    DiscordUserFactory(guild=guild, username="trogmoon")
    return player


def test_an_account_that_left_is_nobody_to_be_matched_with(guild, left):
    facts = guild_facts(guild)
    assert [user.username for user in facts.discord_users] == ["trogmoon"]
    assert [player.discord_user_id for player in facts.players] == [left.discord_user_id]


def test_whoever_may_be_a_player_whose_account_left_is_proposed_for_the_player(guild, left):
    alt = member_of(guild, "Zulvexa", note="alt of Trogmoon")
    asked = {(made.player_id, made.discord_user_id) for made in match(guild_facts(guild)).proposals}
    assert (left.pk, None) in asked
    run_matching(guild, by=matching())
    assert accept_proposal(LinkProposal.objects.get(character=alt, player=left), by=officer()) == left
    assert left.links.count() == 2


def test_what_was_rejected_of_an_account_that_left_is_not_proposed_again(guild, left):
    alt = member_of(guild, "Zulvexa", note="alt of Trogmoon")
    run_matching(guild, by=matching())
    reject_proposal(LinkProposal.objects.get(character=alt, player=left), by=officer())
    run_matching(guild, by=matching())
    assert not LinkProposal.objects.filter(character=alt, player=left, status="open").exists()
    assert not Player.objects.get(pk=left.pk).links.filter(character=alt).exists()


def test_further_accounts_of_a_player_are_known_and_get_no_player_of_their_own():
    guild = GuildFactory()
    first, second = (DiscordUserFactory(guild=guild, username=name) for name in ("trogmoon", "rivermane"))
    player = PlayerFactory(guild=guild, discord_user=first)
    add_further_discord(player, second, by=officer())
    character = member_of(guild, "Rivermane")
    [known] = guild_facts(guild).players
    assert (known.discord_user_id, known.further_discord_ids) == (first.pk, (second.pk,))
    run_matching(guild, by=matching())
    character.refresh_from_db()
    assert character.player_link.player == player
    assert not hasattr(second, "player")
