"""One local run at a time: a lock that every process of a run holds, and a list of them for people."""

import fcntl
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from characters.domain.errors import Refused


class RunLock:
    """The lock of a local run. Its processes inherit it: it is free when the last of them has ended."""

    def __init__(self, file: Path) -> None:
        """Take the lock.

        :raises Refused: when another run, or what was left of a killed one, holds it.
        """
        file.parent.mkdir(parents=True, exist_ok=True)
        self.descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self.descriptor)
            noted = dict(line.split("=", 1) for line in file.read_text(encoding="utf-8").split())
            raise Refused(_explain(noted)) from None

    def note(self, processes: Mapping[str, int]) -> None:
        """Write down who holds the lock."""
        os.truncate(self.descriptor, 0)
        os.pwrite(self.descriptor, "".join(f"{name}={pid}\n" for name, pid in processes.items()).encode(), 0)


def _explain(noted: Mapping[str, str]) -> str:
    alive = {name: pid for name, pid in noted.items() if _is_alive(int(pid))}
    if "make-run" in alive:
        return f"Vaultkeeper already runs here (process {alive['make-run']}): end it with Ctrl-C there."
    listed = ", ".join(f"{name} {pid}" for name, pid in alive.items())
    return (
        f"An earlier run was killed and left processes behind: {listed or 'unknown'}. "
        f"End them with: kill {' '.join(alive.values())}"
    )


def _is_alive(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False
