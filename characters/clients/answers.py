"""What an upstream's reply means: an answer, or the kind of error it stands for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import time
from typing import Any, Protocol

import orjson

from characters.domain.errors import ErrorKind, UpstreamError

LABELS = {"blizzard": "Blizzard", "raiderio": "Raider.IO", "warcraftlogs": "Warcraft Logs", "discord": "Discord"}
_KINDS = {
    401: ErrorKind.UNAUTHORIZED,
    403: ErrorKind.FORBIDDEN,
    404: ErrorKind.NOT_FOUND,
    408: ErrorKind.UNAVAILABLE,
    410: ErrorKind.NOT_FOUND,
    429: ErrorKind.RATE_LIMITED,
}


@dataclass(frozen=True, slots=True)
class Reply:
    """The bare HTTP reply to a question."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Watch(Protocol):
    """Sees every try of a question, where an upstream tells its limits with every reply."""

    def before(self, max_wait: float) -> None:
        """Wait, at most that many seconds, until the try may be sent.

        :raises UpstreamError: when the wait would be longer.
        """

    def after(self, reply: Reply) -> None:
        """Learn from the reply, whatever it is."""


@dataclass(frozen=True, slots=True)
class Question:
    """One request; `str()` of it names no query, header or body, because secrets travel there.

    `path` is what is said of the address, so it may leave out what is secret in it. One that is not `is_repeatable`
    is sent again only when the upstream says that it did nothing.
    """

    upstream: str
    method: str
    url: str
    path: str
    timeout: float
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    json: object = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    basic: tuple[str, str] | None = field(default=None, repr=False)
    watch: Watch | None = field(default=None, repr=False)
    is_repeatable: bool = True

    def __str__(self) -> str:
        return f"{LABELS.get(self.upstream, self.upstream)}, {self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A usable answer: decoded JSON with status 200; no body with 304 (nothing changed) or 204 (nothing to say)."""

    status: int
    body: Any
    last_modified: str | None


class Rejected(UpstreamError):
    """The upstream answered and said no; `reason` and `code` (or 0) are what its JSON says about it."""

    def __init__(
        self,
        kind: ErrorKind,
        message: str,
        retry_after: float | None = None,
        status: int = 0,
        reason: str = "",
        code: int = 0,
    ) -> None:
        super().__init__(kind, message, retry_after)
        self.args = (kind, message, retry_after, status, reason, code)
        self.status = status
        self.reason = reason
        self.code = code


def interpret(question: Question, reply: Reply) -> Answer:
    """Turn a reply into an answer.

    Raises UpstreamError (unreadable) for HTML, cut-off JSON and text that no database can store, and Rejected
    for every status but 200, 204 and 304. A 403 or 404 on an HTML page says nothing about the thing asked for, so
    it is unreadable.
    """
    if reply.status == 304:
        sent = question.headers.get("If-Modified-Since")
        return Answer(304, None, reply.headers.get("Last-Modified", sent))
    if reply.status == 204:
        return Answer(204, None, None)
    if reply.status == 200:
        return Answer(200, _json(question, reply), reply.headers.get("Last-Modified"))
    raise _rejection(question, reply)


def _json(question: Question, reply: Reply) -> object:
    if _is_html(reply):
        raise UpstreamError(ErrorKind.UNREADABLE, f"{question}: an HTML page came instead of JSON")
    if b"\\u0000" in reply.body:
        raise UpstreamError(ErrorKind.UNREADABLE, f"{question}: the JSON holds a NUL character")
    try:
        return orjson.loads(reply.body)
    except orjson.JSONDecodeError as error:
        where = f"{error.msg} after {error.pos:,} of {len(reply.body):,} bytes"
    raise UpstreamError(ErrorKind.UNREADABLE, f"{question}: the JSON is broken or cut off ({where})")


def _is_html(reply: Reply) -> bool:
    return "html" in reply.headers.get("Content-Type", "").lower() or reply.body[:200].lstrip().startswith(b"<")


def _rejection(question: Question, reply: Reply) -> Rejected:
    kind = _KINDS.get(reply.status, ErrorKind.UNAVAILABLE if reply.status >= 500 else ErrorKind.UNREADABLE)
    if _is_html(reply) and kind in (ErrorKind.FORBIDDEN, ErrorKind.NOT_FOUND):
        kind = ErrorKind.UNREADABLE
    fields = _fields(reply.body)
    reason, code = _reason(fields), fields.get("code")
    message = f"{question}: status {reply.status}{f' ({reason})' if reason else ''}"
    if 300 <= reply.status < 400:
        message += ", a redirect, which is not followed"
    return Rejected(kind, message, retry_after(reply), reply.status, reason, code if isinstance(code, int) else 0)


def _fields(body: bytes) -> dict[str, Any]:
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return document if isinstance(document, dict) else {}


def _reason(fields: Mapping[str, Any]) -> str:
    texts = (fields.get(name) for name in ("detail", "message", "error_description", "error", "type"))
    text = next((text for text in texts if isinstance(text, str) and text), "")
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:200]


def retry_after(reply: Reply) -> float | None:
    """Return the seconds after which a reply asks to be asked again, or None when it does not say.

    A `retry_after` in the JSON is exact to the millisecond, and wins over the header.
    """
    told = _fields(reply.body).get("retry_after")
    if isinstance(told, int | float) and told >= 0:
        return float(told)
    return _retry_after(reply.headers.get("Retry-After"))


def _retry_after(header: str | None) -> float | None:
    # The header is either a number of seconds or a date.
    if not header:
        return None
    if header.strip().isdecimal():
        return float(header[:9])
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.fromtimestamp(time(), UTC)).total_seconds())
