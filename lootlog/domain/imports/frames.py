"""Recordings of addon messages: frames as they were sent, put together into whole messages."""

import base64
import binascii
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from characters.domain.errors import Refused
from lootlog.domain.imports.harvest import Harvest
from lootlog.domain.imports.rows import BadRow

FIRST, NEXT, LAST, ESCAPE = b"\x01", b"\x02", b"\x03", b"\x04"
LONGEST_MESSAGE = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Message:
    """A whole message: the line of its last frame, who sent it where it is known, and its bytes."""

    line: int
    sender: str
    body: bytes


class _Frame(msgspec.Struct):
    """A recorded frame; recorders call some fields by two names."""

    prefix: str
    sender: str = ""
    from_: str = msgspec.field(name="from", default="")
    channel: str = ""
    distribution: str = ""
    text: str | None = None
    text_b64: str | None = None


def messages(lines: Iterable[str], harvest: Harvest) -> Iterator[Message]:
    """Put frames together, whether they stand in JSON or as plain text, a frame a line. Bad lines are rejected.

    Parts belong together by prefix, channel and sender. Where one is lost, the message is, and a new first part
    begins anew.
    """
    parts: dict[tuple[str, str, str], bytearray] = {}
    lost = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            key, body = _frame(line)
            whole, dropped = _joined(parts, key, body)
        except Refused as error:
            harvest.reject(f"line {number}", str(error), line)
            continue
        lost += dropped
        if whole is not None:
            yield Message(number, key[2], whole)
    lost += len(parts)
    if lost:
        harvest.notices.append(f"{lost} messages are incomplete: parts of them were not recorded.")


def _frame(line: str) -> tuple[tuple[str, str, str], bytes]:
    if not line.startswith("{"):
        return ("", "", ""), line.rstrip("\r\n").encode()
    try:
        frame = msgspec.json.decode(line, type=_Frame)
        body = base64.b64decode(frame.text_b64, validate=True) if frame.text_b64 is not None else None
    except (msgspec.DecodeError, RecursionError, binascii.Error, ValueError) as error:
        raise BadRow(f"The frame cannot be read: {str(error)[:200]}.") from None
    if body is None and frame.text is None:
        raise BadRow("The frame has no text.")
    key = (frame.prefix, frame.channel or frame.distribution, frame.sender or frame.from_)
    return key, body if body is not None else (frame.text or "").encode()


def _joined(
    parts: dict[tuple[str, str, str], bytearray], key: tuple[str, str, str], body: bytes
) -> tuple[bytes | None, int]:
    """Return the whole message that this frame completes, if any, and how many were lost for it."""
    mark, rest = body[:1], body[1:]
    if mark == ESCAPE:
        return rest, 0
    if mark == FIRST:
        dropped = int(key in parts)
        parts[key] = bytearray(rest)
        return None, dropped
    if mark not in (NEXT, LAST):
        return body, 0
    if key not in parts:
        return None, int(mark == LAST)
    parts[key] += rest
    if len(parts[key]) > LONGEST_MESSAGE:
        del parts[key]
        raise BadRow(f"The message grows beyond {LONGEST_MESSAGE:,} bytes.")
    return (bytes(parts.pop(key)), 0) if mark == LAST else (None, 0)
