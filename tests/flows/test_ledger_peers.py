"""Peers in processes of their own: they write alone, sync with a server that runs, and may be killed at any moment."""

import json
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.management import call_command

from lootlog.domain.exchange.answering import answer
from lootlog.domain.exchange.messages import AskSwap, Facts, read_ask
from lootlog.domain.exchange.shelf import Holding
from lootlog.domain.exchange.store import read_store, store_lines
from lootlog.services.profiles import active_profile
from tests.factories.worlds import small_world
from tests.live.environment import environment
from tests.live.web import running_site
from tests.live.workers import ROOT, wait_for
from tests.lootlog.exchange.ledgers import entries, holding

pytestmark = pytest.mark.slow
SEEN_WITHIN = 2.0
# A command on a busy machine.
PATIENCE = 150
SPOKEN = ("--speak", "messages")


class Device:
    """A store, and the command on it in processes that reach no database."""

    def __init__(self, folder: Path, name: str, server: str, profile: int, secret: str = "") -> None:
        self.store, self.name = folder / f"{name}.jsonl", name
        self.server = ["--server", server, "--profile", str(profile), "--token-env", "PEER"]
        nowhere = f"sqlite:///{folder}/none/none.sqlite3"
        self.environment = environment(nowhere, redis_url="") | {"PEER": secret or "none"}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the command."""
        return subprocess.Popen(
            [sys.executable, "manage.py", "lootlog_peer", str(self.store), "--name", self.name, "--json", *arguments],
            cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip

    def run(self, *arguments: str) -> None:
        """Run the command right here."""
        call_command("lootlog_peer", str(self.store), "--name", self.name, *arguments, stdout=StringIO())

    def add(self, points: str) -> None:
        """Write alone."""
        self.run("--add", "Thrall-Garona", points, "Boss")

    def keep(self, held: Holding) -> None:
        """Begin with a store."""
        self.store.write_bytes(b"".join(store_lines(held)))

    def held(self) -> Holding:
        """Read the store."""
        return read_store(self.store.read_bytes().splitlines(keepends=True))

    def standings(self) -> Any:
        """Return what everybody holds by the store."""
        return json.loads(self.store.read_bytes().splitlines()[-1])["standings"]


def ended(*processes: subprocess.Popen[str]) -> list[dict[str, Any]]:
    """Wait for commands, and return their documents."""
    told = [process.communicate(timeout=PATIENCE) for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes), told
    return [json.loads(out) for out, _ in told]


def test_two_peers_that_wrote_alone_end_with_what_the_server_holds_and_news_is_seen_at_once(ledger_db, tmp_path):
    world = small_world()
    profile = active_profile(world.guild, now=world.now)
    secret = world.token("officer", "officer")["headers"]["Authorization"].split()[1]
    with running_site(tmp_path) as url:
        olga, otto = (Device(tmp_path, name, url, profile.pk, secret) for name in ("Olga-Garona", "Otto-Garona"))
        for device, points in ((olga, "5"), (otto, "2.5")):
            device.keep(Holding(Facts(profile.uuid, profile.name, "Keepers", "garona")))
            device.add(points)
        watching = otto.start(*otto.server, "--watch", "0.3")
        try:
            wait_for(lambda: feed(url, profile.pk, secret)["last_position"] == 1, 20)
            [done] = ended(olga.start(*olga.server, "--add", "Thrall-Garona", "-1", "Sword"))
            since = time.monotonic()
            assert (done["sync"]["received"], done["sync"]["brought"]) == (1, 2)
            assert feed(url, profile.pk, secret)["last_position"] == 3
            wait_for(lambda: otto.held().root == olga.held().root, 20, every=0.05)
            assert time.monotonic() - since < SEEN_WITHIN
        finally:
            watching.send_signal(signal.SIGKILL)
            watching.communicate()
        assert olga.standings() == otto.standings() == {"thrall-garona": "6.5"}
        assert str(otto.held().root) == done["digest"]


def test_two_peers_speak_the_seven_messages_with_a_server_and_one_starts_a_sync_by_hand(ledger_db, tmp_path):
    world = small_world()
    profile = active_profile(world.guild, now=world.now)
    secret = world.token("officer", "officer")["headers"]["Authorization"].split()[1]
    with running_site(tmp_path) as url:
        olga, otto = (Device(tmp_path, name, url, profile.pk, secret) for name in ("Olga-Garona", "Otto-Garona"))
        for device, points in ((olga, "5"), (otto, "2.5")):
            device.keep(Holding(Facts(profile.uuid, profile.name, "Keepers", "garona")))
            device.add(points)
        both = ended(*(device.start(*device.server, *SPOKEN) for device in (olga, otto)))
        assert [done["sync"]["in_sync"] for done in both] == [True, True], both
        by_hand = otto.start(*otto.server, *SPOKEN, "--debug", "--sync-now", "--add", "Thrall-Garona", "-1", "Sword")
        out, beside = by_hand.communicate(timeout=PATIENCE)
        assert (json.loads(out)["sync"]["in_sync"], by_hand.returncode) == (True, 0), beside
        assert "SYNC: Asked Vaultkeeper" in beside and "PROFILE: Using" in beside
        [done] = ended(olga.start(*olga.server, *SPOKEN))
        silent = otto.start(*otto.server, *SPOKEN, "--off", "--add", "Thrall-Garona", "9", "Later")
        assert ended(silent)[0]["sync"] is None
        assert olga.standings() == {"thrall-garona": "6.5"}
        assert feed(url, profile.pk, secret)["last_position"] == done["entries"] == 3


def feed(url: str, profile: int, secret: str) -> Any:
    """Read what a page asks for every second."""
    request = urllib.request.Request(
        f"{url}/api/lootlog/profiles/{profile}/entries/?after=0", headers={"Authorization": f"Token {secret}"}
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)


def test_a_peer_that_is_killed_in_the_middle_of_a_sync_has_its_store_and_goes_on(tmp_path):
    theirs = holding(entries(range(2_500), weeks=3))
    stuck = threading.Event()
    with slow_server(theirs, stuck) as url:
        device = Device(tmp_path, "Olga-Garona", url, 1)
        device.keep(holding(entries(range(3), author=2)))
        before = device.held().root
        process = device.start(*device.server)
        assert stuck.wait(30), process.communicate()
        process.kill()
        process.communicate()
        assert device.held().root == before
        device.run(*device.server[:4])
    assert device.held().root == theirs.root and theirs.root.count == 2_503


@contextmanager
def slow_server(held: Holding, stuck: threading.Event) -> Iterator[str]:
    """A server that does not answer to the second portion of entries the first time it is asked for one."""
    portions = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            ask = read_ask(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            portions.extend([ask] * isinstance(ask, AskSwap))
            if len(portions) == 2 and not stuck.is_set():
                stuck.set()
                return
            body = msgspec.json.encode(answer(held, ask))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
