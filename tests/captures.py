"""Documents captured from the real upstreams; they are no part of the project and may not be at hand."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "shared" / "data"


def captured(name: str) -> bytes:
    """Return a captured body, or skip the test where there is none."""
    if not FOLDER.is_dir():
        pytest.skip("the captured bodies are not here")
    return (FOLDER / name).read_bytes()


def at(text: str) -> datetime:
    """Read a UTC time without an offset."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
