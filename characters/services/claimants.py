"""Who claims steps: which process of which machine, so that the claims of one that has died are known at once."""

import os
import platform
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

NAMESPACE = Path("/proc/self/ns/pid")


def new_claim() -> str:
    """Make a claim that names this process, such as "3f9c2a-4711-0b1f…"."""
    return f"{_machine()}-{os.getpid()}-{uuid4().hex[:12]}"


def is_forsaken(claim: str) -> bool:
    """Tell whether a claim's process ran on this machine and is gone. Of other machines nothing is known."""
    machine, _, rest = claim.partition("-")
    number = rest.partition("-")[0]
    return machine == _machine() and number.isdecimal() and not _is_alive(int(number))


def _is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(number)


def _is_zombie(number: int) -> bool:
    """Tell whether a process has ended and only waits to be noticed by its parent."""
    try:
        state = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state == "Z"


@lru_cache(maxsize=1)
def _machine() -> str:
    # Containers may share a name but not the space of their process numbers.
    space = os.readlink(NAMESPACE) if NAMESPACE.exists() else ""
    return sha256(f"{platform.node()} {space}".encode()).hexdigest()[:6]
