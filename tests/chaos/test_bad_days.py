"""Worker, broker or database struck in the middle of a run: it finishes by itself, and the vaults are the same."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import Running
from tests.chaos.house import OVERLAPS, House, frozen_upstreams, house, sync_to_the_end
from tests.live.workers import wait_for

pytestmark = [pytest.mark.services, pytest.mark.slow]
WITHIN = 120.0


@pytest.fixture(scope="module")
def upstreams() -> Iterator[Running]:
    with frozen_upstreams() as running:
        yield running


@pytest.fixture(scope="module")
def undisturbed(upstreams: Running, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """The vaults of a run that nothing struck."""
    folder = tmp_path_factory.mktemp("undisturbed")
    with house(f"vk_calm_{os.getpid()}", folder, upstreams) as calm:
        calm.start_sync()
        return sync_to_the_end(calm, WITHIN)


def kill_the_worker(built: House) -> None:
    built.replace_worker()


def restart_the_broker(built: House) -> None:
    built.replace_broker()


def cut_every_database_connection(built: House) -> None:
    for _ in range(3):
        done = built.done()
        built.cut_connections()
        wait_for(lambda done=done: built.done() > done or built.is_finished(), WITHIN)


@pytest.mark.parametrize("strike", [kill_the_worker, restart_the_broker, cut_every_database_connection])
def test_a_run_that_is_struck_in_its_midst_finishes_by_itself_with_the_same_vaults(
    strike: Callable[[House], None], undisturbed: list[Any], upstreams: Running, tmp_path: Path
):
    with house(f"vk_struck_{os.getpid()}", tmp_path, upstreams) as struck:
        struck.start_sync()
        wait_for(lambda: struck.done() >= 8, WITHIN)
        assert not struck.is_finished()
        strike(struck)
        assert struck.ask(OVERLAPS) == [(0,)]
        assert sync_to_the_end(struck, WITHIN) == undisturbed
        assert struck.ask("SELECT count(*) FROM characters_syncstep WHERE status <> 'done'") == [(0,)]
    assert len(undisturbed) == 78
