"""Where characters were: what a sync remembers, from which source, and for how long."""

from datetime import timedelta

import pytest

from characters.models import Character, Whereabouts
from characters.services.whereabouts import KEPT_FOR, key, kill, prune_whereabouts, record_whereabouts
from tests.factories.characters import CharacterFactory
from tests.flows.scenario import BOSSES, HOUR, MINUTE, RESET, Scenario
from vault import tasks

pytestmark = pytest.mark.django_db
RAID = RESET + 30 * HOUR
DUNGEON = 588


@pytest.fixture
def story(wire):
    return Scenario(wire)


def rows():
    found = Whereabouts.objects.order_by("ended_at", "source")
    return [(row.activity, row.place, row.started_at, row.ended_at, row.source) for row in found]


def test_a_logged_fight_is_remembered_from_its_start_to_its_end(story):
    story.log((BOSSES[0], 4, RAID))
    story.logout(RAID + HOUR)
    story.sync(RAID + 3 * HOUR)
    assert rows() == [("kill", BOSSES[0], RAID - 5 * MINUTE, RAID, "warcraftlogs")]
    assert Whereabouts.objects.get().label.endswith(", heroic")


def test_blizzards_last_kill_is_remembered_as_a_moment(story):
    story.kill(BOSSES[0], RAID)
    story.logout(RAID + HOUR)
    story.sync(RAID + 3 * HOUR)
    assert rows() == [("kill", BOSSES[0], RAID, RAID, "blizzard")]


def test_a_kill_without_a_date_is_nowhere(story):
    story.kill(BOSSES[0], RAID, dated=False)
    story.logout(RAID + HOUR)
    story.sync(RAID + 3 * HOUR)
    assert rows() == []


def test_a_key_is_remembered_by_its_time_but_for_what_may_be_penalties(story):
    story.list_runs([(DUNGEON, 12, RAID)], crawled=RAID + 2 * HOUR)
    story.logout(RAID + HOUR)
    story.sync(RAID + 3 * HOUR)
    # The run took 25 minutes by its clock.
    assert rows() == [("key", DUNGEON, RAID - 20 * MINUTE, RAID, "raiderio")]
    assert Whereabouts.objects.get().label.endswith(" +12")


def test_syncing_again_remembers_nothing_twice(story):
    story.kill(BOSSES[0], RAID)
    story.log((BOSSES[1], 4, RAID + 20 * MINUTE))
    story.list_runs([(DUNGEON, 12, RAID + HOUR)], crawled=RAID + 2 * HOUR)
    story.logout(RAID + 2 * HOUR)
    story.sync(RAID + 3 * HOUR)
    before = rows()
    assert len(before) == 3
    story.sync(RAID + 5 * HOUR)
    assert rows() == before


def test_the_rows_of_a_batch_take_one_query(django_assert_num_queries):
    people = [CharacterFactory() for _ in range(30)]
    batch = [kill(person.pk, 1, "Boss", started_at=None, ended_at=RAID, source="blizzard") for person in people]
    with django_assert_num_queries(1):
        assert record_whereabouts(batch, now=RAID) == 30


def test_nothing_to_remember_takes_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert record_whereabouts([], now=RAID) == 0


@pytest.mark.parametrize("ended_at", [RAID - KEPT_FOR - MINUTE, RAID + MINUTE])
def test_what_is_old_or_still_to_come_is_not_remembered(ended_at):
    row = kill(CharacterFactory().pk, 1, "Boss", started_at=None, ended_at=ended_at, source="blizzard")
    assert record_whereabouts([row], now=RAID) == 0
    assert rows() == []


def test_a_fight_that_seems_to_end_before_it_began_is_a_moment():
    person = CharacterFactory()
    record_whereabouts(
        [kill(person.pk, 1, "Boss", started_at=RAID + MINUTE, ended_at=RAID, source="warcraftlogs")], now=RAID
    )
    assert rows() == [("kill", 1, RAID, RAID, "warcraftlogs")]


def test_a_run_of_unknown_length_is_its_end():
    row = key(CharacterFactory().pk, DUNGEON, "Ara-Kara +12", completed_at=RAID, duration=None, source="blizzard")
    assert row.started_at == row.ended_at == RAID


def test_a_long_name_is_cut_to_what_fits():
    row = kill(CharacterFactory().pk, 1, "x" * 200, started_at=None, ended_at=RAID, source="blizzard")
    assert record_whereabouts([row], now=RAID) == 1
    assert len(Whereabouts.objects.get().label) == 80


def test_the_daily_task_forgets_what_is_older_than_60_days(monkeypatch):
    person = CharacterFactory()
    for age in (timedelta(days=59), timedelta(days=61)):
        Whereabouts.objects.create(
            character=person, activity="kill", place=1, label="Boss", started_at=RAID - age, ended_at=RAID - age
        )
    monkeypatch.setattr(tasks.timezone, "now", lambda: RAID)
    tasks.prune_runs()
    assert [row.ended_at for row in Whereabouts.objects.all()] == [RAID - timedelta(days=59)]
    assert prune_whereabouts(now=RAID) == 0


def test_a_removed_characters_whereabouts_go_with_it():
    row = kill(CharacterFactory().pk, 1, "Boss", started_at=None, ended_at=RAID, source="blizzard")
    record_whereabouts([row], now=RAID)
    Character.objects.all().delete()
    assert rows() == []
