import pytest
from django.core.cache.backends.locmem import LocMemCache
from rest_framework.throttling import SimpleRateThrottle

from tests.factories.people import People, people_of
from tests.factories.worlds import World, small_world


@pytest.fixture
def world(db, monkeypatch) -> World:
    """A guild and its people; nobody has asked for anything yet, and no other test counts our requests."""
    monkeypatch.setattr(SimpleRateThrottle, "cache", LocMemCache("a world of its own", {}))
    SimpleRateThrottle.cache.clear()
    return small_world()


@pytest.fixture
def people(world) -> People:
    return people_of(world)
