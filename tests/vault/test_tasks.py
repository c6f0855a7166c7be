"""The timetable: who is synced by the hour, spread over it, and what the dispatcher offers to the workers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from characters.models import Character, Guild, Realm, SyncRun, SyncStep
from characters.services.identities import create_characters, new_character
from characters.services.runs import start_character_run
from vault import tasks
from vault.services.work import BATCH, SPREAD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def offered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The broker, replaced: what was offered to workers, by task name."""
    names: list[str] = []
    for task in (tasks.dispatch_due_steps, *tasks.TASKS.values()):
        monkeypatch.setattr(task, "delay", lambda task=task: names.append(task.name.rpartition(".")[2]))
    return names


@pytest.fixture
def realm() -> Realm:
    return Realm.objects.get(region="us", slug="senjin")


def add_guild(realm: Realm, name: str, is_tracked: bool) -> Guild:
    return Guild.objects.create(
        realm=realm, name=name, slug=name.lower(), is_tracked=is_tracked, created_at=timezone.now()
    )


def add_characters(realm: Realm, count: int) -> list[Character]:
    now = timezone.now()
    return create_characters([new_character(realm, f"Raider{n}x", n, now=now) for n in range(count)], now=now)


def test_every_hour_each_tracked_guild_gets_a_run_and_others_do_not(realm, offered):
    tracked = add_guild(realm, "Tracked", is_tracked=True)
    add_guild(realm, "Untracked", is_tracked=False)
    assert tasks.start_hourly_syncs() == 1
    assert [run.guild for run in SyncRun.objects.all()] == [tracked]
    assert offered == ["dispatch_due_steps"]


def test_an_hour_that_is_not_over_yet_is_not_started_twice(realm):
    add_guild(realm, "Tracked", is_tracked=True)
    tasks.start_hourly_syncs()
    tasks.start_hourly_syncs()
    assert SyncRun.objects.count() == 1


def test_only_characters_that_somebody_looked_at_within_a_day_are_synced_besides(realm):
    seen, unseen, long_ago = add_characters(realm, 3)
    now = timezone.now()
    Character.objects.filter(pk=seen.pk).update(last_viewed_at=now - timedelta(hours=23))
    Character.objects.filter(pk=long_ago.pk).update(last_viewed_at=now - timedelta(hours=25))
    tasks.start_hourly_syncs()
    assert [step.character for step in SyncStep.objects.all()] == [seen]


def test_without_anybody_to_sync_nothing_is_started(offered):
    assert tasks.start_hourly_syncs() == 0
    assert not SyncRun.objects.exists()


def test_the_hours_steps_are_spread_by_their_due_time_and_no_worker_sleeps(realm, offered):
    people = add_characters(realm, 50)
    start_character_run(people, source="timetable", now=timezone.now(), is_forced=False, spread=SPREAD)
    tasks.dispatch_due_steps()
    assert offered == ["work_characters"]
    assert SyncStep.objects.filter(queued_at__isnull=False).count() == 1


def test_as_many_workers_are_called_as_there_are_batches_up_to_four(realm, offered):
    start_character_run(add_characters(realm, 2 * BATCH + 1), source="api", now=timezone.now())
    tasks.dispatch_due_steps()
    assert offered == ["work_characters"] * 3


def test_a_run_whose_steps_are_over_is_finished_by_the_dispatcher(realm):
    run = start_character_run(add_characters(realm, 1), source="api", now=timezone.now())
    SyncStep.objects.update(status="done")
    tasks.dispatch_due_steps()
    run.refresh_from_db()
    assert run.status == "done"
