"""Impossible alts among a guild's players, from what syncs remember."""

from datetime import UTC, datetime, timedelta

import pytest

from characters.services.whereabouts import key, kill, record_whereabouts
from guild_identity.selectors.overlaps import overlaps
from tests.factories.characters import CharacterFactory, GuildFactory
from tests.factories.identity import PlayerCharacterFactory, PlayerFactory

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 18, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def guild():
    return GuildFactory()


def player_with(guild, *characters, **fields):
    player = PlayerFactory(guild=guild, **fields)
    for character in characters:
        PlayerCharacterFactory(player=player, character=character)
    return player


def busy(main, alt):
    """Put the main into a key and the alt into a kill ten minutes before its end."""
    run = key(main.pk, 588, "Ara-Kara +12", completed_at=NIGHT, duration=30 * MINUTE, source="raiderio")
    boss = kill(alt.pk, 2888, "Boss, heroic", started_at=None, ended_at=NIGHT - 10 * MINUTE, source="blizzard")
    record_whereabouts([run, boss], now=NIGHT)


def test_two_characters_of_one_player_in_two_places_are_found(guild):
    main, alt = CharacterFactory(), CharacterFactory()
    player = player_with(guild, main, alt)
    busy(main, alt)
    (overlap,) = overlaps(guild, since=NIGHT - 60 * MINUTE)
    assert (overlap.player_id, overlap.character_id, overlap.other_id) == (player.pk, main.pk, alt.pk)
    assert (overlap.label, overlap.other_label, overlap.is_same) == ("Ara-Kara +12", "Boss, heroic", False)


def test_characters_of_two_players_are_no_contradiction(guild):
    main, alt = CharacterFactory(), CharacterFactory()
    player_with(guild, main), player_with(guild, alt)
    busy(main, alt)
    assert overlaps(guild, since=NIGHT - 60 * MINUTE) == ()


def test_an_account_that_several_people_share_is_no_contradiction(guild):
    main, alt = CharacterFactory(), CharacterFactory()
    player_with(guild, main, alt, is_shared_account=True)
    busy(main, alt)
    assert overlaps(guild, since=NIGHT - 60 * MINUTE) == ()


def test_another_guilds_players_are_not_looked_at(guild):
    main, alt = CharacterFactory(), CharacterFactory()
    player_with(GuildFactory(), main, alt)
    busy(main, alt)
    assert overlaps(guild, since=NIGHT - 60 * MINUTE) == ()


def test_what_is_older_is_not_looked_at(guild):
    main, alt = CharacterFactory(), CharacterFactory()
    player_with(guild, main, alt)
    busy(main, alt)
    assert overlaps(guild, since=NIGHT + MINUTE) == ()


def test_a_key_that_ended_with_many_deaths_does_not_reach_back_into_the_kill_before_it(guild):
    # By its clock the key began at 19:30; two of those minutes are penalties, and the kill was at 19:31.
    main, alt = CharacterFactory(), CharacterFactory()
    player_with(guild, main, alt)
    run = key(main.pk, 588, "Ara-Kara +12", completed_at=NIGHT, duration=30 * MINUTE, source="raiderio")
    boss = kill(alt.pk, 2888, "Boss, heroic", started_at=None, ended_at=NIGHT - 29 * MINUTE, source="blizzard")
    record_whereabouts([run, boss], now=NIGHT)
    assert overlaps(guild, since=NIGHT - 60 * MINUTE) == ()


def test_many_players_take_two_queries(guild, django_assert_num_queries):
    for _ in range(10):
        main, alt = CharacterFactory(), CharacterFactory()
        player_with(guild, main, alt)
        busy(main, alt)
    with django_assert_num_queries(2):
        assert len(overlaps(guild, since=NIGHT - 60 * MINUTE)) == 10
