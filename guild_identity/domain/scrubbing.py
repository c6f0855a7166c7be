"""Taking a person out of what was written down: names give way to a stand-in, evidence and reasons go, ids stay."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# What an image of a row says in words about whom it is about.
_WORDS: dict[str, object] = {"evidence": [], "reason": "", "note_key": ""}


@dataclass(frozen=True, slots=True)
class Traces:
    """How something is called, what stands in for its names, and by which columns and id rows are about it."""

    names: frozenset[str]
    stand_in: str
    columns: tuple[str, ...]
    key: int

    def is_about(self, image: Mapping[str, Any] | None) -> bool:
        """Say whether an image of a row is about it."""
        return image is not None and any(image.get(column) == self.key for column in self.columns)


def without_names(value: Any, traces: Traces) -> Any:
    """Return plain values with the stand-in for every name that stands in a text as a word of its own."""
    names = sorted((re.escape(name) for name in traces.names if name.strip()), key=len, reverse=True)
    if not names:
        return value
    return _replaced(value, re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)", re.IGNORECASE), traces.stand_in)


def scrubbed_changes(changes: Iterable[Mapping[str, Any]], traces: Traces) -> list[dict[str, Any]]:
    """Return an event's changes without names, and without the words of rows that are about the one who goes."""
    return [
        {**change, "before": _scrubbed(change["before"], traces), "after": _scrubbed(change["after"], traces)}
        for change in changes
    ]


def _scrubbed(image: Mapping[str, Any] | None, traces: Traces) -> dict[str, Any] | None:
    if image is None:
        return None
    words = {name: empty for name, empty in _WORDS.items() if name in image} if traces.is_about(image) else {}
    cleaned: dict[str, Any] = without_names({**image, **words}, traces)
    return cleaned


def _replaced(value: Any, names: re.Pattern[str], stand_in: str) -> Any:
    if isinstance(value, str):
        return names.sub(lambda _: stand_in, value)
    if isinstance(value, list):
        return [_replaced(item, names, stand_in) for item in value]
    if isinstance(value, dict):
        return {name: _replaced(item, names, stand_in) for name, item in value.items()}
    return value
