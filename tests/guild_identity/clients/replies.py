"""Discord's replies, raw: status, headers, body."""

from typing import Any

import orjson

JSON = {"Content-Type": "application/json"}
Raw = tuple[int, dict[str, str], bytes]


def reply(status: int, body: Any = None, **headers: str) -> Raw:
    """Write a reply; header names are given with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, JSON | named, b"" if body is None else orjson.dumps(body)


def refusal(status: int, code: int, message: str) -> Raw:
    """Write a refusal with Discord's own code."""
    return reply(status, {"code": code, "message": message})


def too_many(seconds: float, *, scope: str = "user", is_global: bool = False, **headers: str) -> Raw:
    """Write a 429; the header's seconds are whole, the body's exact."""
    body = {"message": "You are being rate limited.", "retry_after": seconds, "global": is_global}
    told = {"X_RateLimit_Scope": scope, "Retry_After": str(int(seconds) + 1)} | headers
    return reply(429, body, **told, **({"X_RateLimit_Global": "true"} if is_global else {}))


class Script:
    """Answers a path with one reply after the other; the last one stays. Keeps what was asked."""

    def __init__(self, *replies: Any) -> None:
        self.replies = list(replies)
        self.requests: list[Any] = []

    def __call__(self, request: Any) -> Any:
        """Answer the next request."""
        self.requests.append(request)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
