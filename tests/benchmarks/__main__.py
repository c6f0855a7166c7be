"""Measure the subjects named on the command line, or all, and print the table; exit 1 where a target is missed."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.table import Row, print_table
from tests.live.environment import environment
from tests.live.servers import create_database, drop_database, unused_redis

ROOT = Path(__file__).resolve().parents[2]
SUBJECTS = (
    "requests",
    "throughput",
    "deriving",
    "board",
    "growth",
    "accuracy",
    "histories",
    "matching",
    "identity_pipeline",
    "savedvariables",
    "ledger_import",
    "ledger_standings",
    "ledger_append",
    "ledger_exchange",
    "lootlog_simulation",
)
PRISTINE = f"vk_bench_pristine_{os.getpid()}"
DATABASE = f"vk_bench_{os.getpid()}"


def main(names: list[str]) -> int:
    """Measure the named subjects one after the other. Return the exit status."""
    unknown = [name for name in names if name not in SUBJECTS]
    if unknown:
        print(f"There is no subject {unknown[0]}; there are: {', '.join(SUBJECTS)}.", file=sys.stderr)
        return 2
    rows: list[Row] = []
    try:
        _migrate()
        for name in names or SUBJECTS:
            rows += _measure(name)
    finally:
        drop_database(DATABASE)
        drop_database(PRISTINE)
    print_table(rows)
    return 0 if all(row.ok for row in rows) else 1


def _migrate() -> None:
    variables = environment(create_database(PRISTINE), redis_url="")
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=variables, check=True)


def _measure(name: str) -> list[Row]:
    began = time.monotonic()
    print(f"{name} …", end=" ", flush=True, file=sys.stderr)
    with unused_redis() as redis_url, tempfile.TemporaryDirectory() as folder:
        variables = environment(create_database(DATABASE, PRISTINE), redis_url) | {"BENCH_FOLDER": folder}
        command = [sys.executable, "-m", "tests.benchmarks.subject", name]
        ended = subprocess.run(command, cwd=ROOT, env=variables, check=False)
        result = Path(folder, "rows.json")
        found = json.loads(result.read_text(encoding="utf-8")) if result.exists() else []
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    if ended.returncode:
        return [Row(name, "a result", f"exit status {ended.returncode}", False)]
    return [Row(*row) for row in found]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
