"""What every test finds."""

import shutil
from collections.abc import Iterator
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.db import connection

from characters.clients import breakers, oauth
from guild_identity.clients import buckets
from lootlog.models import LogEntry, Voided, WeekBalance
from tests.wire import Wire, replaced_wire

append_only = import_module("lootlog.migrations.0002_append_only")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip tests whose servers or programs this machine lacks; `make test` demands servers if CI is set."""
    if item.get_closest_marker("services") and not (connection.vendor == "postgresql" and project.REDIS_URL):
        pytest.skip("needs PostgreSQL and Redis: set DATABASE_URL and REDIS_URL")
    if item.get_closest_marker("browser") and not shutil.which("chromedriver"):
        pytest.skip("needs chromium and chromedriver")


@pytest.fixture
def fresh_clients(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients that remember nothing, share nothing with other processes, and do not pause between tries."""
    settings.REDIS_URL = ""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.UPSTREAM_BUDGETS = {}
    cache.clear()
    breakers.circuit.cache_clear()
    oauth.BLIZZARD._held.clear()
    oauth.WARCRAFTLOGS._held.clear()
    buckets.MEMORY.forget()
    monkeypatch.setattr("tenacity.nap.time", SimpleNamespace(sleep=lambda seconds: None))


@pytest.fixture
def wire(fresh_clients: None) -> Iterator[Wire]:
    """The network, replaced."""
    with replaced_wire() as wire:
        yield wire


@pytest.fixture
def ledger_db(transactional_db: None) -> Iterator[None]:
    """A database with real transactions for tests that write in ledgers: flushing it empties every table, which the
    ledger refuses while there are lines in it, so they go first."""
    yield
    if LogEntry.objects.exists():
        with connection.schema_editor(atomic=False) as editor:
            append_only.drop(None, editor)
            for model in (Voided, WeekBalance, LogEntry):
                editor.execute(f"DELETE FROM {model._meta.db_table}")
            append_only.make(None, editor)
