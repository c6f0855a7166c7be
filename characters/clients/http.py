"""The one way to an upstream over HTTP: budget, breaker, timeouts, retries, and a limit on what is read."""

import logging
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from http.cookiejar import DefaultCookiePolicy
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

import requests
import tenacity
import urllib3
from django.conf import settings
from requests.adapters import HTTPAdapter

from characters.clients import breakers, budgets
from characters.clients.answers import Answer, Question, Reply, Watch, interpret
from characters.domain.errors import ErrorKind, UpstreamError

TRIES = 3
MAX_BYTES = 20_000_000
PATIENCE = 5.0
USER_AGENT = "Vaultkeeper"
_TRANSIENT = (ErrorKind.RATE_LIMITED, ErrorKind.UNAVAILABLE, ErrorKind.TIMEOUT)
_UNREAD = (ErrorKind.RATE_LIMITED,)
_backoff = tenacity.wait_exponential_jitter(multiplier=0.2, max=1.5, jitter=0.5)
_local = threading.local()

# At DEBUG level the connection pool logs addresses with their query, where an access key may stand.
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)


def get_json(
    upstream: str,
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    last_modified: str | None = None,
    timeout: float | None = None,
) -> Answer:
    """Ask an upstream for a JSON document.

    With `last_modified` (the text of an earlier answer) the answer may be a 304 without a body. Waits for the
    budget, tries up to three times, and takes at most three times its timeout in all. Raises UpstreamError;
    its message names the upstream, method, path and status, and nothing secret.
    """
    conditional = {"If-Modified-Since": last_modified} if last_modified else {}
    return _ask(
        _question(upstream, "GET", url, timeout, params=params or {}, headers={**(headers or {}), **conditional})
    )


def post_json(
    upstream: str,
    url: str,
    *,
    body: object,
    headers: Mapping[str, str] | None = None,
    timeout: float | None = None,
) -> Answer:
    """Send a JSON document to an upstream and read its JSON answer. Errors as get_json."""
    return _ask(_question(upstream, "POST", url, timeout, json=body, headers=headers or {}))


def post_form(upstream: str, url: str, *, form: Mapping[str, str], basic: tuple[str, str]) -> Answer:
    """Send a form with HTTP Basic credentials and read the JSON answer. Errors as get_json."""
    return _ask(_question(upstream, "POST", url, None, form=form, basic=basic))


def send(
    upstream: str,
    method: str,
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    body: object = None,
    headers: Mapping[str, str] | None = None,
    watch: Watch | None = None,
    shown_path: str = "",
    is_repeatable: bool = True,
) -> Answer:
    """Send a request of any method, with a JSON document or without, and read the JSON answer, or none (204).

    `watch` sees every try. `shown_path` stands for the path in messages where the path itself is a secret. What is
    not repeatable is tried again only where the upstream turned it away unread (429). Errors as get_json.
    """
    rest = {"params": params or {}, "json": body, "headers": headers or {}, "watch": watch}
    question = _question(upstream, method, url, None, is_repeatable=is_repeatable, **rest)
    return _ask(replace(question, path=shown_path or question.path))


def read_address(upstream: str, url: str) -> SplitResult:
    """Read the address of an upstream.

    Raises UpstreamError (misconfigured) unless it is https, or plain http on this very machine.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        raise UpstreamError(ErrorKind.MISCONFIGURED, f"the address of {upstream} is no address") from None
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))):
        message = f"the address of {upstream} must be https, or http on this very machine"
        raise UpstreamError(ErrorKind.MISCONFIGURED, message)
    return parts


def _question(upstream: str, method: str, url: str, timeout: float | None, **rest: Any) -> Question:
    path = read_address(upstream, url).path
    return Question(upstream, method, url, path, timeout or settings.UPSTREAM_TIMEOUT, **rest)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _ask(question: Question) -> Answer:
    total = question.timeout * TRIES
    deadline = time.monotonic() + total
    tries = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(TRIES) | tenacity.stop_before_delay(total),
        wait=_pause,
        retry=tenacity.retry_if_exception(lambda error: _worth_another_try(question, error)),
        reraise=True,
    )
    with breakers.guard(question.upstream):
        return tries(_try, question, deadline)


def _worth_another_try(question: Question, error: BaseException) -> bool:
    passing = _TRANSIENT if question.is_repeatable else _UNREAD
    return isinstance(error, UpstreamError) and error.kind in passing and (error.retry_after or 0) <= PATIENCE


def _pause(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked_for = error.retry_after if isinstance(error, UpstreamError) else None
    # A rate counts by the second, so an unexplained 429 is over when the second is.
    least = 1.0 if isinstance(error, UpstreamError) and error.kind is ErrorKind.RATE_LIMITED else 0.0
    return max(_backoff(state), least if asked_for is None else asked_for)


def _try(question: Question, deadline: float) -> Answer:
    budgets.acquire(question.upstream, max_wait=max(0.0, deadline - time.monotonic()))
    if question.watch is None:
        return interpret(question, _send(question, deadline))
    question.watch.before(max(0.0, deadline - time.monotonic()))
    reply = _send(question, deadline)
    question.watch.after(reply)
    return interpret(question, reply)


def _send(question: Question, deadline: float) -> Reply:
    try:
        with _response(question, deadline) as response:
            return Reply(response.status_code, response.headers, _body(question, response, deadline))
    except (requests.Timeout, urllib3.exceptions.TimeoutError):
        failure = UpstreamError(ErrorKind.TIMEOUT, f"{question}: no answer within {question.timeout:g} s")
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        failure = UpstreamError(ErrorKind.UNAVAILABLE, f"{question}: the connection failed ({type(error).__name__})")
    # Raised out here so that the library's error, whose text holds the whole address, does not travel along.
    raise failure


def _response(question: Question, deadline: float) -> requests.Response:
    timeout = max(0.1, min(question.timeout, deadline - time.monotonic()))
    at_home = _is_loopback(urlsplit(question.url).hostname or "")
    return _session().request(
        question.method,
        question.url,
        params=question.params,
        headers=question.headers,
        json=question.json,
        data=question.form,
        auth=question.basic or _keep_headers,
        timeout=timeout,
        allow_redirects=False,
        stream=True,
        proxies={"http": "", "https": ""} if at_home else None,
    )


def _body(question: Question, response: requests.Response, deadline: float) -> bytes:
    declared = response.headers.get("Content-Length", "")
    chunks = bytearray()
    while len(chunks) <= MAX_BYTES and not (declared.isdecimal() and int(declared[:12]) > MAX_BYTES):
        # read1 returns what has come so far: an upstream that drips bytes cannot hold a worker for ever.
        chunk = response.raw.read1(65_536, decode_content=True)
        if not chunk:
            return bytes(chunks)
        chunks += chunk
        if time.monotonic() > deadline:
            raise UpstreamError(ErrorKind.TIMEOUT, f"{question}: the answer took too long to arrive")
    raise UpstreamError(ErrorKind.TOO_LARGE, f"{question}: the answer is larger than {MAX_BYTES:,} bytes")


def _keep_headers(request: requests.PreparedRequest) -> requests.PreparedRequest:
    # Without an auth of its own, requests would let a .netrc file replace the Authorization header.
    return request


def _session() -> requests.Session:
    # One per thread, and never a parent's: forked workers must not share sockets.
    if getattr(_local, "process_id", None) != os.getpid():
        _local.process_id = os.getpid()
        _local.session = _new_session()
    session: requests.Session = _local.session
    return session


def _new_session() -> requests.Session:
    session = requests.Session()
    session.headers.update({"User-Agent": USER_AGENT, "Accept": "application/json"})
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    session.mount("https://", _connections(os.getpid()))
    session.mount("http://", _connections(os.getpid()))
    return session


@lru_cache(maxsize=2)
def _connections(process_id: int) -> HTTPAdapter:
    # Threads come and go with every batch; the open connections stay for the next.
    return HTTPAdapter(pool_connections=16, pool_maxsize=32, max_retries=0)
