"""The pieces of which a file of saved variables is made. Bytes go in: Lua's texts are bytes, not letters."""

import math
import re

# A file written by the game has no number near this length.
LONGEST_NUMBER = 400
WORDS = {b"nil": None, b"true": True, b"false": False}
RESERVED = frozenset(
    b"and break do else elseif end false for function goto if in local nil not or repeat return then true until "
    b"while".split()
)

# All repetitions are possessive: whatever comes, a piece is looked at once and not again in other ways.
_LONG_COMMENT = r"--\[\[[\s\S]*?\]\]|--\[=\[[\s\S]*?\]=\]|--\[==\[[\s\S]*?\]==\]"
_GAP = rf"(?:[ \t\r\n\f\v]++|{_LONG_COMMENT}|--(?!\[=*+\[)[^\n]*+)*+"
_ESCAPE = r"\\z\s*+|\\\r\n|\\[\s\S]"
_QUOTED = rf"\"(?:[^\"\\\r\n]++|{_ESCAPE})*+\"|'(?:[^'\\\r\n]++|{_ESCAPE})*+'"
_NUMBER = (
    r"-?+[ \t]*+(?:0[xX][0-9a-fA-F]++|1\.\#[A-Z]++|inf|nan\(ind\)|nan"
    r"|(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?)(?![\w.(\#])"
)
_NAME = r"[A-Za-z_]\w*+"
_IS = rf"{_GAP}=(?!=)"
_KEY = rf"{_QUOTED}|{_NUMBER}|true|false"
_PLAIN = r"[^\"\\\r\n]*+"
_PLAIN_KEY = rf"\[\"({_PLAIN})\"\][ ]?="
# A field as the game writes it: a file is little else.
_FIELD = rf"{_GAP}\[\"{_PLAIN}\"\][ ]?=[ ]?(?:\"{_PLAIN}\"|-?[0-9]{{1,18}}),"
_FIELD_PARTS = rf"{_GAP}{_PLAIN_KEY}[ ]?(?:\"({_PLAIN})\"|(-?[0-9]{{1,18}})),"
# Key, text and number of each of such fields. Its number is empty where it has a text.
FIELD_PARTS, RAW_FIELD_PARTS = re.compile(_FIELD_PARTS), re.compile(_FIELD_PARTS.encode())
KEY, TEXT, NUMBER = 1, 2, 3
MOST_FIELDS = 64
PIECE = re.compile(
    (
        rf"{_GAP}(?:"
        rf"((?:{_FIELD}){{1,{MOST_FIELDS}}}+)"  # 1 ["key"] = "text", or ["key"] = 5, as often as it comes
        rf"|{_PLAIN_KEY}(?!=)"  # 2 ["key"] =, as the game writes it
        rf"|\"({_PLAIN})\""  # 3 a text without escapes
        r"|([,;])"  # 4
        r"|(\{)"  # 5
        r"|(\})"  # 6
        rf"|\[{_GAP}({_KEY}){_GAP}\]{_IS}"  # 7 any other key in brackets
        rf"|({_NAME}){_IS}"  # 8 a name that gets a value
        rf"|({_NUMBER})"  # 9
        rf"|({_NAME})"  # 10 nil, true, false, or code
        rf"|({_QUOTED})"  # 11 a text with escapes
        r"|\[(?:\[([\s\S]*?)\]|=\[([\s\S]*?)\]=|==\[([\s\S]*?)\]==)\]"  # 12 to 14 a text in long brackets
        r"|(\Z)"  # 15
        r"|([\s\S])"  # 16 nothing of these
        r")"
    ).encode()
)

_ESCAPED = re.compile(rb"\\(?:z\s*+|x([0-9a-fA-F]{2})|([0-9]{1,3})|(\r\n|[\s\S]))")
_MEANT = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v", b"\r\n": b"\n"}


def unquoted(text: bytes) -> bytes:
    """Read a quoted text, quotes included, into what it says.

    :raises ValueError: when an escape names a byte above 255.
    """
    return _ESCAPED.sub(_meaning, text[1:-1])


def _meaning(escape: re.Match[bytes]) -> bytes:
    hexadecimal, decimal, other = escape.groups()
    if hexadecimal is not None:
        return bytes.fromhex(hexadecimal.decode())
    if decimal is not None:
        return bytes([int(decimal)])
    return _MEANT.get(other, other) if other is not None else b""


def number(text: bytes) -> int | float:
    """Read a number: whole numbers of up to 64 bits exactly, all others as the nearest float.

    :raises ValueError: when it is absurdly long.
    """
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"a number of {len(text)} digits")
    plain = text.replace(b" ", b"").replace(b"\t", b"").lower()
    sign, digits = (-1, plain[1:]) if plain.startswith(b"-") else (1, plain)
    if digits[:1] not in b"0123456789." or b"#" in digits:
        return sign * (math.inf if b"inf" in digits else math.nan)
    if digits.startswith(b"0x"):
        return _bounded(sign * int(digits, 16))
    return float(plain) if re.search(rb"[.e]", digits) else _bounded(int(plain))


def _bounded(whole: int) -> int | float:
    if -(2**63) <= whole < 2**63:
        return whole
    return float(whole) if abs(whole) < 2**1023 else math.inf if whole > 0 else -math.inf
