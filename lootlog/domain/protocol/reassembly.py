"""Putting messages together from their parts, whatever is lost, doubled or out of order, within bounds."""

from collections import OrderedDict
from dataclasses import dataclass, field

from lootlog.domain.protocol.escaping import BadFrame
from lootlog.domain.protocol.frames import Frame

PATIENCE_S = 90.0
MOST_OPEN = 8
MOST_BYTES = 12_000


@dataclass(slots=True)
class _Open:
    first: Frame
    since: float
    texts: dict[int, str] = field(default_factory=dict)
    size: int = 0


class Reassembly:
    """Open messages of every sender: at most 8 each, of at most 12,000 bytes, waiting at most 90 s for a part."""

    def __init__(self) -> None:
        self._open: dict[str, OrderedDict[tuple[str, str], _Open]] = {}

    def add(self, sender: str, frame: Frame, now: float) -> str | None:
        """Take a part and return the message's text once it is whole.

        :raises BadFrame: when the parts contradict one another or grow too large; the message is then dropped.
        """
        if frame.parts == 1:
            return frame.text
        waiting = self._open.setdefault(sender, OrderedDict())
        key = (frame.kind, frame.request)
        message = waiting.setdefault(key, _Open(frame, now))
        try:
            self._put(message, frame, now)
        except BadFrame:
            del waiting[key]
            raise
        if len(message.texts) < frame.parts:
            while len(waiting) > MOST_OPEN:
                waiting.popitem(last=False)
            return None
        del waiting[key]
        return "".join(message.texts[part] for part in range(1, frame.parts + 1))

    def expire(self, now: float) -> int:
        """Drop messages whose last part came too long ago, and return how many those were."""
        dropped = 0
        for sender, waiting in list(self._open.items()):
            late = [key for key, message in waiting.items() if now - message.since > PATIENCE_S]
            for key in late:
                del waiting[key]
            dropped += len(late)
            if not waiting:
                del self._open[sender]
        return dropped

    def forget(self, sender: str) -> None:
        """Drop what a sender left unfinished."""
        self._open.pop(sender, None)

    @staticmethod
    def _put(message: _Open, frame: Frame, now: float) -> None:
        known = message.texts.get(frame.part, frame.text)
        if frame.parts != message.first.parts or frame.profile != message.first.profile or known != frame.text:
            raise BadFrame(f"The parts of message {frame.request} contradict one another.")
        if frame.part not in message.texts:
            message.texts[frame.part] = frame.text
            message.size += len(frame.text.encode())
            message.since = now
        if message.size > MOST_BYTES:
            raise BadFrame(f"Message {frame.request} has more than {MOST_BYTES} bytes.")
