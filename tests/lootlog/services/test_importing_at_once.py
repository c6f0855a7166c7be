"""Imports that meet in the same profiles. Needs real locks."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from lootlog.models import Profile, Upload
from lootlog.services import importing
from lootlog.services.importing import begin_apply, finish_apply
from tests.factories.characters import GuildFactory
from tests.factories.gen1_files import gen1_file, row
from tests.factories.lootlog import ProfileFactory
from tests.lootlog.services.importing import NOW, held, sent

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("ledger_db")]


def at_once(uploads):
    """Apply uploads in a thread each; return how each ended."""
    gate = threading.Barrier(len(uploads))

    def run(upload):
        gate.wait(10)
        try:
            return finish_apply(upload, now=NOW).state
        finally:
            connection.close()

    with ThreadPoolExecutor(len(uploads)) as pool:
        return list(pool.map(run, uploads))


def begun(guild, delta, choices):
    upload = sent(guild, gen1_file({key: [row(1, delta=delta)] for key in choices}))
    return begin_apply(upload, choices, user=None, now=NOW)


@pytest.fixture
def slow_joins(monkeypatch):
    """Every join takes long enough for others to come in between."""
    real = importing._join

    def joined(*args):
        told = real(*args)
        time.sleep(0.4)
        return told

    monkeypatch.setattr(importing, "_join", joined)


def test_two_imports_whose_profiles_cross_both_end(slow_joins):
    guild = GuildFactory()
    first, second = (str(ProfileFactory(guild=guild, name=name).uuid) for name in ("One", "Two"))
    crossed = [begun(guild, 5, {"A": first, "B": second}), begun(guild, 3, {"C": second, "D": first})]
    assert at_once(crossed) == [Upload.State.APPLIED] * 2
    assert [held(Profile.objects.get(uuid=uuid)) for uuid in (first, second)] == [{"Thrall-Garona": 8}] * 2


def test_an_import_that_makes_a_profile_keeps_nobody_waiting_for_ever(slow_joins):
    guild = GuildFactory()
    first = str(ProfileFactory(guild=guild, name="One").uuid)
    mixed = [begun(guild, 5, {"A": first, "B": "new:Two"}), begun(guild, 3, {"A": "new:Three", "B": first})]
    assert at_once(mixed) == [Upload.State.APPLIED] * 2
    assert held(Profile.objects.get(uuid=first)) == {"Thrall-Garona": 8}
