import pytest
from django.core.cache import cache

from tests.factories.worlds import World, small_world


@pytest.fixture
def world(db) -> World:
    """A guild and its people; nobody has asked for anything yet."""
    cache.clear()
    return small_world()
