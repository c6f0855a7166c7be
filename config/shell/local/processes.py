"""Starting programs in process groups of their own, and ending them with all their children."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

# Seconds to end in good order; a Celery worker takes the second signal as "put your tasks back and go".
STAGES = ((signal.SIGTERM, 4.0), (signal.SIGQUIT, 6.0))


@dataclass(frozen=True, slots=True)
class Program:
    """A program of a local run. `works` says whether it does its work.

    One that `is_seen` writes to the terminal and ends when it is done; the others write to files and stay.
    """

    name: str
    command: tuple[str, ...]
    works: Callable[[], bool] = lambda: True
    environment: Mapping[str, str] = field(default_factory=dict)
    is_seen: bool = False


class Processes:
    """The running programs by name, in the order of their start."""

    def __init__(self, root: Path, environment: Mapping[str, str], keep_open: int) -> None:
        self.root, self.environment, self.keep_open = root, environment, keep_open
        self.logs = root / "var" / "log"
        self.logs.mkdir(parents=True, exist_ok=True)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.lasting: set[str] = set()

    def start(self, program: Program) -> None:
        """Start a program in its own session, so that only we end it; it holds `keep_open` while it lives."""
        if program.is_seen:
            self.running[program.name] = self._open(program, None)
            return
        with self.log(program.name).open("wb") as log:
            self.running[program.name] = self._open(program, log.fileno())
        self.lasting.add(program.name)

    def _open(self, program: Program, output: int | None) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            program.command,
            env={**self.environment, **program.environment},
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            pass_fds=(self.keep_open,),
        )

    def log(self, name: str) -> Path:
        """Return the file that a program writes to."""
        return self.logs / f"{name}.log"

    def ended(self) -> str | None:
        """Return the name of a program that ended although it should stay, if any did."""
        lasting = (item for item in self.running.items() if item[0] in self.lasting)
        return next((name for name, process in lasting if process.poll() is not None), None)

    def stop(self, names: Iterable[str]) -> None:
        """End the named programs together, with everything they started."""
        group = [self.running.pop(name) for name in list(names) if name in self.running]
        for number, patience in STAGES:
            for process in group:
                process.send_signal(number)
            _wait(group, patience)
        for process in group:
            # What does not listen, and children that outlived their parent: they are still in its group.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(processes: Sequence[subprocess.Popen[bytes]], patience: float) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until and any(process.poll() is None for process in processes):
        time.sleep(0.05)
