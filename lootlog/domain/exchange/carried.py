"""What a server answers to frames of the documented protocol, as a member's program reads it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from lootlog.domain.exchange.messages import BadMessage, NotTaken
from lootlog.domain.protocol.frames import LONGEST

# As many as a server takes at once.
MOST_FRAMES = 1_000


class Carried(msgspec.Struct, frozen=True):
    """Frames from `sender`, how many are before us, and what became of what we sent.

    `differs` tells why the two stay different where our turn ended so.
    """

    sender: Annotated[str, Meta(max_length=200)]
    frames: list[Annotated[str, Meta(max_length=LONGEST)]]
    before: Annotated[int, Meta(ge=0)] = 0
    new: Annotated[int, Meta(ge=0)] = 0
    not_taken: list[NotTaken] = []
    unread: list[str] = []
    differs: str = ""


def read_carried(document: object) -> Carried:
    """Read an answer from decoded JSON.

    :raises BadMessage: when it is none.
    """
    try:
        return msgspec.convert(document, Carried)
    except (msgspec.ValidationError, UnicodeError, RecursionError) as error:
        raise BadMessage(f"The server answered with no frames: {str(error)[:200]}.") from None


def load(frames: Sequence[str], most: int = MOST_FRAMES) -> int:
    """Return how many of the frames go together: as many as a server takes, and of each message all parts or none."""
    taken = 0
    for end in _ends(frames):
        if taken and end > most:
            break
        taken = end
    return taken


def _ends(frames: Iterable[str]) -> Iterator[int]:
    """Yield behind how many frames a message ends."""
    for number, frame in enumerate(frames, start=1):
        part, _, parts = frame.split("\t", 5)[4].partition("/") if frame.count("\t") > 4 else ("", "", "")
        if part == parts:
            yield number
