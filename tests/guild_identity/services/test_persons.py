"""The ground knows which characters are one person's."""

import pytest

from characters.models import Character
from guild_identity.models import IdentityEvent
from guild_identity.services.linking import link_character, unlink_character
from guild_identity.services.matching import run_matching
from guild_identity.services.players import merge_players
from guild_identity.services.undoing import undo_event
from tests.factories.characters import GuildFactory
from tests.factories.identity import DiscordUserFactory, member_of
from tests.guild_identity.services.deciding import matching, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return GuildFactory()


def keys():
    return dict(Character.objects.values_list("name", "person_key"))


def test_linked_characters_share_their_persons_key(guild):
    main, alt = member_of(guild, "Trogmoon"), member_of(guild, "Trogalt")
    player = link_character(guild, main, by=officer())
    link_character(guild, alt, by=officer(), player=player)
    assert keys() == {"Trogmoon": f"player-{player.pk}", "Trogalt": f"player-{player.pk}"}


def test_a_merge_an_unlink_and_its_undoing_change_the_key(guild):
    main, alt = member_of(guild, "Trogmoon"), member_of(guild, "Trogalt")
    keep, gone = link_character(guild, main, by=officer()), link_character(guild, alt, by=officer())
    merge_players(keep, gone, by=officer())
    assert keys()["Trogalt"] == f"player-{keep.pk}"
    unlink_character(alt.player_link, by=officer())
    assert keys()["Trogalt"] == ""
    undo_event(IdentityEvent.objects.latest("pk"), by=officer())
    assert keys()["Trogalt"] == f"player-{keep.pk}"


def test_matching_names_persons(guild):
    member_of(guild, "Trogmoon")
    DiscordUserFactory(guild=guild, username="trogmoon")
    run_matching(guild, by=matching())
    assert keys()["Trogmoon"].startswith("player-")
