"""Frames: what the game carries, at most 255 bytes of UTF-8 without NUL.

    version TAB type TAB profile TAB request TAB part/parts TAB text

The profile is a UUID in 22 characters. `request` names the message among its sender's: `4.1a` is the sender's message
1a, about its request 4 or in answer to the receiver's; `0` stands for no request. A message that is longer than a frame
has several parts, which are put together in the order of their numbers.

A frame of a version that is not spoken is answered with `NACK TAB that version TAB the one that is spoken`.
"""

import re
from dataclasses import dataclass
from uuid import UUID

from lootlog.domain.protocol.compact import number, packed_uuid, unpacked_uuid
from lootlog.domain.protocol.escaping import BadFrame

VERSION = 1
LONGEST = 255
MOST_PARTS = 64
NACK = "NACK"
# Of the longest type and request, and of one part. What fits into so many bytes needs one frame.
ROOM = LONGEST - len("1\tREQUEST_MY_MISSING\t") - 23 - len("zzzzz.zzzzz\t") - len("64/64\t")
_REQUEST = re.compile(r"[0-9a-z]{1,10}\.[0-9a-z]{1,10}")


class UnknownVersion(BadFrame):
    """The frame is of another version of the protocol."""

    def __init__(self, seen: int) -> None:
        super().__init__(f"Version {seen} of the protocol is not spoken here, only {VERSION}.")
        self.args = (seen,)
        self.seen = seen

    def __str__(self) -> str:
        return f"Version {self.seen} of the protocol is not spoken here, only {VERSION}."


@dataclass(frozen=True, slots=True)
class Frame:
    """One part, from 1, of a message."""

    kind: str
    profile: UUID
    request: str
    part: int
    parts: int
    text: str


def frames_of(kind: str, profile: UUID, request: str, text: str) -> list[str]:
    """Cut a message into frames, never inside a character.

    :raises BadFrame: when it needs too many, or cannot be written in UTF-8.
    """
    head = f"{VERSION}\t{kind}\t{packed_uuid(profile)}\t{request}\t"
    try:
        data = text.encode()
    except UnicodeEncodeError:
        raise BadFrame("The text holds half a character.") from None
    whole = f"{head}1/1\t{text}"
    if len(head) + len("1/1\t") + len(data) <= LONGEST:
        return [whole]
    pieces = _pieces(data, LONGEST - len(head) - len("64/64\t"))
    if len(pieces) > MOST_PARTS:
        raise BadFrame(f"A message of {len(data)} bytes is too long for the protocol.")
    return [f"{head}{part}/{len(pieces)}\t{piece}" for part, piece in enumerate(pieces, start=1)]


def read_frame(raw: str) -> Frame:
    """Read one frame.

    :raises UnknownVersion: when it is of another version.
    :raises BadFrame: when it is none, or too long.
    """
    _check_size(raw)
    version, tab, rest = raw.partition("\t")
    if not tab or number(version, 999) != VERSION:
        raise UnknownVersion(number(version, 999)) if tab else BadFrame(f"“{raw:.40}” is no frame.")
    fields = rest.split("\t")
    if len(fields) != 5 or not _REQUEST.fullmatch(fields[2]):
        raise BadFrame(f"“{raw:.40}” is no frame.")
    kind, profile, request, place, text = fields
    part, _, parts = place.partition("/")
    most = number(parts, MOST_PARTS, 1)
    return Frame(kind, unpacked_uuid(profile), request, number(part, most, 1), most, text)


def refusal_of(version: int) -> str:
    """Write the frame that tells a sender that its version is not spoken."""
    return f"{NACK}\t{version}\t{VERSION}"


def refused_version(raw: str) -> str:
    """Return what a refusal of our version says the other speaks; empty when the frame is no refusal."""
    kind, _, rest = raw.partition("\t")
    return rest.partition("\t")[2][:10] if kind == NACK else ""


def _check_size(raw: str) -> None:
    try:
        size = len(raw.encode())
    except UnicodeEncodeError:
        raise BadFrame("The frame holds half a character.") from None
    if size > LONGEST or "\0" in raw:
        raise BadFrame(f"A frame has at most {LONGEST} bytes and no NUL; this one has {size}.")


def _pieces(data: bytes, room: int) -> list[str]:
    pieces = []
    start = 0
    while start < len(data):
        end = min(start + room, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[start:end].decode())
        start = end
    return pieces
