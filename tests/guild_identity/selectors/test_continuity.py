"""Newcomers who may be somebody known: after a rename, a transfer, a faction change, or a name that was taken."""

from datetime import UTC, datetime, timedelta

import pytest

from characters.domain.rosters import parse_roster
from characters.models import AchievementDates, Character
from characters.services.roster import apply_roster
from guild_identity.models import RejectedLink
from guild_identity.selectors.continuity import guild_continuations
from tests import bodies
from tests.factories.characters import LONG_AGO, GuildFactory
from tests.factories.identity import PlayerCharacterFactory, PlayerFactory
from tests.guild_identity.domain.achievement_sets import solo

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 20, tzinfo=UTC)
DAY = timedelta(days=1)
OTHERS = [bodies.member(f"Other{letter}", 100 + number) for number, letter in enumerate("abcdef")]


@pytest.fixture
def guild():
    return GuildFactory(name="Keepers")


def roster(guild, now, *members):
    body = bodies.roster([bodies.member(*member) for member in members] + OTHERS)
    apply_roster(guild, parse_roster(body), body, now=now)


def living(name):
    return Character.objects.get(name=name, retired_at=None)


def link(guild, character):
    return PlayerCharacterFactory(character=character, player=PlayerFactory(guild=guild)).player


def dates(character, person):
    rows = {str(key): moment for key, moment in solo(person).items()}
    AchievementDates.objects.create(character=character, dates=rows, fetched_at=NOW)


def found(guild, now=NOW):
    return [(row.character_id, row.other_character_id) for row in guild_continuations(guild, now=now)]


@pytest.fixture
def trog(guild):
    """A linked member of long standing."""
    roster(guild, LONG_AGO, ("Trogmoon", 11))
    character = living("Trogmoon")
    link(guild, character)
    dates(character, 1)
    return character


def test_a_rename_keeps_the_row_and_its_link_and_needs_no_proposal(guild, trog):
    roster(guild, NOW, ("Bearheart", 11))
    assert living("Bearheart").pk == trog.pk
    assert found(guild) == []


def test_two_that_swap_names_keep_their_rows(guild, trog):
    roster(guild, NOW - DAY, ("Trogmoon", 11), ("Swapper", 12))
    swapper = living("Swapper").pk
    roster(guild, NOW, ("Swapper", 11), ("Trogmoon", 12))
    assert (living("Swapper").pk, living("Trogmoon").pk) == (trog.pk, swapper)
    assert trog.pk not in {other for _, other in found(guild)}


def test_a_transfer_under_another_name_is_proposed_by_the_achievements(guild, trog):
    roster(guild, NOW, ("Bearheart", 900))
    dates(living("Bearheart"), 1)
    assert found(guild) == [(living("Bearheart").pk, trog.pk)]


def test_a_faction_change_under_the_same_name_is_proposed_and_inherits_nothing_by_itself(guild, trog):
    roster(guild, NOW, ("Trogmoon", 900))
    changed = living("Trogmoon")
    dates(changed, 1)
    assert changed.pk != trog.pk
    assert not hasattr(changed, "player_link")
    assert found(guild) == [(changed.pk, trog.pk)]


def test_a_name_that_somebody_else_took_inherits_nothing_and_is_not_proposed(guild, trog):
    roster(guild, NOW, ("Trogmoon", 900))
    thief = living("Trogmoon")
    dates(thief, 2)
    assert not hasattr(thief, "player_link")
    assert found(guild) == []


def test_who_left_and_came_back_is_the_same_row_with_its_link(guild, trog):
    roster(guild, NOW - 3 * DAY)
    roster(guild, NOW, ("Trogmoon", 11))
    assert living("Trogmoon").pk == trog.pk
    assert trog.player_link is not None
    assert trog.stints.count() == 2
    assert found(guild) == []


def test_what_an_officer_rejected_is_not_proposed_again(guild, trog):
    roster(guild, NOW, ("Bearheart", 900))
    new = living("Bearheart")
    dates(new, 1)
    RejectedLink.objects.create(guild=guild, character=trog, other_character=new, rejected_at=NOW)
    assert found(guild) == []


def test_a_newcomer_that_is_linked_already_is_not_proposed(guild, trog):
    roster(guild, NOW, ("Bearheart", 900))
    dates(living("Bearheart"), 1)
    link(guild, living("Bearheart"))
    assert found(guild) == []


def test_achievements_of_whoever_wants_no_comparison_are_not_read(guild, trog):
    trog.player_link.player.is_unfingerprinted = True
    trog.player_link.player.save()
    roster(guild, NOW, ("Bearheart", 900))
    dates(living("Bearheart"), 1)
    assert found(guild) == []


def test_long_after_nobody_goes_on(guild, trog):
    roster(guild, NOW, ("Bearheart", 900))
    dates(living("Bearheart"), 1)
    assert found(guild, NOW + 40 * DAY) == []


def test_the_number_of_queries_does_not_grow(guild, trog, django_assert_max_num_queries):
    roster(guild, NOW, ("Bearheart", 900), *((f"New{letter * 3}", 950 + n) for n, letter in enumerate("abcdefgh")))
    dates(living("Bearheart"), 1)
    with django_assert_max_num_queries(6):
        assert len(found(guild)) == 1
