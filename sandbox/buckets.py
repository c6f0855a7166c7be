"""Discord's rate limits: so many requests in so many seconds, per kind of route and per server, channel or webhook."""

import time
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

_DEFAULTS: dict[str, tuple[int, float]] = {
    "default": (50, 1.0),
    "members": (10, 1.0),
    "roles": (10, 10.0),
    "messages": (5, 5.0),
    "webhooks": (5, 2.0),
}


@dataclass(slots=True)
class Window:
    """What is left of a bucket; moments are those of the monotonic clock."""

    limit: int
    remaining: int
    ends: float


class Buckets:
    """The windows that are running. Times are real ones."""

    def __init__(self) -> None:
        """Start with every bucket full."""
        self.reset()

    def reset(self) -> None:
        """Fill every bucket and forget changed limits."""
        self.limits = dict(_DEFAULTS)
        self._windows: dict[tuple[str, str], Window] = {}

    def set(self, limits: dict[str, Any]) -> None:
        """Change limits: [requests, seconds] by bucket. Raises ValueError, TypeError."""
        for name, (requests, seconds) in limits.items():
            if name not in _DEFAULTS:
                raise ValueError(f"a bucket is one of {', '.join(_DEFAULTS)}; it is {name!r}")
            self.limits[name] = (int(requests), float(seconds))
        self._windows.clear()

    def take(self, name: str, major: str) -> tuple[bool, dict[str, str]]:
        """Take one request out of a bucket: whether there was one left, and the headers that say so."""
        limit, seconds = self.limits[name]
        now = time.monotonic()
        window = self._windows.get((name, major))
        if window is None or window.ends <= now:
            window = self._windows[name, major] = Window(limit, limit, now + seconds)
        is_left = window.remaining > 0
        window.remaining = max(0, window.remaining - 1)
        after = max(0.001, window.ends - now)
        return is_left, {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(window.remaining),
            "X-RateLimit-Reset": f"{time.time() + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": blake2b(name.encode(), digest_size=16).hexdigest(),
        }
