import pytest
from django.core.cache.backends.locmem import LocMemCache
from rest_framework.throttling import SimpleRateThrottle

from lootlog.models import Profile
from lootlog.services.profiles import active_profile
from tests.factories.worlds import World, small_world


@pytest.fixture
def world(db, monkeypatch) -> World:
    """A guild and its people; nobody has asked for anything yet, and no other test counts our requests."""
    monkeypatch.setattr(SimpleRateThrottle, "cache", LocMemCache("a world of its own", {}))
    SimpleRateThrottle.cache.clear()
    return small_world()


@pytest.fixture
def profile(world) -> Profile:
    """The guild's active profile, still empty."""
    return active_profile(world.guild, now=world.now)


@pytest.fixture
def at(profile):
    """Return the address of something in the profile."""

    def address(path: str = "") -> str:
        return f"/api/lootlog/profiles/{profile.pk}/{path}"

    return address
