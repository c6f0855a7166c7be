"""How what selectors return is written as JSON, the same for every interface."""

import orjson

OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS | orjson.OPT_NON_STR_KEYS


def to_json(data: object, *, indented: bool = False) -> bytes:
    """Write JSON in UTF-8: times in UTC with a Z and whole seconds, fragments as they are."""
    return orjson.dumps(data, default=str, option=OPTIONS | (orjson.OPT_INDENT_2 if indented else 0))
