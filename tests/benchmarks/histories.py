"""Randomised histories, 2,000 of each kind: the derived vault against the truth of the history."""

import os
import re
import subprocess
import sys
import time

from tests.benchmarks.table import Row, at_most
from tests.live.workers import ROOT

EXAMPLES = 2_000
TESTS = "tests/vault/domain/test_histories.py"


def measure() -> list[Row]:
    """Run the histories' tests with many examples."""
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", TESTS, "-q", "-p", "no:cacheprovider"]
    environment = os.environ | {"VAULTKEEPER_HISTORIES": str(EXAMPLES), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    outcome = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    passed = re.search(r"(\d+) passed", outcome.stdout)
    seconds = time.monotonic() - began
    note = f" ({passed.group(1) if passed else 0} properties held, {seconds:.0f} s)"
    failures = 0 if outcome.returncode == 0 else 1
    return [at_most(f"properties broken by {EXAMPLES:,} randomised histories each", 0, failures, "", note)]
