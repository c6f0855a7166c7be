"""Deriving from stored facts: repeatable, in any order, and cheap where nothing changed."""

import pytest

from characters.models import Character
from tests.flows.scenario import BOSSES, HOUR, RESET, Scenario
from tests.wire import Wire
from vault.models import CountSnapshot, GreatVaultEntry, KeystoneRun, KillSighting
from vault.services.closing import close_weeks, prune_snapshots
from vault.services.fill import fill_weeks

pytestmark = pytest.mark.django_db
RAID = RESET + 30 * HOUR
WEEK = 7 * 24 * HOUR


@pytest.fixture
def character(wire: Wire) -> Character:
    story = Scenario(wire)
    for boss in BOSSES[:4]:
        story.kill(boss, RAID)
    story.log((BOSSES[0], 4, RAID))
    story.list_runs([(588, 12, RAID), (587, 7, RAID + HOUR)], crawled=RAID + 2 * HOUR)
    story.logout(RAID + 2 * HOUR)
    story.sync(RAID + 3 * HOUR)
    return Character.objects.get()


def document() -> dict[str, object]:
    rows = GreatVaultEntry.objects.order_by("period_id")
    return {row.period_id: (row.raid_heroic, row.kills, row.m_plus_runs, row.slots) for row in rows}


def test_an_entry_that_would_not_change_is_not_written(character):
    assert fill_weeks([character.pk], now=RAID + 4 * HOUR) == 0


def test_thrown_away_entries_come_back_the_same(character):
    before = document()
    GreatVaultEntry.objects.all().delete()
    fill_weeks([character.pk], now=RAID + 5 * HOUR)
    assert document() == before


def test_the_order_in_which_facts_were_stored_does_not_matter(character):
    before = document()
    for model in (KillSighting, KeystoneRun, CountSnapshot):
        rows = list(model.objects.order_by("-pk"))
        model.objects.all().delete()
        for row in rows:
            row.pk = None
        model.objects.bulk_create(rows)
    GreatVaultEntry.objects.all().delete()
    fill_weeks([character.pk], now=RAID + 5 * HOUR)
    assert document() == before


def test_deriving_takes_the_same_number_of_queries_for_one_and_for_many(character, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        fill_weeks([character.pk], now=RAID + 4 * HOUR)


def test_a_week_is_frozen_once_it_has_ended(character):
    assert close_weeks(now=RESET + WEEK + HOUR) == 1
    assert GreatVaultEntry.objects.get(week_start=RESET).closed_at == RESET + WEEK + HOUR
    assert close_weeks(now=RESET + WEEK + 2 * HOUR) == 0


def test_snapshots_of_half_a_year_ago_are_let_go(character):
    assert prune_snapshots(now=RAID + 25 * WEEK) == 0
    assert prune_snapshots(now=RAID + 27 * WEEK) == 2
