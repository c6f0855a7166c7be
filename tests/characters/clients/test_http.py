"""The one way to an upstream: what is an answer, what is tried again, and what never leaks."""

import gzip
import socket
import threading
import time

import pytest

from characters.clients import http
from characters.clients.answers import Rejected
from characters.clients.http import get_json
from characters.domain.errors import ErrorKind, UpstreamError
from tests.characters.clients.raw_server import raw_server


def refused(upstream, path="/x", **kwargs) -> UpstreamError:
    with pytest.raises(UpstreamError) as caught:
        get_json("blizzard", upstream.origin + path, **kwargs)
    return caught.value


def test_an_answer_is_decoded_json_with_its_date(upstream):
    upstream.answers_with("/x", {"a": [1]}, headers={"Last-Modified": "Tue, 17 Nov 2026 15:00:00 GMT"})
    answer = get_json("blizzard", upstream.origin + "/x", params={"q": "ä"}, headers={"X-One": "1"})
    assert (answer.status, answer.body, answer.last_modified) == (
        200,
        {"a": [1]},
        "Tue, 17 Nov 2026 15:00:00 GMT",
    )
    assert upstream.requests[0].query == {"q": "ä"}
    assert upstream.requests[0].headers["X-One"] == "1"


def test_unchanged_documents_cost_no_body(upstream):
    upstream.answers_with("/x", 304)
    answer = get_json("blizzard", upstream.origin + "/x", last_modified="Tue, 17 Nov 2026 15:00:00 GMT")
    assert (answer.status, answer.body, answer.last_modified) == (304, None, "Tue, 17 Nov 2026 15:00:00 GMT")
    assert upstream.requests[0].headers["If-Modified-Since"] == "Tue, 17 Nov 2026 15:00:00 GMT"


@pytest.mark.parametrize(
    ("status", "kind", "tries"),
    [
        (400, ErrorKind.UNREADABLE, 1),
        (401, ErrorKind.UNAUTHORIZED, 1),
        (403, ErrorKind.FORBIDDEN, 1),
        (404, ErrorKind.NOT_FOUND, 1),
        (410, ErrorKind.NOT_FOUND, 1),
        (429, ErrorKind.RATE_LIMITED, 3),
        (500, ErrorKind.UNAVAILABLE, 3),
        (503, ErrorKind.UNAVAILABLE, 3),
    ],
)
def test_every_status_has_its_kind_and_only_passing_trouble_is_tried_again(upstream, pauses, status, kind, tries):
    upstream.answers_with("/x", (status, {"detail": "What it says"}))
    error = refused(upstream)
    assert error.kind is kind
    assert isinstance(error, Rejected)
    assert (error.status, error.reason) == (status, "What it says")
    assert str(error) == f"Blizzard, GET /x: status {status} (What it says)"
    assert len(upstream.requests) == tries
    assert len(pauses) == tries - 1


def test_trouble_that_passes_is_not_noticed(upstream, pauses):
    upstream.answers_with("/x", 503, 429, {"fine": True})
    assert get_json("blizzard", upstream.origin + "/x").body == {"fine": True}
    assert len(pauses) == 2
    assert 0.2 <= pauses[0] <= 2
    assert 1 <= pauses[1] <= 2, "the rate counts by the second"


def test_a_short_retry_after_is_kept_to(upstream, pauses):
    upstream.answers_with("/x", (429, {}), headers={"Retry-After": "4"})
    upstream.answers_with("/x", {"fine": True})
    assert get_json("blizzard", upstream.origin + "/x").body == {"fine": True}
    assert pauses == [4.0]


def test_a_long_retry_after_is_handed_on_instead_of_waited_for(upstream, pauses):
    upstream.answers_with("/x", (429, {}), headers={"Retry-After": "60"})
    error = refused(upstream)
    assert (error.kind, error.retry_after, pauses, len(upstream.requests)) == (
        ErrorKind.RATE_LIMITED,
        60.0,
        [],
        1,
    )


@pytest.mark.parametrize("header", ["soon", "-1", "", "Wed, 99 Foo 2026", "²"])
def test_a_senseless_retry_after_is_none_at_all(upstream, pauses, header):
    upstream.answers_with("/x", (429, {}), headers={"Retry-After": header})
    assert refused(upstream).retry_after is None
    assert len(upstream.requests) == 3


def test_a_retry_after_may_be_a_date(upstream, pauses):
    upstream.answers_with("/x", (429, {}), headers={"Retry-After": "Fri, 31 Dec 2099 23:59:59 GMT"})
    assert refused(upstream).retry_after > 1e6


def test_an_html_page_with_status_200_is_unreadable(upstream):
    upstream.answers_with("/x", b"<html>maintenance</html>", headers={"Content-Type": "text/html; charset=utf-8"})
    assert refused(upstream).kind is ErrorKind.UNREADABLE
    upstream.answers_with("/y", b"  <!doctype html><p>maintenance")
    assert "HTML page" in str(refused(upstream, "/y"))


@pytest.mark.parametrize("status", [403, 404])
def test_an_html_page_never_says_that_somebody_is_gone(upstream, status):
    upstream.answers_with("/x", (status, b"<html>no such site</html>"), headers={"Content-Type": "text/html"})
    assert refused(upstream).kind is ErrorKind.UNREADABLE


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": [1, 2',
        b"",
        b"hello",
        b'{"a": NaN}',
        b'"\\ud800"',
        b'{"name": "A\\u0000b"}',
        b"\xff\xfe{}",
        b"[" * 3000,
    ],
)
def test_broken_json_is_unreadable(upstream, body):
    upstream.answers_with("/x", body)
    error = refused(upstream)
    assert error.kind is ErrorKind.UNREADABLE
    assert str(error).startswith("Blizzard, GET /x: ")


def test_a_connection_that_breaks_off_in_the_body_is_tried_again(upstream, pauses):
    upstream.answers_with("/x", b'{"a": 1', headers={"Content-Length": "5000"})
    upstream.answers_with("/x", {"fine": True})
    assert get_json("blizzard", upstream.origin + "/x").body == {"fine": True}
    assert len(pauses) == 1


def test_a_huge_body_is_not_read_to_its_end(upstream, monkeypatch):
    monkeypatch.setattr(http, "MAX_BYTES", 100_000)
    upstream.answers_with("/declared", b"1" * 100_001)
    assert refused(upstream, "/declared").kind is ErrorKind.TOO_LARGE
    bomb = gzip.compress(b"[" + b" " * 50_000_000 + b"]")
    upstream.answers_with("/bomb", bomb, headers={"Content-Encoding": "gzip"})
    assert refused(upstream, "/bomb").kind is ErrorKind.TOO_LARGE


def test_an_endless_body_is_cut_at_the_limit(pauses, monkeypatch):
    monkeypatch.setattr(http, "MAX_BYTES", 1_000_000)
    sent = []

    def pour(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while len(sent) < 5000:
            connection.sendall(b"[" * 10_000)
            sent.append(1)

    with raw_server(pour) as origin, pytest.raises(UpstreamError) as caught:
        get_json("blizzard", origin + "/x")
    assert caught.value.kind is ErrorKind.TOO_LARGE
    assert len(sent) < 5000


def test_an_upstream_that_drips_bytes_cannot_hold_a_worker(pauses):
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n")
        for _ in range(100):
            connection.sendall(b" ")
            time.sleep(0.05)

    started = time.monotonic()
    with raw_server(drip) as origin, pytest.raises(UpstreamError) as caught:
        get_json("blizzard", origin + "/x", timeout=0.2)
    assert caught.value.kind is ErrorKind.TIMEOUT
    assert time.monotonic() - started < 3


def test_silence_is_a_timeout(upstream, pauses):
    upstream.hold = threading.Event()
    started = time.monotonic()
    error = refused(upstream, timeout=0.2)
    upstream.hold.set()
    assert error.kind is ErrorKind.TIMEOUT
    assert time.monotonic() - started < 2


def test_nobody_there_is_unavailable(pauses):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(UpstreamError) as caught:
        get_json("raiderio", f"http://127.0.0.1:{port}/api", params={"access_key": "very-secret"})
    assert caught.value.kind is ErrorKind.UNAVAILABLE
    assert "very-secret" not in repr(caught.value)
    assert caught.value.__context__ is None, "the library's own error holds the whole address"
