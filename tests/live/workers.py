"""A real Celery worker in processes of its own, as `make run` starts it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.live.processes import with_children

ROOT = Path(__file__).resolve().parents[2]
QUEUES = "default,blizzard,raiderio,warcraftlogs"
START_WITHIN, END_WITHIN = 60.0, 20.0


class Worker:
    """A Celery worker with its pool of processes; everything it says goes to a file."""

    def __init__(self, environment: Mapping[str, str], log: Path, processes: int = 2) -> None:
        self.log = log
        options = ("-c", str(processes), "-l", "INFO", "-Q", QUEUES, "--without-gossip", "--without-mingle")
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "config", "worker", "-n", f"{log.stem}@%h", *options],
                cwd=ROOT, env={**environment, "LOG_LEVEL": "INFO"}, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip

    @property
    def pids(self) -> list[int]:
        """The parent and the pool's processes that live now."""
        return with_children(self.process.pid)

    def wait_until_ready(self) -> None:
        """Wait until the worker takes tasks."""
        wait_for(lambda: b" ready." in self.log.read_bytes(), START_WITHIN, lambda: self.log.read_text("utf-8"))

    def kill(self) -> None:
        """Kill every process at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it in good order, by force where it does not listen."""
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(END_WITHIN)
        try:
            self.kill()
        except ProcessLookupError:
            self.process.wait()


@contextmanager
def running_worker(environment: Mapping[str, str], log: Path, processes: int = 2) -> Iterator[Worker]:
    """Run a worker that is ready."""
    worker = Worker(environment, log, processes)
    try:
        worker.wait_until_ready()
        yield worker
    finally:
        worker.stop()


def wait_for(
    true: Callable[[], object], seconds: float, tell: Callable[[], str] = lambda: "", every: float = 0.1
) -> None:
    """Wait until something is true.

    :raises TimeoutError: after `seconds`, with what `tell` has to say.
    """
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise TimeoutError(f"Still not true after {seconds:g} s. {tell()}"[-4000:])
        time.sleep(every)
