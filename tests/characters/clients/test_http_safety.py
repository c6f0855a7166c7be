"""What the one way to an upstream never does: follow, leak, share, or stop."""

import logging
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest

from characters.clients.answers import Rejected
from characters.clients.http import get_json, post_json
from characters.domain.errors import ErrorKind, MalformedPayload, UpstreamError


def refused(upstream, path="/x", **kwargs) -> UpstreamError:
    with pytest.raises(UpstreamError) as caught:
        get_json("blizzard", upstream.origin + path, **kwargs)
    return caught.value


def test_redirects_are_not_followed(upstream):
    upstream.answers_with("/x", (302, {}), headers={"Location": "http://127.0.0.1:1/elsewhere"})
    error = refused(upstream, headers={"Authorization": "Bearer very-secret"})
    assert error.kind is ErrorKind.UNREADABLE
    assert "redirect" in str(error)
    assert len(upstream.requests) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x",
        "ftp://localhost/x",
        "file:///etc/passwd",
        "//host/x",
        "https://",
        "http://[::1",
        "",
    ],
)
def test_only_https_or_this_very_machine_is_asked(url):
    with pytest.raises(UpstreamError) as caught:
        get_json("blizzard", url)
    assert caught.value.kind is ErrorKind.MISCONFIGURED


def test_secrets_stay_out_of_errors_and_logs(upstream, pauses, caplog):
    caplog.set_level(logging.DEBUG)
    upstream.answers_with("/x", 500)
    error = refused(upstream, params={"access_key": "very-secret"}, headers={"Authorization": "Bearer very-secret"})
    assert "very-secret" not in repr(error) + str(error.args) + caplog.text


def test_a_netrc_file_does_not_replace_the_token(upstream, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    upstream.answers_with("/x", {})
    get_json("blizzard", upstream.origin + "/x", headers={"Authorization": "Bearer mine"})
    assert upstream.requests[0].headers["Authorization"] == "Bearer mine"


def test_a_proxy_of_the_environment_is_not_asked_about_this_machine(upstream, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    upstream.answers_with("/x", {"fine": True})
    assert get_json("blizzard", upstream.origin + "/x").body == {"fine": True}


def test_json_is_posted(upstream):
    upstream.answers_with("/x", {"fine": True})
    assert post_json("warcraftlogs", upstream.origin + "/x", body={"query": "ä"}).body == {"fine": True}
    assert upstream.requests[0].body == b'{"query": "\\u00e4"}'


def test_many_threads_ask_at_once_and_connections_are_kept_for_the_next(upstream):
    upstream.answers_with("/x", {"fine": True})
    for _ in range(3):
        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(lambda _: get_json("blizzard", upstream.origin + "/x").body, range(64)))
        assert answers == [{"fine": True}] * 64


@pytest.mark.parametrize(
    "error",
    [
        UpstreamError(ErrorKind.RATE_LIMITED, "too often", 7.5),
        MalformedPayload("raids: expected int"),
        Rejected(ErrorKind.NOT_FOUND, "gone", None, 404, "Not Found"),
    ],
)
def test_errors_survive_the_way_between_processes(error):
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert vars(again) == vars(error)
    assert str(again) == str(error)
