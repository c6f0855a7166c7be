"""Characters that move to another guild: who may take them over, and who learns of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from characters.domain.errors import Refused
from characters.models import GuildMember, UserCharacter
from guild_identity.models import IdentityEvent, LinkProposal, PlayerCharacter
from guild_identity.selectors.conflicts import known_conflicts
from guild_identity.services.linking import link_character
from guild_identity.services.matching import run_matching
from guild_identity.services.previews import preview_link
from guild_identity.services.proposals import accept_all, accept_proposal
from guild_identity.services.rehearsals import preview_accept, rehearse_accept_all
from tests.factories.characters import CharacterFactory, GuildFactory, GuildMemberFactory, UserFactory
from tests.factories.identity import (
    DiscordUserFactory,
    LinkProposalFactory,
    PlayerCharacterFactory,
    PlayerFactory,
    member_of,
)
from tests.guild_identity.services.deciding import NOW, matching, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return GuildFactory(name="Here")


@pytest.fixture
def there():
    return GuildFactory(name="There")


@pytest.fixture
def mover(here, there):
    """Return a member here who left the other guild, where an officer linked the character to Secret."""
    character = CharacterFactory(name="Trogmoon")
    GuildMemberFactory(guild=there, character=character, left_at=NOW)
    GuildMemberFactory(guild=here, character=character)
    player = PlayerFactory(guild=there, display_name="Secret", main_character=character)
    PlayerCharacterFactory(player=player, character=character, link_source="manual", confidence=1.0)
    return character


def holder(character):
    link = PlayerCharacter.objects.select_related("player__guild").get(character=character)
    return link.player.guild.name, link.link_source


def come_back(guild, character):
    GuildMember.objects.filter(guild=guild, character=character).update(left_at=None)


def refusal(guild, character, player, **how):
    """Return why linking is refused, by the service and by the preview alike, without a name of the other guild."""
    with pytest.raises(Refused) as told:
        link_character(guild, character, by=officer(), player=player, **how)
    with pytest.raises(Refused) as foretold:
        preview_link(guild, character, player=player, **how)
    assert str(told.value) == str(foretold.value)
    assert "Secret" not in str(told.value)
    return str(told.value)


def test_an_officer_moves_whoever_left_the_other_guild_and_both_guilds_are_told(here, there, mover):
    actor = UserFactory(username="boss")
    link_character(
        here, mover, by=officer("from his officer note", actor), player=PlayerFactory(guild=here), is_moving=True
    )
    assert holder(mover) == ("Here", "manual")
    former = there.players.get()
    assert (former.main_character, former.is_active) == (None, False)
    told = IdentityEvent.objects.get(guild=there)
    assert (told.kind, told.summary) == ("unlinked", "Trogmoon left Secret for another guild")
    assert (told.actor, told.reason) == (None, "")
    assert IdentityEvent.objects.get(guild=here).actor == actor
    mover.refresh_from_db()
    assert mover.person_key == f"player-{mover.player_link.player_id}"


def test_without_moving_it_is_refused_and_no_name_is_told(here, mover):
    assert "belongs to a player of another guild" in refusal(here, mover, PlayerFactory(guild=here))


def test_who_is_a_member_there_still_stays(here, there, mover):
    come_back(there, mover)
    assert "is a member there still" in refusal(here, mover, PlayerFactory(guild=here), is_moving=True)
    assert holder(mover) == ("There", "manual")


def test_who_has_left_this_guild_for_the_other_one_is_not_taken_back(here, there, mover):
    come_back(there, mover)
    GuildMember.objects.filter(guild=here).update(left_at=NOW)
    refusal(here, mover, PlayerFactory(guild=here), is_moving=True)
    GuildMember.objects.filter(guild=there).update(left_at=NOW)
    assert "is no member of Here now" in refusal(here, mover, PlayerFactory(guild=here), is_moving=True)


def test_what_a_login_proved_no_other_guild_moves(here, mover):
    PlayerCharacter.objects.update(link_source="verified")
    assert "as a login has proven" in refusal(here, mover, PlayerFactory(guild=here), is_moving=True)


def test_both_guilds_are_locked_in_the_order_of_their_ids(here, there, mover):
    with CaptureQueriesContext(connection) as queries:
        link_character(here, mover, by=officer(), player=PlayerFactory(guild=here), is_moving=True)
    locking = next(query["sql"] for query in queries if "characters_guild" in query["sql"] and "IN (" in query["sql"])
    assert f"{here.pk}" in locking and f"{there.pk}" in locking and "ORDER BY" in locking


@pytest.mark.parametrize("source", ["name", "manual", "verified"])
def test_matching_leaves_whoever_is_a_member_there_still(here, there, mover, source):
    come_back(there, mover)
    PlayerCharacter.objects.update(link_source=source)
    for guild in (here, there):
        DiscordUserFactory(guild=guild, username="trogmoon")
    for guild in (here, there, here):
        run_matching(guild, by=matching())
        assert holder(mover) == ("There", source)
    assert not LinkProposal.objects.exists()


@pytest.mark.parametrize("source", ["manual", "proposal", "verified"])
def test_matching_shows_officers_a_firm_link_of_the_other_guild_and_leaves_it(here, mover, source):
    PlayerCharacter.objects.update(link_source=source)
    DiscordUserFactory(guild=here, username="trogmoon")
    run_matching(here, by=matching())
    assert holder(mover) == ("There", source)
    (conflict,) = known_conflicts(here)
    assert (conflict.kind, conflict.character_id) == ("kept_elsewhere", mover.pk)
    assert "Secret" not in conflict.text


def test_a_guess_of_the_guild_that_somebody_left_gives_way_and_leaves_its_player_in_order(here, there, mover):
    PlayerCharacter.objects.update(link_source="name")
    DiscordUserFactory(guild=here, username="trogmoon")
    run_matching(here, by=matching())
    assert holder(mover) == ("Here", "name")
    assert there.players.get().main_character is None
    assert known_conflicts(here) == ()


def test_a_login_that_proves_others_here_takes_a_firm_link_over(here, mover):
    PlayerCharacter.objects.update(link_source="verified")
    alt, user = member_of(here, "Zulvexa"), UserFactory()
    for character in (mover, alt):
        UserCharacter.objects.create(user=user, character=character, is_verified=True, added_at=NOW)
    run_matching(here, by=matching())
    assert holder(mover) == ("Here", "verified")
    assert known_conflicts(here) == ()


def test_an_alt_of_somebody_whom_the_other_guild_keeps_is_not_made_a_player_with_it(here, mover):
    alt = member_of(here, "Zulvexa", note="alt of Trogmoon")
    run_matching(here, by=matching())
    assert not PlayerCharacter.objects.filter(character=alt).exists()
    assert not here.players.exists()


def test_accepting_a_proposal_takes_over_a_guess_and_nothing_firmer(here, mover):
    proposal = LinkProposalFactory(guild=here, character=mover, score=0.9)
    told = "Trogmoon belongs to a player of another guild"
    for refused in (preview_accept, lambda row: accept_proposal(row, by=officer())):
        with pytest.raises(Refused, match=told):
            refused(proposal)
    assert [why for _, why in rehearse_accept_all(here, at_least=0.5).refused] == [f"{told}."]
    assert accept_all(here, at_least=0.5, by=officer())[0] == 0
    PlayerCharacter.objects.update(link_source="name")
    assert preview_accept(proposal)[0] == "Trogmoon leaves a player of another guild."
    assert len(rehearse_accept_all(here, at_least=0.5).accepted) == 1
    accept_proposal(proposal, by=officer())
    assert holder(mover) == ("Here", "proposal")


def test_accepting_that_two_are_one_does_not_reach_into_the_other_guild(here, mover):
    proposal = LinkProposalFactory(
        guild=here, character=member_of(here, "Zulvexa"), discord_user=None, other_character=mover, score=0.9
    )
    for refused in (preview_accept, lambda row: accept_proposal(row, by=officer())):
        with pytest.raises(Refused, match="Trogmoon belongs to a player of another guild"):
            refused(proposal)
    assert rehearse_accept_all(here, at_least=0.5).refused[0][1] == "Trogmoon belongs to a player of another guild."
