"""The shipped realms, `characters/data/*.csv`: as the upstreams name them, and as game clients do besides."""

import csv
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def shipped_realms() -> list[dict[str, str]]:
    """Read the realms: region, slug, name, realm_id and connected_realm_id ("" where unknown)."""
    return _rows("realms.csv")


def realm_aliases() -> list[dict[str, str]]:
    """Read further names of shipped realms: region, slug, name.

    Blizzard's API speaks of Howling Fjord, every client in Europe of Ревущий фьорд.
    """
    return _rows("realm_aliases.csv")


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
