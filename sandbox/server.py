"""Runs a sandbox: in this process until it is told to end, or in a thread or a process of its own for tests."""

import asyncio
import json
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.blizzard.routes import routes as blizzard_routes
from sandbox.control.routes import routes as control_routes
from sandbox.discord.gateway import routes as gateway_routes
from sandbox.discord.posting import routes as posting_routes
from sandbox.discord.routes import routes as discord_routes
from sandbox.gate import gate
from sandbox.raiderio.routes import routes as raiderio_routes
from sandbox.state import KEY, Sandbox
from sandbox.warcraftlogs.routes import routes as warcraftlogs_routes
from sandbox.world.world import World

_MAX_REQUEST = 32 * 2**20
READY = "Sandbox ready at "


def build_app(sandbox: Sandbox) -> web.Application:
    """Build the web application of a sandbox: every upstream at its real paths, and /sandbox/."""
    app = web.Application(middlewares=[gate], client_max_size=_MAX_REQUEST)
    app[KEY] = sandbox
    discord = (discord_routes, posting_routes, gateway_routes)
    for routes in (blizzard_routes, raiderio_routes, warcraftlogs_routes, *discord, control_routes):
        app.add_routes(routes())
    app.on_shutdown.append(_hang_up)
    return app


async def _hang_up(app: web.Application) -> None:
    """Close what would otherwise stay open for ever."""
    for socket in app[KEY].hub.sockets():
        await socket.close(code=1001)


@dataclass(frozen=True)
class Running:
    """A sandbox that is being served; `sandbox` is None when it lives in another process."""

    url: str
    sandbox: Sandbox | None = None

    def control(self, method: str, path: str, body: object = None) -> Any:
        """Call the control plane: path after /sandbox/, JSON in and out."""
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self.url}/sandbox/{path}", data=data, method=method)
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)


async def serve(
    sandbox: Sandbox, host: str, port: int, ready: Callable[[str], None], until: Callable[[], Awaitable[object]]
) -> None:
    """Serve a sandbox until an awaitable ends. Calls `ready` with the address; port 0 takes a free one."""
    runner = web.AppRunner(build_app(sandbox), access_log=None, handler_cancellation=True, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        ready(f"http://{host}:{runner.addresses[0][1]}")
        await until()
    finally:
        await runner.cleanup()


class _Thread(threading.Thread):
    """Serves a sandbox until it is asked to stop."""

    def __init__(self, sandbox: Sandbox, host: str, port: int) -> None:
        super().__init__(name="sandbox", daemon=True)
        self.address = ""
        self.failure: OSError | None = None
        self.is_ready = threading.Event()
        self._what = (sandbox, host, port)
        self._loop, self._end = asyncio.new_event_loop(), asyncio.Event()

    def run(self) -> None:
        try:
            self._loop.run_until_complete(serve(*self._what, self._announce, self._end.wait))
        except OSError as failure:
            self.failure = failure
        finally:
            self._loop.close()
            self.is_ready.set()

    def stop(self) -> None:
        if self.is_alive() and not self.failure:
            self._loop.call_soon_threadsafe(self._end.set)
        self.join(timeout=10)

    def _announce(self, address: str) -> None:
        self.address = address
        self.is_ready.set()


@contextmanager
def serve_in_thread(world: World | Sandbox | None = None, port: int = 0, host: str = "127.0.0.1") -> Iterator[Running]:
    """Serve a world (or a sandbox, or the default world) from a thread of this process."""
    sandbox = world if isinstance(world, Sandbox) else Sandbox(world or World())
    thread = _Thread(sandbox, host, port)
    thread.start()
    thread.is_ready.wait(timeout=30)
    if not thread.address:
        raise thread.failure or TimeoutError("the sandbox did not start")
    try:
        yield Running(thread.address, sandbox)
    finally:
        thread.stop()


@contextmanager
def serve_in_process(*options: str) -> Iterator[Running]:
    """Serve from a process of its own, with the options of the command line; the port is free if none is given."""
    command = [sys.executable, "-m", "sandbox", "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line.startswith(READY):
            raise RuntimeError(f"the sandbox did not start: {line!r}")
        yield Running(line.removeprefix(READY).strip())
    finally:
        process.terminate()
        process.communicate(timeout=10)
