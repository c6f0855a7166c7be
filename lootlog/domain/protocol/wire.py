"""Between messages and frames: names, numbers and sends messages, and reads what arrives."""

from collections import OrderedDict

from lootlog.domain.protocol.escaping import BadFrame
from lootlog.domain.protocol.frames import (
    NACK,
    VERSION,
    UnknownVersion,
    frames_of,
    read_frame,
    refusal_of,
    refused_version,
)
from lootlog.domain.protocol.messages import KINDS, Message, message_text, read_message
from lootlog.domain.protocol.outbox import Channel, Outbox, Send
from lootlog.domain.protocol.reassembly import Reassembly

UNASKED = "0"
REFUSAL_GAP_S = 10.0
MOST_SEEN = 500
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Wire:
    """A peer's sending and receiving side. `names` maps the keys of the group's members to names to whisper to."""

    def __init__(self, outbox: Outbox, now: float) -> None:
        self.outbox = outbox
        self.names: dict[str, str] = {}
        self._reassembly = Reassembly()
        self._seen: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._refused_at: dict[str, float] = {}
        # Messages of a peer that started anew must not look like those of its former life.
        self._serial = int(now) % 36**4

    def broadcast(self, message: Message, *, urgent: bool = False) -> None:
        """Send to the whole group."""
        self.outbox.put((Send(Channel.GROUP, "", frame) for frame in self._frames(message, UNASKED)), urgent=urgent)

    def whisper(self, key: str, message: Message, request: str = UNASKED) -> None:
        """Send to one member, about one request. Nothing is sent to who is not in the group."""
        if key in self.names:
            name = self.names[key]
            self.outbox.put(Send(Channel.WHISPER, name, frame) for frame in self._frames(message, request))

    def read(self, key: str, raw: str, now: float) -> tuple[str, Message | None]:
        """Take a frame from a member; return the request that it is about, and a message once one is whole.

        A version that is not spoken is answered with a refusal, at most every 10 s to each.

        :raises BadFrame: when the frame or the message is none.
        """
        if raw.startswith(f"{NACK}\t"):
            raise BadFrame(f"It speaks version {refused_version(raw)} of the protocol and refuses ours, {VERSION}.")
        try:
            frame = read_frame(raw)
        except UnknownVersion as error:
            self._refuse(key, error.seen, now)
            raise
        about = frame.request.partition(".")[0]
        if (key, frame.request) in self._seen:
            return about, None
        text = self._reassembly.add(key, frame, now)
        if text is None:
            return about, None
        self._seen[key, frame.request] = None
        if len(self._seen) > MOST_SEEN:
            self._seen.popitem(last=False)
        return about, read_message(frame.kind, frame.profile, text)

    def expire(self, now: float) -> int:
        """Drop messages that stayed incomplete, and return how many."""
        return self._reassembly.expire(now)

    def forget(self, key: str) -> None:
        """A member left: drop what it left unfinished, and what waits to be whispered to it."""
        self.drop_whispers(key)
        self.names.pop(key, None)
        self._reassembly.forget(key)

    def drop_whispers(self, key: str, kind: type[Message] | None = None) -> None:
        """Forget what waits to be whispered to a member, or of that the messages of one kind."""
        name, word = self.names.get(key), f"\t{KINDS[kind]}\t" if kind else ""
        self.outbox.drop(lambda send: send.target == name and word in send.frame)

    def _frames(self, message: Message, request: str) -> list[str]:
        self._serial += 1
        return frames_of(
            KINDS[type(message)], message.profile, f"{request}.{short_number(self._serial)}", message_text(message)
        )

    def _refuse(self, key: str, version: int, now: float) -> None:
        if now - self._refused_at.get(key, -REFUSAL_GAP_S) >= REFUSAL_GAP_S and key in self.names:
            self._refused_at[key] = now
            self.outbox.put([Send(Channel.WHISPER, self.names[key], refusal_of(version))])


def short_number(number: int) -> str:
    """Write a whole number in the digits 0 to z."""
    digits = _DIGITS[number % 36]
    while number := number // 36:
        digits = _DIGITS[number % 36] + digits
    return digits
