"""After an upload the pipeline runs, whatever happens between, and not for ever."""

import pytest

from characters.models import SyncRun, SyncStep
from guild_identity.models import AddonUpload
from guild_identity.services import addon, pipeline
from guild_identity.services.pipeline import start_pipeline, start_waiting_uploads, work_pipeline
from tests.factories.characters import UserFactory
from tests.factories.exports import lua_file
from tests.guild_identity.services.exporting import (
    DAY,
    HOUR,
    NOW,
    TROG,
    keepers,
    receive,
    take,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild():
    return keepers()


def finished(guild, now=NOW):
    run = start_pipeline(guild, source="upload", now=now)
    assert work_pipeline(run, clock=lambda: now)
    return run


def test_whoever_uploads_starts_the_pipeline_for_the_workers(guild):
    user = UserFactory()
    take(guild, lua_file(TROG), user=user)
    run = SyncRun.objects.get(kind="identity", guild=guild)
    assert (run.source, run.requested_by, run.status) == ("upload", user, "running")
    kinds = run.steps.order_by("due_at").values_list("kind", flat=True)
    assert list(kinds) == ["notes", "match", "check", "report"]
    assert pipeline.offer_runs(now=NOW) == [run.pk]


def test_a_file_that_could_not_be_read_starts_nothing(guild):
    take(guild, b"nonsense")
    assert start_waiting_uploads(now=NOW) == 0
    assert not SyncRun.objects.exists()


def test_an_upload_that_was_matched_waits_no_more(guild):
    take(guild, lua_file(TROG))
    run = finished(guild)
    assert start_waiting_uploads(now=NOW + HOUR) == 0
    run.delete()
    assert start_waiting_uploads(now=NOW + 15 * DAY) == 0


def test_an_upload_that_comes_after_the_matching_of_a_run_gets_another(guild):
    late = start_pipeline(guild, source="timetable", now=NOW - HOUR)
    SyncStep.objects.filter(run=late, kind__in=["refresh", "discord", "notes", "match"]).update(
        status="done", claimed_at=NOW - HOUR
    )
    take(guild, lua_file(TROG))
    assert SyncRun.objects.get(status="running") == late
    work_pipeline(late, clock=lambda: NOW + HOUR)
    assert start_waiting_uploads(now=NOW + HOUR) == 1
    run = SyncRun.objects.get(status="running")
    assert (run.source, run.pk != late.pk) == ("upload", True)


def test_an_upload_whose_reader_died_is_found(guild, monkeypatch):
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr("guild_identity.services.importing.start_pipeline", lambda *args, **named: 1 / 0)
        take(guild, lua_file(TROG))
    assert start_waiting_uploads(now=NOW + HOUR) == 1


def test_an_upload_that_meets_a_defect_every_time_does_not_start_runs_for_ever(guild, monkeypatch):
    monkeypatch.setattr(addon, "fill_gaps", lambda *args: 1 / 0)
    receive(guild, lua_file(TROG))
    assert start_waiting_uploads(now=NOW) == 1
    run = SyncRun.objects.get()
    for _ in range(pipeline.TRIES):
        with pytest.raises(ZeroDivisionError):
            work_pipeline(run, clock=lambda: NOW)
    assert work_pipeline(run, clock=lambda: NOW)
    assert start_waiting_uploads(now=NOW + HOUR) == 0
    monkeypatch.undo()
    finished(guild, NOW + HOUR)
    assert AddonUpload.objects.get().status == "done"
