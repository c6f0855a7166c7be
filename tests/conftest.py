"""What every test finds."""

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from tests.wire import Wire, replaced_wire


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip tests whose servers or programs this machine lacks; `make test` demands servers if CI is set."""
    if item.get_closest_marker("services") and not (connection.vendor == "postgresql" and settings.REDIS_URL):
        pytest.skip("needs PostgreSQL and Redis: set DATABASE_URL and REDIS_URL")
    if item.get_closest_marker("browser") and not shutil.which("chromedriver"):
        pytest.skip("needs chromium and chromedriver")


@pytest.fixture
def wire() -> Iterator[Wire]:
    """The network, replaced; what was remembered of upstreams is forgotten first."""
    cache.clear()
    with replaced_wire() as wire:
        yield wire
