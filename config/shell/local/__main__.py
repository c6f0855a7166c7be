"""`make run`: start everything, show the first sync, stay until Ctrl-C, and leave no process behind."""

import os
import subprocess
import sys
from pathlib import Path

from characters.domain.errors import Refused
from config.shell.local.environment import LocalRun, local_run, shared_with_commands
from config.shell.local.house import House
from config.shell.local.lock import RunLock
from config.shell.local.plan import MANAGE, check_ports, first_sync, servers, workers

ROOT = Path(__file__).resolve().parents[3]
VAR = ROOT / "var"


def main() -> int:
    """Run Vaultkeeper on this machine until a signal comes; return the exit status."""
    try:
        run = local_run(os.environ, ROOT)
        lock = RunLock(VAR / "run.lock")
        check_ports(run)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    with shared_with_commands(run, ROOT), House(run, lock, ROOT) as house:
        try:
            _open(house, run)
            house.stay()
        except Refused as refusal:
            house.say(str(refusal))
            return 1
    return 0


def _open(house: House, run: LocalRun) -> None:
    _prepare(run)
    for program in (*servers(run, VAR), *workers(run, VAR)):
        house.start(program)
    house.say(f"\nVaultkeeper is at {run.address} — what each program says is in var/log/.\n")
    house.start(first_sync(run, VAR))
    house.finish("first-sync")
    if not house.is_ending:
        house.say(f"\nOpen {run.address} in a browser. Ctrl-C ends everything.")


def _prepare(run: LocalRun) -> None:
    done = subprocess.run((*MANAGE, "prepare_local"), env=run.environment, cwd=ROOT, check=False)
    if done.returncode:
        raise Refused("Vaultkeeper could not be prepared; the reason stands above.")


if __name__ == "__main__":
    sys.exit(main())
