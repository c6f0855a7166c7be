"""Counts what was asked, of which upstream, when, and how it was answered."""

import time
from array import array
from collections import Counter, defaultdict
from typing import Any

_WINDOW = 1.0


class Counters:
    """Requests by upstream, kind, character and status; arrival times are real ones."""

    def __init__(self) -> None:
        """Start from nothing."""
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self.kinds: dict[str, Counter[str]] = defaultdict(Counter)
        self.statuses: dict[str, Counter[int]] = defaultdict(Counter)
        self.characters: dict[str, Counter[str]] = defaultdict(Counter)
        self.arrivals: dict[str, array[float]] = defaultdict(lambda: array("d"))
        self.in_flight = self.most_in_flight = 0

    def arrive(self, upstream: str, kind: str, character: str | None) -> None:
        """Count a request that has come in."""
        self.kinds[upstream][kind] += 1
        self.arrivals[upstream].append(time.monotonic())
        if character:
            self.characters[character][kind] += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)

    def leave(self, upstream: str, status: int) -> None:
        """Count its answer; status 0 is an answer that never came."""
        self.statuses[upstream][status] += 1
        self.in_flight -= 1

    def recent(self, upstream: str) -> int:
        """Count the requests of the second that has just passed, the present one included."""
        arrivals, count = self.arrivals[upstream], 0
        newest = arrivals[-1] if arrivals else 0.0
        while count < len(arrivals) and newest - arrivals[-1 - count] < _WINDOW:
            count += 1
        return count

    def report(self) -> dict[str, Any]:
        """Give everything as a document."""
        return {
            "upstreams": {name: self._upstream(name) for name in sorted(self.kinds)},
            "characters": {name: dict(kinds) for name, kinds in self.characters.items()},
            "most_in_flight": self.most_in_flight,
        }

    def _upstream(self, name: str) -> dict[str, Any]:
        arrivals = self.arrivals[name]
        seconds = Counter(int(moment - arrivals[0]) for moment in arrivals)
        return {
            "requests": len(arrivals),
            "kinds": dict(self.kinds[name]),
            "statuses": {str(status): count for status, count in sorted(self.statuses[name].items())},
            "most_in_a_second": most_in_a_window(arrivals, _WINDOW),
            "per_second": [seconds[second] for second in range(max(seconds, default=-1) + 1)],
            "span_seconds": round(arrivals[-1] - arrivals[0], 3) if arrivals else 0,
        }


def most_in_a_window(arrivals: "array[float]", window: float) -> int:
    """Give the largest number of moments (ascending) that lie within any window of that many seconds."""
    most = first = 0
    for last, moment in enumerate(arrivals):
        while moment - arrivals[first] >= window:
            first += 1
        most = max(most, last - first + 1)
    return most
