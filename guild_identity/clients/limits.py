"""Discord's rate limits: nothing is sent into a used-up bucket, and nothing at all where Discord keeps refusing.

Buckets are learnt from the headers of every reply. Discord bans an address for a while after 10,000 refused requests
(401, 403, or 429 of one's own making) in ten minutes, so asking stops long before.
"""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass

from characters.clients.answers import Reply, retry_after
from characters.domain.errors import ErrorKind, UpstreamError
from guild_identity.clients.buckets import ask_store

REFUSALS_ALLOWED = 1000
REFUSALS_SPAN_S = 600.0
_REFUSED, _EVERYTHING = "refused", "global"
_LONGEST_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Route:
    """One kind of request, as Discord counts it: `major` is the server, channel or webhook that it is about."""

    name: str
    major: str

    def before(self, max_wait: float) -> None:
        """Wait for this route's turn.

        :raises UpstreamError: (budget_spent) when the wait would be longer than `max_wait` seconds, or Discord has
            refused too much.
        """
        _check_refusals()
        deadline = time.monotonic() + max_wait
        while seconds := self._to_wait():
            if time.monotonic() + seconds > deadline:
                message = f"Discord's rate limit is used up; it can be asked again in {math.ceil(seconds)} s"
                raise UpstreamError(ErrorKind.BUDGET_SPENT, message, seconds)
            time.sleep(seconds)

    def after(self, reply: Reply) -> None:
        """Learn the bucket and what is left in it, and count refusals."""
        bucket = reply.headers.get("X-RateLimit-Bucket")
        if bucket:
            ask_store(lambda store: store.rename(self.name, bucket))
        left = _number(reply.headers, "X-RateLimit-Remaining")
        seconds = _number(reply.headers, "X-RateLimit-Reset-After")
        if left is not None and seconds is not None:
            self._learn(int(left), seconds)
        if reply.status == 429:
            self._rest(reply)
        is_shared = reply.headers.get("X-RateLimit-Scope") == "shared"
        if reply.status in (401, 403) or (reply.status == 429 and not is_shared):
            ask_store(lambda store: store.count(_REFUSED, REFUSALS_SPAN_S))

    def _rest(self, reply: Reply) -> None:
        seconds = retry_after(reply) or 1.0
        is_global = reply.headers.get("X-RateLimit-Global", "").lower() == "true"
        # Without a scope it was not Discord that answered but the guard before its door, which means everything.
        if is_global or reply.headers.get("X-RateLimit-Scope", "global") == "global":
            ask_store(lambda store: store.learn(_EVERYTHING, 0, min(seconds, _LONGEST_S)))
        else:
            self._learn(0, seconds)

    def _learn(self, left: int, seconds: float) -> None:
        ask_store(lambda store: store.learn(self._bucket(store.name(self.name)), left, min(seconds, _LONGEST_S)))

    def _to_wait(self) -> float:
        return ask_store(lambda store: store.take(_EVERYTHING) or store.take(self._bucket(store.name(self.name))))

    def _bucket(self, learnt: str | None) -> str:
        return f"left:{learnt or self.name}:{self.major}"


def _check_refusals() -> None:
    count, seconds = ask_store(lambda store: store.counted(_REFUSED))
    if count >= REFUSALS_ALLOWED:
        message = (
            f"Discord refused {count:,} requests within ten minutes. Before it bans this address, nothing is asked for "
            f"{math.ceil(seconds / 60)} min. Check the bot's token and its permissions."
        )
        raise UpstreamError(ErrorKind.BUDGET_SPENT, message, seconds)


def _number(headers: Mapping[str, str], name: str) -> float | None:
    try:
        number = float(headers.get(name, ""))
    except ValueError:
        return None
    return number if 0 <= number < math.inf else None
