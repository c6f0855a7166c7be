"""What one guild was told of a character does not bind another."""

import pytest

from characters.models import GuildMember
from guild_identity.models import LinkProposal, PlayerCharacter, RejectedLink
from guild_identity.services.linking import link_character, unlink_character
from guild_identity.services.matching import run_matching
from guild_identity.services.players import merge_players
from guild_identity.services.proposals import reject_proposal
from tests.factories.characters import CharacterFactory, GuildFactory, GuildMemberFactory
from tests.factories.identity import LinkProposalFactory, MemberNoteFactory
from tests.guild_identity.services.deciding import NOW, matching, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return GuildFactory(name="Here")


@pytest.fixture
def there():
    return GuildFactory(name="There")


@pytest.fixture
def pair():
    return CharacterFactory(name="Trogmoon"), CharacterFactory(name="Zulvexa")


def join(guild, *characters, note=""):
    for character in characters:
        GuildMemberFactory(guild=guild, character=character)
        if note:
            MemberNoteFactory(guild=guild, character=character, note=note)


def reject(guild, character, other):
    RejectedLink.objects.create(guild=guild, character=character, other_character=other, rejected_at=NOW)


def test_what_waits_in_the_guild_that_two_have_left_does_not_keep_them_from_being_proposed_anew(here, there, pair):
    join(there, *pair, note="Couzia")
    run_matching(there, by=matching())
    GuildMember.objects.filter(guild=there).update(left_at=NOW)
    join(here, *pair, note="Couzia")
    assert run_matching(here, by=matching())["proposals"] == 1
    assert set(LinkProposal.objects.values_list("guild__name", "status")) == {("Here", "open"), ("There", "open")}


def test_an_unlink_is_remembered_even_if_another_guild_rejected_the_same_two(here, there, pair):
    main, alt = pair
    reject(there, alt, main)
    join(here, main)
    join(here, alt, note="alt of Trogmoon")
    run_matching(here, by=matching())
    unlink_character(alt.player_link, by=officer())
    assert RejectedLink.objects.filter(guild=here, character=alt, other_character=main).exists()
    run_matching(here, by=matching())
    assert not PlayerCharacter.objects.filter(character=alt).exists()


def test_a_proposal_can_be_rejected_where_another_guild_rejected_the_same_two(here, there, pair):
    main, alt = pair
    reject(there, alt, main)
    reject_proposal(
        LinkProposalFactory(guild=here, character=alt, discord_user=None, other_character=main), by=officer()
    )
    assert RejectedLink.objects.filter(guild=here).count() == 1


def test_linking_and_merging_leave_what_another_guild_remembers(here, there, pair):
    main, alt = pair
    join(here, *pair)
    reject(there, alt, main)
    waiting = LinkProposalFactory(guild=there, character=alt)
    players = [link_character(here, character, by=officer()) for character in pair]
    merge_players(*players, by=officer())
    assert RejectedLink.objects.filter(guild=there).count() == 1
    waiting.refresh_from_db()
    assert waiting.status == LinkProposal.Status.OPEN
