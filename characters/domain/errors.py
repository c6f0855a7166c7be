"""The two families of anticipated errors; everything else surfaces."""

from enum import StrEnum


class Refused(Exception):
    """The request makes no sense; the message is written for the person who made it."""


class ErrorKind(StrEnum):
    """Why an upstream gave no usable answer."""

    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    UNAUTHORIZED = "unauthorized"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    TIMEOUT = "timeout"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    CIRCUIT_OPEN = "circuit_open"
    BUDGET_SPENT = "budget_spent"
    MISCONFIGURED = "misconfigured"
    REPLACED = "replaced"


class UpstreamError(Exception):
    """An upstream gave no usable answer: what is known stays, and it is asked again later."""

    def __init__(self, kind: ErrorKind, message: str, retry_after: float | None = None) -> None:
        # Celery sends exceptions between processes as their `args`, so `args` must rebuild the error.
        super().__init__(kind, message, retry_after)
        self.kind = kind
        self.message = message
        self.retry_after = retry_after

    def __str__(self) -> str:
        return self.message


class MalformedPayload(UpstreamError):
    """A document was JSON but not of the known shape; the message names the place in it."""

    def __init__(self, message: str) -> None:
        super().__init__(ErrorKind.UNREADABLE, message)
        self.args = (message,)
