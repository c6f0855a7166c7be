"""Compares the types of a document with those of captured ones."""

import json
from collections import defaultdict
from typing import Any

from tests.sandbox.asking import CAPTURED


def kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else type(value).__name__


def types(document: Any, path: str = "") -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    found[path].add(kind(document))
    children: list[tuple[str, Any]] = []
    if isinstance(document, dict):
        children = [(f"{path}.{key}", value) for key, value in document.items()]
    elif isinstance(document, list):
        children = [(f"{path}[]", value) for value in document]
    for below, value in children:
        for key, kinds in types(value, below).items():
            found[key] |= kinds
    return found


def check(ours: Any, *names: str, least: int) -> None:
    captured: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for path, kinds in types(json.loads((CAPTURED / name).read_text(encoding="utf-8"))).items():
            captured[path] |= kinds
    mine = types(ours)
    shared = mine.keys() & captured.keys()
    # A key that was only ever captured as null says nothing about its type.
    typed = [path for path in shared if captured[path] != {"NoneType"}]
    wrong = {path: (mine[path], captured[path]) for path in typed if not mine[path] <= captured[path] | {"NoneType"}}
    assert not wrong
    assert len(shared) >= least, sorted(mine.keys() - captured.keys())
