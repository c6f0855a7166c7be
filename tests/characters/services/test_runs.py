"""Runs and steps: claims that exclude each other, workers that die, and runs that finish by themselves."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from characters.models import Character, Guild, Realm, SyncRun, SyncStep
from characters.services.identities import create_characters, new_character
from characters.services.runs import (
    TRIES_IN_ALL,
    add_character_steps,
    claim_steps,
    finish_idle_runs,
    finish_steps,
    mark_queued,
    prune_old_runs,
    release_stale_steps,
    start_character_run,
    start_guild_run,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
CHARACTER = SyncStep.Kind.CHARACTER


@pytest.fixture
def characters() -> list[Character]:
    realm = Realm.objects.get(region="us", slug="senjin")
    people = [new_character(realm, f"Raider{letter}", number, now=NOW) for number, letter in enumerate("abcdef")]
    return create_characters(people, now=NOW)


@pytest.fixture
def guild() -> Guild:
    realm = Realm.objects.get(region="us", slug="senjin")
    return Guild.objects.create(realm=realm, name="Keepers", slug="keepers", created_at=NOW)


def ids(characters: list[Character]) -> list[int]:
    return [character.pk for character in characters]


def test_a_guild_has_one_running_run_at_a_time(guild):
    first = start_guild_run(guild, source="command", now=NOW)
    assert start_guild_run(guild, source="api", now=NOW + HOUR) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        SyncRun.objects.create(kind="guild", guild=guild, source="x", created_at=NOW)


def test_steps_are_spread_evenly_over_the_hour(guild, characters):
    run = start_guild_run(guild, source="timetable", now=NOW)
    add_character_steps(run, ids(characters), now=NOW, spread=HOUR)
    dues = SyncStep.objects.filter(kind=CHARACTER).order_by("due_at").values_list("due_at", flat=True)
    assert [due - NOW for due in dues] == [timedelta(minutes=10) * position for position in range(6)]


def test_a_step_is_not_handed_out_before_it_is_due(guild, characters):
    run = start_guild_run(guild, source="timetable", now=NOW)
    add_character_steps(run, ids(characters), now=NOW, spread=HOUR)
    assert len(claim_steps(CHARACTER, now=NOW + timedelta(minutes=25), limit=10)) == 3


def test_two_workers_never_get_the_same_step(characters):
    start_character_run(characters, source="api", now=NOW)
    first = claim_steps(CHARACTER, now=NOW, limit=4)
    second = claim_steps(CHARACTER, now=NOW, limit=4)
    assert len(first) == 4 and len(second) == 2
    assert not {step.pk for step in first} & {step.pk for step in second}


def test_no_two_workers_work_on_one_character(characters):
    start_character_run(characters[:1], source="api", now=NOW)
    start_character_run(characters[:1], source="admin", now=NOW)
    assert len(claim_steps(CHARACTER, now=NOW, limit=10)) == 1
    assert claim_steps(CHARACTER, now=NOW, limit=10) == []


def test_a_finished_step_frees_its_character_for_the_next_run(characters):
    start_character_run(characters[:1], source="api", now=NOW)
    start_character_run(characters[:1], source="admin", now=NOW)
    finish_steps(claim_steps(CHARACTER, now=NOW, limit=10), now=NOW)
    assert len(claim_steps(CHARACTER, now=NOW, limit=10)) == 1


def test_a_run_is_done_when_its_last_step_is(characters):
    run = start_character_run(characters[:2], source="api", now=NOW)
    one, two = claim_steps(CHARACTER, now=NOW, limit=10)
    finish_steps([one], now=NOW)
    run.refresh_from_db()
    assert run.status == "running"
    finish_steps([two], now=NOW + HOUR, errors={two.pk: "raids: timeout"})
    run.refresh_from_db()
    assert (run.status, run.finished_at) == ("done", NOW + HOUR)


def test_the_steps_of_a_killed_worker_are_handed_out_again(characters):
    run = start_character_run(characters, source="api", now=NOW)
    claim_steps(CHARACTER, now=NOW, limit=10)
    assert release_stale_steps(now=NOW + timedelta(minutes=2)) == 0
    assert release_stale_steps(now=NOW + timedelta(minutes=20)) == 6
    finish_steps(claim_steps(CHARACTER, now=NOW + HOUR, limit=10), now=NOW + HOUR)
    run.refresh_from_db()
    assert run.status == "done"


def test_the_steps_of_a_process_that_has_died_on_this_machine_are_handed_out_again_at_once(characters):
    start_character_run(characters, source="api", now=NOW)
    claim_steps(CHARACTER, now=NOW, limit=3)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    mine = SyncStep.objects.exclude(claim="").first().claim
    SyncStep.objects.filter(claim=mine).update(claim=mine.replace(f"-{os.getpid()}-", f"-{ended.pid}-"))
    claim_steps(CHARACTER, now=NOW, limit=1)
    assert release_stale_steps(now=NOW) == 3


def test_a_step_that_killed_two_workers_is_handed_out_alone_and_given_up_after_five(characters):
    run = start_character_run(characters[:3], source="api", now=NOW)
    now = NOW
    for _ in range(2):
        claim_steps(CHARACTER, now=now, limit=10)
        now += HOUR
        release_stale_steps(now=now)
    for _ in range(9):
        assert len(claim_steps(CHARACTER, now=now, limit=10)) == 1
        now += HOUR
        release_stale_steps(now=now)
    run.refresh_from_db()
    assert run.status == "done"
    assert set(run.steps.values_list("status", "attempts")) == {("failed", TRIES_IN_ALL)}
    assert "each worker died" in run.steps.first().error


def test_a_run_whose_worker_died_after_the_last_step_is_finished_by_the_dispatcher(characters):
    run = start_character_run(characters[:1], source="api", now=NOW)
    SyncStep.objects.filter(run=run).update(status="done")
    assert finish_idle_runs(now=NOW) == 1


def test_a_step_is_offered_once_and_again_only_when_nobody_took_it(characters):
    start_character_run(characters, source="api", now=NOW)
    assert mark_queued(CHARACTER, now=NOW) == 6
    assert mark_queued(CHARACTER, now=NOW + timedelta(minutes=1)) == 0
    assert mark_queued(CHARACTER, now=NOW + timedelta(minutes=10)) == 6


def test_finishing_a_guilds_run_notes_when_the_guild_was_synced(guild):
    start_guild_run(guild, source="command", now=NOW)
    finish_steps(claim_steps(SyncStep.Kind.ROSTER, now=NOW, limit=1), now=NOW)
    guild.refresh_from_db()
    assert guild.last_synced_at == NOW


def test_old_finished_runs_are_deleted_and_running_ones_are_not(characters):
    start_character_run(characters[:1], source="api", now=NOW)
    finish_steps(claim_steps(CHARACTER, now=NOW, limit=1), now=NOW)
    start_character_run(characters[1:2], source="api", now=NOW)
    assert prune_old_runs(now=NOW + timedelta(days=30)) == 1
    assert SyncRun.objects.count() == 1
