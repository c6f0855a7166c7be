"""Keeping the programs of a local run alive together, and ending them together."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from characters.domain.errors import Refused
from config.shell.local.environment import LocalRun
from config.shell.local.lock import RunLock
from config.shell.local.processes import Processes, Program

START_S = 60
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# The broker and the upstreams outlast those who talk to them.
LAST_TO_END = ("sandbox", "valkey")


class House:
    """The programs of a local run. Leaving the context ends them all, whatever the reason.

    A signal is only noted, so that it cannot tear a start or a stop apart; every wait looks for it.
    """

    def __init__(self, run: LocalRun, lock: RunLock, root: Path) -> None:
        self.lock, self.root = lock, root
        self.processes = Processes(root, run.environment, lock.descriptor)
        self.is_ending = False
        self._parent = os.getppid()

    def __enter__(self) -> Self:
        for number in SIGNALS:
            signal.signal(number, self._note)
        self._note_processes()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.say("\nEnding …")
        self.processes.stop([name for name in self.processes.running if name not in LAST_TO_END])
        self.processes.stop(LAST_TO_END)
        self.say("Nothing is left running.")

    def start(self, program: Program) -> None:
        """Start a program and wait until it works.

        :raises Refused: when it ends instead, with the last lines that it wrote.
        """
        if self.is_ending:
            return
        self.processes.start(program)
        self._note_processes()
        until = time.monotonic() + START_S
        while not (self.is_ending or program.works()):
            self._look(until)

    def finish(self, name: str) -> None:
        """Wait until a program is done, whatever its result.

        :raises Refused: when another one ends meanwhile.
        """
        while not (self.is_ending or self.processes.running[name].poll() is not None):
            self._look()

    def stay(self) -> None:
        """Wait for a signal.

        :raises Refused: when a program ends by itself.
        """
        while not self.is_ending:
            self._look()

    def say(self, text: str) -> None:
        """Tell the terminal, if there still is one."""
        with suppress(OSError):
            print(text, flush=True)

    def _look(self, until: float | None = None) -> None:
        if os.getppid() != self._parent:
            self.is_ending = True
        ended = self.processes.ended()
        late = until is not None and time.monotonic() > until
        if not self.is_ending and (ended or late):
            name = ended or next(reversed(self.processes.running))
            raise Refused(self._complaint(name, "ended" if ended else "does not answer"))
        time.sleep(0.1)

    def _complaint(self, name: str, what: str) -> str:
        log = self.processes.log(name)
        last = "".join(log.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)[-15:])
        return f"\n{name} {what}. The last it wrote to {log.relative_to(self.root)}:\n{last}"

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.is_ending = True

    def _note_processes(self) -> None:
        pids = {name: process.pid for name, process in self.processes.running.items()}
        self.lock.note({"make-run": os.getpid(), **pids})
