"""What processes use, read from Linux' /proc."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


@contextmanager
def punctual() -> Iterator[None]:
    """Let what is started within run before all other processes, where the machine permits it.

    Whoever takes times must not be held up by those it watches.
    """
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    except PermissionError:
        yield
        return
    try:
        yield
    finally:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def cpu_seconds(pids: Iterable[int]) -> float:
    """Return the seconds of processor that processes have used so far; one that cannot be seen counts nothing."""
    return sum(_ticks(pid) for pid in pids) / TICK


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def most_memory_mb(pid: int) -> float:
    """Return the largest resident memory that a process has had, in MB; 0 once it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    lines = (line.split() for line in status.splitlines() if line.startswith("VmHWM:"))
    return next((int(words[1]) / 1000 for words in lines), 0.0)


def with_children(pid: int) -> list[int]:
    """Return a process and its children that live now."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    except OSError:
        return []
    return [pid, *map(int, children)]
