"""The sandbox's clock: real time, real time moved by some amount, or frozen."""

import time
from datetime import UTC, datetime


def to_ms(text: str) -> int:
    """Read an ISO 8601 moment (UTC when it names no zone) as Unix milliseconds."""
    moment = datetime.fromisoformat(text)
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def to_iso(moment: int) -> str:
    """Write Unix milliseconds as ISO 8601 in UTC."""
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Clock:
    """Tells the moment in Unix milliseconds UTC."""

    def __init__(self, frozen_at: int | None = None) -> None:
        """Start with real time, or stand still at a moment."""
        self.frozen_at = frozen_at
        self.moved = 0

    def now(self) -> int:
        """Tell the moment."""
        return self.frozen_at if self.frozen_at is not None else int(time.time() * 1000) + self.moved

    def set(self, moment: int | None) -> None:
        """Stand still at a moment, or run with real time again."""
        self.frozen_at, self.moved = moment, 0

    def advance(self, seconds: float) -> None:
        """Go some seconds on, whether running or standing still."""
        if self.frozen_at is None:
            self.moved += int(seconds * 1000)
        else:
            self.frozen_at += int(seconds * 1000)
