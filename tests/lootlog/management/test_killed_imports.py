"""An import that is killed at any moment leaves all or nothing, and the same command finishes it."""

import json
import os
import signal
import sqlite3
import subprocess
import sys

import pytest
from django.db import connection

from tests.factories.characters import GuildFactory
from tests.lootlog.management.killing import ENTRIES, MOMENTS, RANDOM

NOTHING, ALL = [0, 0, 0], [ENTRIES, ENTRIES * 5, 1, "applied"]


def address_of_database(folder) -> str:
    """Return where another process finds the tests' database: on SQLite a copy, since theirs is in memory."""
    at = connection.settings_dict
    if connection.vendor == "postgresql":
        return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    with sqlite3.connect(folder / "copy.sqlite3") as copy:
        connection.connection.backup(copy)
    return f"sqlite:///{folder / 'copy.sqlite3'}"


@pytest.mark.slow
def test_an_import_that_is_killed_leaves_all_or_nothing_and_is_finished_by_the_same_command(ledger_db, tmp_path):
    GuildFactory(name="Keepers")
    variables = {
        **os.environ,
        "DATABASE_URL": address_of_database(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    command = [sys.executable, "-m", "tests.lootlog.management.killing", str(tmp_path), "us", "senjin", "Keepers"]
    told = subprocess.run(command, env=variables, check=True, capture_output=True, text=True).stdout
    ends = [json.loads(line) for line in told.splitlines()]
    assert [end["at"] for end in ends] == [*MOMENTS, *map(str, range(RANDOM))]
    for end in ends:
        assert end["then"][:3] in (NOTHING, ALL[:3]), end
        assert (end["again"], end["now"]) == (0, ALL), end
    chosen = [end for end in ends if end["at"] in MOMENTS]
    assert all((end["ended"], end["then"][:3]) == (signal.SIGKILL, NOTHING) for end in chosen), chosen
    assert {end["then"][3] for end in chosen} == {"waiting", "applying"}
