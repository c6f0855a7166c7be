"""A living sandbox that stands still at a Saturday, and an empty one for scripted events."""

import warnings
from collections.abc import Iterator

import pytest

from sandbox.clock import Clock, to_ms
from sandbox.server import serve_in_thread
from sandbox.state import Sandbox
from sandbox.world.records import WorldConfig
from sandbox.world.world import World
from tests.sandbox.asking import Asker

with warnings.catch_warnings():
    # It stands on a module of Python's that is to go one day, and says so when it is first imported.
    warnings.simplefilter("ignore", DeprecationWarning)
    import discord as discord

SATURDAY = "2026-11-21T05:00:00Z"


def _serve(config: WorldConfig) -> Iterator[Asker]:
    sandbox = Sandbox(World(config), Clock(to_ms(SATURDAY)))
    with serve_in_thread(sandbox) as running, Asker(running.url) as asker:
        asker.sandbox = sandbox
        yield asker


@pytest.fixture(scope="module")
def living() -> Iterator[Asker]:
    """The default world."""
    yield from _serve(WorldConfig())


@pytest.fixture
def empty() -> Iterator[Asker]:
    """A guild without members."""
    yield from _serve(WorldConfig(scripted=True))
