"""The floor plan, held by tests: who imports whom, how long things are, and what the tree may contain."""

import ast
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
from celery import current_app
from django.core.management import call_command
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("config", "characters", "vault", "guild_identity", "lootlog", "sandbox")
TOP_LEVEL = {*PACKAGES, "tests", "manage.py", "requirements.txt", "README.md", "Makefile", "pyproject.toml"}
NOT_IN_THE_REPOSITORY = {"var", "__pycache__", "htmlcov"}
VAGUE_NAMES = {"utils", "helpers", "common", "base", "misc"}


def modules_of(*packages: str) -> list[Path]:
    """Return the packages' own modules, without migrations."""
    found = (path for package in packages for path in (ROOT / package).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


APP_MODULES = modules_of(*PACKAGES)
MODULES = APP_MODULES + modules_of("tests")


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_imports_follow_the_floor_plan():
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True) == 0


@pytest.mark.parametrize("path", [path for path in APP_MODULES if "domain" in path.parts], ids=name_of)
def test_domain_code_imports_only_python_msgspec_rapidfuzz_and_domain_code(path):
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    ours = re.compile(r"(characters|vault|guild_identity|lootlog)\.domain\b")
    foreign = {name for name in names if name.split(".")[0] not in {*sys.stdlib_module_names, "msgspec", "rapidfuzz"}}
    assert {name for name in foreign if not ours.match(name)} == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_fits_in_one_sitting(path):
    assert lines(path) <= 300
    assert path.stem not in VAGUE_NAMES


def test_most_modules_are_short():
    assert statistics.median(count for count in map(lines, APP_MODULES) if count > 1) < 80


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_function_fits_on_one_screen(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [node.name for node in functions if (node.end_lineno or 0) - node.lineno + 1 > 40] == []


def test_the_top_level_holds_only_what_the_plan_names():
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert found - NOT_IN_THE_REPOSITORY <= TOP_LEVEL


def test_every_timetable_entry_names_a_real_task():
    current_app.loader.import_default_modules()
    assert {entry["task"] for entry in current_app.conf.beat_schedule.values()} <= set(current_app.tasks)


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def test_a_production_deployment_passes_every_check():
    production = {
        "PATH": os.environ["PATH"],
        "DEBUG": "false",
        "HTTPS": "true",
        "SECRET_KEY": "Zk3" * 20 + "-varied_0123456789!",
        "ALLOWED_HOSTS": "vault.example.org",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "BLIZZARD_CLIENT_ID": "client",
        "BLIZZARD_CLIENT_SECRET": "secret",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    check = subprocess.run(command, cwd=ROOT, env=production, capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stderr


def test_pages_load_nothing_from_elsewhere():
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*")]
    pages = [path for path in files if path.suffix in {".html", ".css", ".js", ".svg"}]
    # The names of XML namespaces are no addresses: nobody fetches them.
    elsewhere = re.compile(r"https?://(?!www\.w3\.org/)|(src|href)=[\"']?//|url\([\"']?//", re.IGNORECASE)
    assert [name_of(path) for path in pages if elsewhere.search(path.read_text(encoding="utf-8"))] == []


def pinned(file: str) -> dict[str, str]:
    """Return the pinned versions of a requirements file by normalised name."""
    found = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==(\S+)", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


def test_every_requirement_is_pinned_and_says_why():
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    entries = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert [line for line in entries if not re.match(r"[\w.-]+(\[[\w,]+\])?==\S+ +# \w.+", line)] == []


def test_the_constraints_pin_the_same_versions():
    constraints = pinned(".constraints.txt")
    assert {name: constraints.get(name) for name in pinned("requirements.txt")} == pinned("requirements.txt")


def test_the_example_environment_lists_exactly_the_names_that_settings_read():
    read = re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "config" / "settings.py").read_text(encoding="utf-8"))
    listed = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(listed) == set(read)
    assert len(listed) == len(set(listed))
