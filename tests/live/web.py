"""The site in a process of its own, on a copy of the test's database."""

import http.client
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from tests.live.environment import environment
from tests.live.workers import ROOT, wait_for

START_WITHIN = 30.0


@contextmanager
def running_site(folder: Path) -> Iterator[str]:
    """Run the site on what the test has put into its database, and lend its address.

    On SQLite that is a copy; on PostgreSQL it is the test's own database, so the test must have committed.
    """
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "-w", "1", "-b", f"127.0.0.1:{port}"]
    with (folder / "web.log").open("wb") as log:
        web = subprocess.Popen(
            [*command, "--no-control-socket"], cwd=ROOT, env=environment(_database(folder), redis_url=""), stdout=log,
            stderr=log, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    try:
        wait_for(lambda: _answers(port), START_WITHIN, (folder / "web.log").read_text, every=0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        web.terminate()
        web.wait()


def _database(folder: Path) -> str:
    if connection.vendor != "sqlite":
        place = connection.settings_dict
        user, password = quote(place["USER"]), quote(place["PASSWORD"] or "")
        return f"postgres://{user}:{password}@{place['HOST']}:{place['PORT'] or 5432}/{place['NAME']}"
    connection.ensure_connection()
    file = folder / "site.sqlite3"
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
    return f"sqlite:///{file}"


def _answers(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as client:
        try:
            client.request("GET", "/healthz")
            return client.getresponse().status == 200
        except (ConnectionError, TimeoutError):
            return False


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
