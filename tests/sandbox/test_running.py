"""Starting, stopping and speed."""

import asyncio
import signal
import socket
import subprocess
import sys
import time

import aiohttp
import pytest
import requests
from aiohttp import web

from sandbox.server import READY, serve_in_process, serve_in_thread
from tests.sandbox.asking import Asker


def test_a_process_of_its_own_ends_cleanly_on_interrupt() -> None:
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--now", "2026-11-21T05:00:00Z", "--world", "empty"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith(READY)
        clock = requests.get(line.removeprefix(READY).strip() + "/sandbox/clock", timeout=5).json()
        assert clock["now"] == "2026-11-21T05:00:00.000Z"
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=10)
    assert (process.returncode, complaints) == (0, "")


def test_two_processes_show_the_same_world() -> None:
    rosters = []
    for _ in range(2):
        options = ("--characters", "60", "--guilds", "2", "--now", "2026-11-21T05:00:00Z")
        with serve_in_process(*options) as running, Asker(running.url) as asker:
            rosters.append((asker.roster().json(), asker.character("Trogmoon", "/encounters/raids").json()))
    assert rosters[0] == rosters[1]


@pytest.mark.parametrize("option", [["--now", "soon"], ["--characters", "none"], ["--world", "big"]])
def test_bad_options_are_explained(option: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "sandbox", *option], capture_output=True, text=True, timeout=20)
    assert done.returncode == 2
    assert option[0] in done.stderr


def test_a_taken_port_is_explained() -> None:
    with serve_in_thread() as running:
        port = running.url.rpartition(":")[2]
        command = [sys.executable, "-m", "sandbox", "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert done.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in done.stderr
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"), serve_in_thread(port=port, host="127.0.0.1"):
            pass


def test_many_are_answered_at_once() -> None:
    latency_ms = 50
    options = ("--characters", "1000", "--latency-ms", str(latency_ms), "--now", "2026-11-21T05:00:00Z")
    with serve_in_process(*options) as running, Asker(running.url) as asker:
        members = asker.roster().json()["members"][:200]
        paths = [
            f"/profile/wow/character/{member['character']['realm']['slug']}/{member['character']['name'].lower()}{section}"
            for member in members
            for section in ("", "/encounters/raids", "/achievements/statistics")
        ]
        begun = time.monotonic()
        statuses = asyncio.run(_ask_all(running.url, asker.token("/token"), paths))
        took = time.monotonic() - begun
        counted = running.control("GET", "counters")["upstreams"]["blizzard"]["statuses"]
    assert took < len(paths) * latency_ms / 1000
    assert sum(counted.values()) == len(paths) + 1
    assert statuses.count(200) > 560


async def _ask_all(url: str, token: str, paths: list[str]) -> list[int]:
    headers = {"Authorization": f"Bearer {token}"}
    gate = asyncio.Semaphore(60)
    async with aiohttp.ClientSession(url, headers=headers) as session:

        async def ask(path: str) -> int:
            async with gate, session.get(path, params={"namespace": "profile-us"}) as answer:
                await answer.read()
                return answer.status

        return await asyncio.gather(*(ask(path) for path in paths))


def test_latency_is_kept() -> None:
    with serve_in_thread() as running, Asker(running.url) as asker:
        asker.control("PUT", "settings", {"latency_ms": 120})
        begun = time.monotonic()
        asker.raiderio("Trogmoon")
        assert time.monotonic() - begun >= 0.12


def test_no_two_routes_share_a_name() -> None:
    with serve_in_thread() as running:
        assert running.sandbox is not None
        from sandbox.server import build_app

        routes = [route for route in build_app(running.sandbox).router.routes() if route.method != "HEAD"]
    assert all(isinstance(route, web.AbstractRoute) for route in routes)
    names = [route.name for route in routes if route.name]
    assert len(names) == len(set(names))
