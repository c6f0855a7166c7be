"""Who is to be synchronised: first come, first served; who is stuck waits a while and is tried again."""

from collections import Counter

FIRST_WAIT_S = 15.0
LONGEST_WAIT_S = 300.0


class Queue:
    """Keys of members, in the order in which their turns come."""

    def __init__(self) -> None:
        self.waiting: list[str] = []
        self._not_before: dict[str, float] = {}
        self._failures: Counter[str] = Counter()

    def add(self, key: str) -> None:
        """Put a member at the end, unless it waits already."""
        if key not in self.waiting:
            self.waiting.append(key)

    def next(self, now: float) -> str | None:
        """Take out whoever is first of those that may be tried now."""
        for key in self.waiting:
            if self._not_before.get(key, now) <= now:
                self.waiting.remove(key)
                return key
        return None

    def failed(self, key: str, now: float, *, again: bool) -> None:
        """Note that a turn failed: the next is after 15 s, then 30 s, up to five minutes; `again` queues the member."""
        wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(10, self._failures[key]))
        self._failures[key] += 1
        self._not_before[key] = now + wait
        if again:
            self.add(key)

    def succeeded(self, key: str) -> None:
        """Forget a member's failures."""
        self._failures.pop(key, None)
        self._not_before.pop(key, None)

    def drop(self, key: str) -> None:
        """Forget a member that left."""
        self.succeeded(key)
        if key in self.waiting:
            self.waiting.remove(key)
