"""Text inside a frame: what separates fields is written as two characters, so that any text survives."""

import re

from characters.domain.errors import Refused

_WRITTEN = {"\\": "\\\\", "|": "\\p", ",": "\\c", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"}
_TABLE = str.maketrans(_WRITTEN)
_READ = {written[1]: plain for plain, written in _WRITTEN.items()}
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)


class BadFrame(Refused):
    """What arrived is not of this protocol, or too large for it."""


def escape(text: str) -> str:
    r"""Write backslash, `|`, comma, TAB, LF, CR and NUL as `\\ \p \c \t \n \r \0`."""
    return text.translate(_TABLE)


def unescape(text: str) -> str:
    """Read what `escape` wrote.

    :raises BadFrame: when a backslash stands before anything else.
    """
    return _ESCAPE.sub(_plain, text) if "\\" in text else text


def _plain(match: re.Match[str]) -> str:
    plain = _READ.get(match[1])
    if plain is None:
        raise BadFrame(f"“{match[0]}” is no escape of this protocol.")
    return plain
