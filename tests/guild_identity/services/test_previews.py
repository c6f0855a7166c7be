"""Previews say what the changes then do, and refuse what they refuse."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from characters.domain.errors import Refused
from guild_identity.models import LinkProposal, Player, PlayerCharacter, RejectedLink
from guild_identity.services.linking import link_character
from guild_identity.services.player_previews import preview_merge
from guild_identity.services.previews import preview_link, preview_unlink
from guild_identity.services.proposals import accept_all
from guild_identity.services.rehearsals import rehearse_accept_all
from tests.factories.characters import CharacterFactory, GuildFactory
from tests.factories.identity import (
    DiscordUserFactory,
    LinkProposalFactory,
    PlayerCharacterFactory,
    PlayerFactory,
    member_of,
)
from tests.guild_identity.services.deciding import NOW, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return GuildFactory()


@pytest.fixture
def trog(guild):
    player = PlayerFactory(guild=guild, display_name="Trog", discord_user=DiscordUserFactory(guild=guild))
    PlayerCharacterFactory(player=player, character=member_of(guild, "Trogmoon"))
    return player


def propose(guild, character, score, **target):
    return LinkProposalFactory(guild=guild, character=character, score=score, **{"discord_user": None, **target})


def test_linking_to_a_player_without_a_main_that_rested_and_was_rejected(guild, trog):
    Player.objects.filter(pk=trog.pk).update(is_active=False)
    trog.refresh_from_db()
    shade = member_of(guild, "Trogshade")
    LinkProposalFactory(guild=guild, character=shade)
    LinkProposalFactory(guild=guild, character=shade)
    RejectedLink.objects.create(guild=guild, character=shade, discord_user=trog.discord_user, rejected_at=NOW)
    assert preview_link(guild, shade, player=trog) == [
        "Trogshade is linked to Trog.",
        "Trogshade becomes the main of Trog.",
        "Trog rested and counts as active again.",
        "An officer had noted that the two do not belong together; that note goes away.",
        "2 open proposals about Trogshade are settled by this.",
    ]
    link_character(guild, shade, player=trog, by=officer())
    trog.refresh_from_db()
    assert (trog.is_active, trog.main_character) == (True, shade)
    assert not RejectedLink.objects.exists()
    assert not LinkProposal.objects.filter(status="open").exists()


def test_linking_by_a_further_account_goes_to_its_owner(guild, trog):
    further = DiscordUserFactory(guild=guild)
    trog.other_discord_users.add(further)
    shade = member_of(guild, "Trogshade")
    assert preview_link(guild, shade, discord_user=further)[0] == "Trogshade is linked to Trog."
    assert link_character(guild, shade, discord_user=further, by=officer()) == trog


def test_a_link_that_exists_is_confirmed(guild, trog):
    character = PlayerCharacter.objects.get().character
    told = "Trogmoon belongs to Trog already. From now on the link counts as an officer's."
    assert preview_link(guild, character, player=trog)[0] == told
    link_character(guild, character, player=trog, by=officer())
    assert preview_link(guild, character, player=trog)[0] == "Trogmoon belongs to Trog already; nothing else changes."


def test_who_was_never_in_the_guild_is_refused_by_both(guild, trog):
    stranger = CharacterFactory(name="Stranger")
    with pytest.raises(Refused, match="never in"):
        preview_link(guild, stranger, player=trog)
    with pytest.raises(Refused, match="never in"):
        link_character(guild, stranger, player=trog, by=officer())


def test_the_last_character_leaves_a_player_that_rests(guild):
    player = PlayerFactory(guild=guild, display_name="Solo")
    link = PlayerCharacterFactory(player=player, character=member_of(guild, "Solo"))
    assert "Solo is left without characters and rests." in preview_unlink(link)


def test_players_of_two_guilds_are_not_merged(trog):
    with pytest.raises(Refused):
        preview_merge(trog, PlayerFactory())


def test_a_rehearsal_foresees_what_accepting_all_does(guild, trog):
    user, other = DiscordUserFactory(guild=guild, nick="Anna"), DiscordUserFactory(guild=guild)
    taken = PlayerCharacter.objects.get().character
    names = ("Anna", "Annabel", "Annette", "Bella", "Bellatrix")
    anna, annabel, annette, bella, bellatrix = (member_of(guild, name) for name in names)
    propose(guild, anna, 0.99, discord_user=user)
    propose(guild, anna, 0.95, discord_user=other)
    propose(guild, annabel, 0.9, discord_user=user)
    propose(guild, annette, 0.88, other_character=annabel)
    propose(guild, taken, 0.87, discord_user=other)
    propose(guild, bella, 0.86, other_character=bellatrix)
    propose(guild, bellatrix, 0.85, player=trog)
    propose(guild, CharacterFactory(name="Stranger"), 0.84, player=trog)
    propose(guild, member_of(guild, "Weak"), 0.5, player=trog)
    rehearsal = rehearse_accept_all(guild, at_least=0.8)
    accepted, refused = accept_all(guild, at_least=0.8, by=officer())
    assert len(rehearsal.accepted) == accepted
    assert [row.character.name for row, _ in rehearsal.refused] == [line.split(":")[0] for line in refused]
    assert [row.character.name for row, _ in rehearsal.refused] == ["Trogmoon", "Bellatrix", "Stranger"]
    assert rehearsal.passed_over == 1


def test_a_rehearsal_follows_merges(guild, trog):
    other = PlayerFactory(guild=guild, display_name="Other")
    twink = member_of(guild, "Twink")
    PlayerCharacterFactory(player=other, character=twink)
    propose(guild, twink, 0.9, other_character=PlayerCharacter.objects.get(player=trog).character)
    propose(guild, member_of(guild, "Third"), 0.8, other_character=twink)
    rehearsal = rehearse_accept_all(guild, at_least=0.5)
    assert (len(rehearsal.accepted), rehearsal.refused) == (2, ())
    assert accept_all(guild, at_least=0.5, by=officer()) == (2, [])


def test_a_rehearsal_asks_the_same_number_of_queries_however_many_there_are(guild, trog):
    def asked(count):
        for number in range(count):
            propose(guild, member_of(guild, "Extra" + chr(97 + number) * (count + 1)), 0.9, player=trog)
        with CaptureQueriesContext(connection) as queries:
            rehearse_accept_all(guild, at_least=0.5)
        return len(queries)

    assert asked(2) == asked(20)
