"""Whose achievements are compared."""

from datetime import UTC, datetime

import pytest

from characters.models import AchievementDates
from guild_identity.selectors.same_account import same_account, unfingerprinted_ids
from tests.factories.characters import CharacterFactory, GuildFactory, GuildMemberFactory
from tests.factories.identity import PlayerCharacterFactory, PlayerFactory, member_of
from tests.guild_identity.domain.achievement_sets import raids, solo

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 20, tzinfo=UTC)


@pytest.fixture
def guild():
    return GuildFactory()


def with_dates(character, dates):
    AchievementDates.objects.create(
        character=character, dates={str(key): moment for key, moment in dates.items()}, fetched_at=NOW
    )
    return character


def pairs(guild):
    return [(row.character_id, row.other_id) for row in same_account(guild)]


def test_main_and_alt_are_found_among_raid_mates(guild):
    people = [with_dates(member_of(guild, f"Raider{name}"), solo(n) | raids(1)) for n, name in enumerate("abcdefgh")]
    alt = with_dates(member_of(guild, "Trogalt"), solo(0))
    assert pairs(guild) == [(people[0].pk, alt.pk)]


def test_a_linked_character_that_left_is_compared_and_a_stranger_is_not(guild):
    here = with_dates(member_of(guild, "Here"), solo(1))
    former = with_dates(CharacterFactory(), solo(1))
    with_dates(GuildMemberFactory().character, solo(1))
    PlayerCharacterFactory(character=former, player__guild=guild)
    assert pairs(guild) == [(here.pk, former.pk)]


def test_whoever_wants_no_comparison_takes_no_part(guild):
    private = with_dates(member_of(guild, "Private"), solo(1))
    with_dates(member_of(guild, "Alt"), solo(1))
    assert len(pairs(guild)) == 1
    PlayerCharacterFactory(character=private, player=PlayerFactory(guild=guild, is_unfingerprinted=True))
    assert unfingerprinted_ids() == {private.pk}
    assert pairs(guild) == []


def test_the_comparison_takes_four_queries(guild, django_assert_num_queries):
    for n in range(12):
        with_dates(member_of(guild, f"Raider{chr(97 + n)}"), solo(n // 2))
    with django_assert_num_queries(4):
        assert len(same_account(guild)) == 6
