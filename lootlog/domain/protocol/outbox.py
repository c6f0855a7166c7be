"""What waits to be sent: the game lets ten messages through at once and one a second after that, and drops the rest."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

BURST = 10
PER_SECOND = 1.0


class Channel(StrEnum):
    """Where a frame goes: to everybody in the group, or to one of them."""

    GROUP = "group"
    WHISPER = "whisper"


@dataclass(frozen=True, slots=True)
class Send:
    """A frame to send; `target` is the name to whisper to, empty for the group."""

    channel: Channel
    target: str
    frame: str


class Outbox:
    """Frames in the order in which they leave; urgent ones overtake the others. Nothing is lost by waiting."""

    def __init__(self, burst: int = BURST, per_second: float = PER_SECOND) -> None:
        self._urgent: deque[Send] = deque()
        self._bulk: deque[Send] = deque()
        self._burst = burst
        self._per_second = per_second
        self._allowed = float(burst)
        self._at = 0.0
        self.held = False

    def __len__(self) -> int:
        return len(self._urgent) + len(self._bulk)

    def put(self, sends: Iterable[Send], *, urgent: bool = False) -> None:
        """Let frames wait behind the others, or behind the other urgent ones."""
        (self._urgent if urgent else self._bulk).extend(sends)

    def put_back(self, send: Send, now: float) -> None:
        """Take back a frame that the game did not let through: it goes first when a second has passed."""
        self._urgent.appendleft(send)
        self._allowed, self._at = 0.0, now

    def take(self, now: float) -> list[Send]:
        """Return the frames that may leave now; none while the box is held."""
        self._allowed = min(self._burst, self._allowed + max(0.0, now - self._at) * self._per_second)
        self._at = now
        sends: list[Send] = []
        while not self.held and len(self) and self._allowed >= 1:
            sends.append((self._urgent or self._bulk).popleft())
            self._allowed -= 1
        return sends

    def drop(self, doomed: Callable[[Send], bool]) -> None:
        """Forget frames that make no sense any more."""
        self._urgent = deque(send for send in self._urgent if not doomed(send))
        self._bulk = deque(send for send in self._bulk if not doomed(send))
