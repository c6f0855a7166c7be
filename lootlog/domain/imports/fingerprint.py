"""The checksum that the addon's third generation stores with an entry, to notice entries that were changed."""

from collections.abc import Mapping

START, FACTOR, MODULUS = 5381, 33, 2147483647


def fingerprint(timestamp: object, author: str, counter: object, kind: str, data: object) -> int:
    """Work out an entry's checksum as the addon does, over its fields as Lua would print them."""
    check = START
    fields = {"timestamp": timestamp, "author": author, "counter": counter, "eventType": kind, "data": data}
    for name, value in fields.items():
        check = _value(_text(check, name), value)
    return check


def _text(check: int, text: str) -> int:
    for byte in text.encode():
        check = (check * FACTOR + byte) % MODULUS
    return check


def _value(check: int, value: object) -> int:
    if isinstance(value, Mapping | list):
        fields = dict(enumerate(value, start=1)) if isinstance(value, list) else value
        check = _text(check, "table")
        for key in sorted(fields, key=lambda key: _printed(key).encode()):
            check = _value(_text(check, _printed(key)), fields[key])
        return check
    return _text(_text(check, _type(value)), _printed(value))


def _type(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else "string"


def _printed(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, ".14g") if isinstance(value, int | float) else str(value)
