"""Linking characters to players by hand, and taking links away."""

import pytest
from django.db import IntegrityError, transaction

from characters.domain.errors import Refused
from guild_identity.models import IdentityEvent, LinkProposal, Player, PlayerCharacter, RejectedLink
from guild_identity.services.linking import link_character, unlink_character
from tests.factories.characters import CharacterFactory, GuildFactory
from tests.factories.identity import (
    DiscordUserFactory,
    LinkProposalFactory,
    PlayerCharacterFactory,
    PlayerFactory,
    member_of,
)
from tests.guild_identity.services.deciding import officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return GuildFactory()


def test_a_new_player_is_named_after_the_discord_user(guild):
    trogmoon = member_of(guild, "Trogmoon")
    user = DiscordUserFactory(guild=guild, username="trog", global_name="Trog")
    player = link_character(guild, trogmoon, by=officer(), discord_user=user)
    assert (player.display_name, player.discord_user, player.main_character) == ("Trog", user, trogmoon)
    assert trogmoon.player_link.link_source == "manual"


def test_a_discord_user_with_a_player_gets_no_second_one(guild):
    user = DiscordUserFactory(guild=guild)
    first = link_character(guild, member_of(guild, "Trogmoon"), by=officer(), discord_user=user)
    second = link_character(guild, member_of(guild, "Trogbane"), by=officer(), discord_user=user)
    assert first == second
    assert Player.objects.count() == 1


def test_a_further_account_leads_to_its_player(guild):
    player = PlayerFactory(guild=guild, discord_user=DiscordUserFactory(guild=guild))
    phone = DiscordUserFactory(guild=guild)
    player.other_discord_users.add(phone)
    assert link_character(guild, member_of(guild, "Trogmoon"), by=officer(), discord_user=phone) == player


def test_a_character_of_somebody_else_is_refused_by_name(guild):
    trogmoon = member_of(guild, "Trogmoon")
    link_character(guild, trogmoon, by=officer(), player=PlayerFactory(guild=guild, display_name="Mikel"))
    with pytest.raises(Refused, match="Trogmoon belongs to Mikel"):
        link_character(guild, trogmoon, by=officer(), player=PlayerFactory(guild=guild))


def test_moving_a_character_leaves_its_former_player_in_order(guild):
    trogmoon = member_of(guild, "Trogmoon")
    former = link_character(guild, trogmoon, by=officer())
    new = link_character(guild, trogmoon, by=officer(), player=PlayerFactory(guild=guild), is_moving=True)
    former.refresh_from_db()
    assert (former.is_active, former.main_character) == (False, None)
    assert [link.character for link in new.links.all()] == [trogmoon]


def test_what_was_changed_of_the_player_since_it_was_read_stays(guild):
    stale = PlayerFactory(guild=guild)
    main = member_of(guild, "Trogmoon")
    link_character(guild, main, by=officer(), player=Player.objects.get(pk=stale.pk))
    player = link_character(guild, member_of(guild, "Trogbane"), by=officer(), player=stale)
    player.refresh_from_db()
    assert player.main_character == main


def test_a_player_that_is_gone_by_then_is_refused(guild):
    gone = PlayerFactory(guild=guild)
    Player.objects.all().delete()
    with pytest.raises(Refused, match="is gone"):
        link_character(guild, member_of(guild, "Trogmoon"), by=officer(), player=gone)


def test_a_stranger_to_the_guild_is_refused(guild):
    with pytest.raises(Refused, match="was never in"):
        link_character(guild, CharacterFactory(name="Fremder"), by=officer())


def test_players_and_discord_users_of_another_guild_are_refused(guild):
    other = GuildFactory()
    trogmoon = member_of(guild, "Trogmoon")
    with pytest.raises(Refused, match="another guild"):
        link_character(guild, trogmoon, by=officer(), player=PlayerFactory(guild=other))
    with pytest.raises(Refused, match="another guild"):
        link_character(guild, trogmoon, by=officer(), discord_user=DiscordUserFactory(guild=other))
    assert not PlayerCharacter.objects.exists()


def test_confirming_a_guess_makes_it_firm_and_is_written_down(guild):
    link = PlayerCharacterFactory(player__guild=guild, character=member_of(guild, "Trogmoon"), link_source="name")
    link_character(guild, link.character, by=officer(), player=link.player)
    link.refresh_from_db()
    assert (link.link_source, link.confidence) == ("manual", 1.0)
    assert IdentityEvent.objects.count() == 1


def test_linking_settles_the_characters_proposals_and_forgets_its_rejections(guild):
    trogmoon, user = member_of(guild, "Trogmoon"), DiscordUserFactory(guild=guild)
    proposal = LinkProposalFactory(guild=guild, character=trogmoon)
    RejectedLink.objects.create(guild=guild, character=trogmoon, discord_user=user, rejected_at=officer().now)
    link_character(guild, trogmoon, by=officer(), discord_user=user)
    proposal.refresh_from_db()
    assert proposal.status == LinkProposal.Status.OUTDATED
    assert not RejectedLink.objects.exists()


def test_a_rejection_of_two_characters_survives_linking_to_somebody_without_discord(guild):
    trogmoon, mirel = member_of(guild, "Trogmoon"), member_of(guild, "Mirel")
    RejectedLink.objects.create(guild=guild, character=trogmoon, other_character=mirel, rejected_at=officer().now)
    link_character(guild, trogmoon, by=officer())
    assert RejectedLink.objects.count() == 1


def test_unlinking_is_remembered_so_that_matching_does_not_undo_it(guild):
    user = DiscordUserFactory(guild=guild)
    main, alt = member_of(guild, "Trogmoon"), member_of(guild, "Trogbane")
    for character in (main, alt):
        player = link_character(guild, character, by=officer(), discord_user=user)
    unlink_character(alt.player_link, by=officer("wrong person"))
    assert set(RejectedLink.objects.values_list("character", "discord_user", "other_character")) == {
        (alt.pk, user.pk, None),
        (alt.pk, None, main.pk),
    }
    assert list(player.links.values_list("character", flat=True)) == [main.pk]


def test_unlinking_the_main_names_another(guild):
    user = DiscordUserFactory(guild=guild)
    main, alt = member_of(guild, "Trogmoon"), member_of(guild, "Trogbane")
    for character in (main, alt):
        player = link_character(guild, character, by=officer(), discord_user=user)
    unlink_character(main.player_link, by=officer())
    player.refresh_from_db()
    assert (player.main_character, player.is_active) == (alt, True)


def test_unlinking_twice_is_refused(guild):
    trogmoon = member_of(guild, "Trogmoon")
    link_character(guild, trogmoon, by=officer())
    link = trogmoon.player_link
    unlink_character(link, by=officer())
    with pytest.raises(Refused, match="gone already"):
        unlink_character(PlayerCharacter(pk=999, player=link.player, character=trogmoon), by=officer())


def test_the_database_allows_a_character_one_player_and_a_discord_user_one(guild):
    link = PlayerCharacterFactory(player__guild=guild)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlayerCharacterFactory(player__guild=guild, character=link.character)
    user = DiscordUserFactory(guild=guild)
    PlayerFactory(guild=guild, discord_user=user)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlayerFactory(guild=guild, discord_user=user)
