"""Nothing is broken so badly that it cannot be imported: every module of every app, commands and migrations too."""

from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("config", "characters", "vault", "guild_identity", "lootlog", "sandbox")


def modules_of(package):
    """Name a package's modules, as Python imports them."""
    paths = sorted((ROOT / package).rglob("*.py"))
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    return [name.removesuffix(".__init__") for name in names if not name.endswith(".__main__")]


@pytest.mark.parametrize("package", PACKAGES)
def test_smoke(package):
    names = modules_of(package)
    assert package in names
    for name in names:
        assert import_module(name).__name__ == name
