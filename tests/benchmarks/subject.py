"""Measure one subject in this process: `python -m tests.benchmarks.subject NAME`, started by the whole bench."""

import json
import os
import sys
from importlib import import_module
from pathlib import Path

import django


def main(name: str) -> None:
    """Measure a subject and leave its rows in the folder that was given."""
    django.setup()
    rows = import_module(f"tests.benchmarks.{name}").measure()
    Path(os.environ["BENCH_FOLDER"], "rows.json").write_text(json.dumps(rows), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
