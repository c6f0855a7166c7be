"""Taking a person out of what was written down: names give way to a stand-in, evidence and reasons go, ids stay."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# What an image of a row says in words about whom it is about.
_WORDS: dict[str, object] = {"evidence": [], "reason": "", "note_key": "", "hiatus_reason": ""}
# The columns of an image in which names may stand. Others hold days, sources and the guild's own words for ranks.
_TOLD = ("display_name", "evidence", "reason", "hiatus_reason")
# What stands under these names is a word of ours, whoever is called so.
_CODES = ("rule", "outcome", "what", "kind")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.+]+Z?)?")


@dataclass(frozen=True, slots=True)
class Traces:
    """How something is called, what stands in for its names, and by which columns and id rows are about it.

    `players` are the ids of those who are nobody known without it.
    """

    names: frozenset[str]
    stand_in: str
    columns: tuple[str, ...]
    key: int
    players: frozenset[int] = frozenset()

    def is_told_by(self, change: Mapping[str, Any]) -> bool:
        """Say whether a change of an event is about it."""
        is_theirs = change["table"] == "player" and change["key"] in self.players
        return is_theirs or self._is_in(change["before"]) or self._is_in(change["after"])

    def _is_in(self, image: Mapping[str, Any] | None) -> bool:
        return image is not None and any(image.get(column) == self.key for column in self.columns)


def without_names(value: Any, traces: Traces) -> Any:
    """Return plain values with the stand-in for every name that stands in a text as a word of its own.

    Days, moments and words of ours stay.
    """
    names = sorted((re.escape(name) for name in traces.names if name.strip()), key=len, reverse=True)
    if not names:
        return value
    return _replaced(value, re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)", re.IGNORECASE), traces.stand_in)


def scrubbed_changes(changes: Iterable[Mapping[str, Any]], traces: Traces) -> list[dict[str, Any]]:
    """Return an event's changes without names, and without the words of rows that are about the one who goes."""
    return [
        {**change, **{side: _scrubbed(change[side], traces, traces.is_told_by(change)) for side in ("before", "after")}}
        for change in changes
    ]


def _scrubbed(image: Mapping[str, Any] | None, traces: Traces, is_about: bool) -> dict[str, Any] | None:
    if image is None:
        return None
    words = {name: empty for name, empty in _WORDS.items() if name in image} if is_about else {}
    told = {name: without_names(value, traces) for name, value in image.items() if name in _TOLD}
    return {**image, **told, **words}


def is_in_file(content: bytes, names: Iterable[str]) -> bool:
    """Say whether a file holds one of the names, in any case, as text or with the escapes of JSON."""
    text = content.decode(errors="replace").casefold()
    spellings = {form for name in names for form in (name, name.lower(), name.upper())}
    return any(one.casefold() in text for form in spellings for one in (form, json.dumps(form)[1:-1]))


def _replaced(value: Any, names: re.Pattern[str], stand_in: str) -> Any:
    if isinstance(value, str):
        return value if _MOMENT.fullmatch(value) else names.sub(lambda _: stand_in, value)
    if isinstance(value, list):
        return [_replaced(item, names, stand_in) for item in value]
    if isinstance(value, dict):
        return {name: item if name in _CODES else _replaced(item, names, stand_in) for name, item in value.items()}
    return value
