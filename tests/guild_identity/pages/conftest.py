import socket

import pytest

from tests.factories.people import People, people_of
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
def people(world) -> People:
    return people_of(world)
