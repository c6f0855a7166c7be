import pytest

from lootlog.services.profiles import active_profile
from tests.factories.worlds import small_world
from tests.lootlog.management.peering import Device, answered_by_the_site


@pytest.fixture
def world(db, wire):
    """A guild and its people, and a wire."""
    return small_world()


@pytest.fixture
def profile(world, wire, monkeypatch):
    """The guild's active profile, which peers reach with an officer's token."""
    profile = active_profile(world.guild, now=world.now)
    wire.put(f"/api/lootlog/profiles/{profile.pk}/messages/", answered_by_the_site)
    monkeypatch.setenv("PEER_TOKEN", world.token("officer", "officer")["headers"]["Authorization"].split()[1])
    return profile


@pytest.fixture
def olga(profile, tmp_path):
    """An officer's device."""
    return Device(tmp_path / "olga.jsonl", "Olga-Garona", profile.pk)


@pytest.fixture
def otto(profile, tmp_path):
    """Another one's."""
    return Device(tmp_path / "otto.jsonl", "Otto-Garona", profile.pk)
