import socket
from datetime import timedelta
from decimal import Decimal
from functools import cache
from types import SimpleNamespace

import pytest

from lootlog.services.profiles import active_profile
from lootlog.services.writing import Award, award
from tests.factories.lootlog import writer
from tests.factories.worlds import World, small_world


@pytest.fixture(autouse=True)
def no_upstreams(monkeypatch):
    """Refuse every connection that would leave this machine: pages read the database only."""
    connect = socket.socket.connect

    def guarded(self, address):
        near = ("127.0.0.1", "::1", "localhost")
        assert self.family == socket.AF_UNIX or address[0] in near, f"a page called {address}"
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def world(db) -> World:
    return small_world()


@pytest.fixture
def ledger(world):
    """The active profile with two entries of a week ago and one of an hour ago."""
    profile = active_profile(world.guild, now=world.now)
    realm = world.guild.realm.name
    names = [f"Trogmoon-{realm}", f"Ümbrânox-{realm}"]
    past, late = world.now - timedelta(days=7), world.now - timedelta(hours=1)
    first, second = (writer(world.officer, at, "Olga-Garona") for at in (past, late))
    kill = award(profile, [Award(name, Decimal(10), "Boss kill") for name in names], by=first)
    loot = award(profile, [Award(names[0], Decimal("-2.5"), "Ring")], by=second)
    return SimpleNamespace(profile=profile, names=names, kill=list(kill), loot=loot[0], past=past)


@pytest.fixture
def signed_in(world):
    """Return somebody's browser, the same each time."""
    return cache(world.client)


@pytest.fixture
def ask(ledger, signed_in):
    """Ask for an address below the profile's as somebody."""

    def asked(path="", person="officer", **more):
        return signed_in(person).get(f"/loot/{ledger.profile.pk}/{path}", **more)

    return asked


@pytest.fixture
def send(ledger, signed_in):
    """Send a form to an address below the profile's as somebody."""

    def sent(path, person="officer", **fields):
        return signed_in(person).post(f"/loot/{ledger.profile.pk}/{path}", fields)

    return sent
