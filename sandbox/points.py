"""Warcraft Logs' points of the hour."""

import time

_HOUR = 3600.0


class Points:
    """Points spent in the running hour, counted in real time."""

    def __init__(self) -> None:
        """Start a fresh hour with the free key's points."""
        self.reset()

    def reset(self, limit: int = 3600, spent: float = 0.0) -> None:
        """Start a fresh hour."""
        self.limit, self.spent, self._began = limit, spent, time.monotonic()

    def spend(self, points: float) -> None:
        """Spend some points."""
        self._turn()
        self.spent = round(self.spent + points, 2)

    @property
    def resets_in(self) -> int:
        """Give the seconds until the hour is over."""
        self._turn()
        return max(1, int(_HOUR - (time.monotonic() - self._began)))

    @property
    def are_spent(self) -> bool:
        """Say whether none are left."""
        self._turn()
        return self.spent >= self.limit

    def _turn(self) -> None:
        if time.monotonic() - self._began >= _HOUR:
            self.reset(self.limit)
