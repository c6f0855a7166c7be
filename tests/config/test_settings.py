import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def manage(*words, **environment):
    given = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "x" * 60,
        "DATABASE_URL": "",
        "REDIS_URL": "",
        **environment,
    }
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)


def test_a_missing_secret_stops_the_start_and_is_named():
    done = manage("check", SECRET_KEY="")
    assert done.returncode
    assert "SECRET_KEY" in done.stderr


def test_a_blank_database_address_means_sqlite_with_writers_that_queue():
    done = manage("shell", "-v", "0", "-c", "from django.conf import settings; print(settings.DATABASES['default'])")
    assert "vaultkeeper.sqlite3" in done.stdout
    assert "'transaction_mode': 'IMMEDIATE'" in done.stdout


def test_log_lines_carry_level_logger_and_traceback():
    code = (
        "import logging\ntry:\n  1 / 0\nexcept ZeroDivisionError:\n"
        "  logging.getLogger('vault').exception('not %s', 'filled')"
    )
    done = manage("shell", "-v", "0", "-c", code)
    first, *rest = done.stderr.splitlines()
    assert first.endswith("[error    ] not filled [vault]")
    assert rest[-1] == "ZeroDivisionError: division by zero"
