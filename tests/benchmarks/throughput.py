"""Syncing a new guild of 500 with one real worker of two processes, while somebody looks at its board.

The rate is counted at the sandbox, where requests arrive, over the middle of the run: its beginning and its end are
the roster and the last few characters. The memory of every process is the largest it ever had.
"""

import math
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.test import override_settings
from django.utils import timezone

from sandbox.server import Running, serve_in_process
from tests.benchmarks.table import Row, at_least, at_most
from tests.live.environment import environment, upstreams_at
from tests.live.processes import most_memory_mb, punctual, with_children
from tests.live.workers import ROOT, running_worker, wait_for

CHARACTERS, LATENCY_MS = 500, 50
GUILD = ("us", "senjin", "Keepers of the Vault")
KIND_OF = {
    "summary": "summary", "raids": "raids", "statistics": "statistics", "keystones": "keystone-profile",
    "season": "keystone-season", "equipment": "equipment", "professions": "professions",
}  # fmt: skip
WITHIN = 300.0
# As often as the timetable offers due steps.
BEAT = 15.0
WEB_PORT = 8731


def measure() -> list[Row]:
    """Run the sync and read off rate, losses and memory."""
    folder = Path(os.environ["BENCH_FOLDER"])
    options = ("--characters", str(CHARACTERS), "--latency-ms", str(LATENCY_MS))
    # Warcraft Logs' long answers would hold up the counting of Blizzard's requests: a twin of the world gives them.
    with ExitStack() as stack:
        with punctual():
            upstreams = stack.enter_context(serve_in_process(*options))
        logs = stack.enter_context(serve_in_process(*options))
        # The first question about each character makes up its past; that is not what is measured.
        upstreams.control("GET", "truth")
        variables = environment(os.environ["DATABASE_URL"], os.environ["REDIS_URL"], upstreams.url)
        variables["WARCRAFTLOGS_URL"] = logs.url
        with (
            running_worker(variables, folder / "worker.log") as worker,
            _web(variables, folder) as web,
            override_settings(**upstreams_at(upstreams.url)),
        ):
            seconds, memory = _sync(upstreams, worker.pids, with_children(web.pid))
        counters = upstreams.control("GET", "counters")["upstreams"]
    return [*_rate(counters["blizzard"], seconds), *_losses(counters), *memory]


@contextmanager
def _web(variables: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "-w", "2", "-b", f"127.0.0.1:{WEB_PORT}"]
    with (folder / "web.log").open("wb") as log:
        web = subprocess.Popen([*command, "--no-control-socket"], cwd=ROOT, env=variables, stdout=log, stderr=log)
    try:
        wait_for(lambda: len(with_children(web.pid)) == 3, 30)
        yield web
    finally:
        web.terminate()
        web.wait(20)


def _sync(upstreams: Running, workers: list[int], web: list[int]) -> tuple[float, list[Row]]:
    from characters.services.guilds import ensure_guild
    from characters.services.runs import start_guild_run
    from vault.tasks import dispatch_due_steps

    guild = ensure_guild(*GUILD, now=timezone.now())
    type(guild).objects.update(is_public=True)
    upstreams.control("DELETE", "counters")
    run = start_guild_run(guild, source="api", now=timezone.now())
    began = time.monotonic()
    dispatched_at = -math.inf

    def finished() -> bool:
        nonlocal dispatched_at
        if time.monotonic() - dispatched_at > BEAT:
            dispatched_at = time.monotonic()
            dispatch_due_steps()
        with urllib.request.urlopen(f"http://127.0.0.1:{WEB_PORT}/api/guilds/{guild.pk}/vault/", timeout=30) as page:
            page.read()
        run.refresh_from_db()
        return run.status != "running"

    wait_for(finished, WITHIN, every=2.0)
    memory = [
        at_most("memory of a worker process at its peak", 250, max(map(most_memory_mb, workers)), " MB"),
        at_most("memory of a web process at its peak", 250, max(map(most_memory_mb, web)), " MB"),
    ]
    return time.monotonic() - began, memory


def _rate(counters: dict[str, Any], seconds: float) -> list[Row]:
    rates = counters["per_second"]
    middle = rates[len(rates) // 6 : -(len(rates) // 6) or None]
    note = f" (slowest second {min(middle)}; {counters['requests']} requests in a sync of {seconds:.0f} s)"
    return [
        at_least(f"Blizzard requests a second held, sync of {CHARACTERS}", 95, statistics.fmean(middle), "/s", note),
        at_most("Blizzard requests in any second", 100, counters["most_in_a_second"]),
    ]


def _losses(counters: dict[str, Any]) -> list[Row]:
    from characters.models import Payload, SyncStep

    answered = sum(counters["blizzard"]["kinds"][kind] for kind in KIND_OF.values())
    rows = Payload.objects.filter(character__isnull=False, section__in=KIND_OF)
    expected = ("200", "404", "403")
    failed = {name: count for name, count in counters["blizzard"]["statuses"].items() if name not in expected}
    open_or_failed = SyncStep.objects.exclude(status="done").count()
    lost = answered - rows.count() + open_or_failed
    note = f" ({answered} answers, {rows.count()} rows; other answers: {failed or 'none'})"
    return [at_most("answers lost", 0, abs(lost), "", note)]
