"""Every fault does what it says, to the requests that are meant, and to no others."""

import threading
import time
from typing import Any

import pytest
import requests

from tests.sandbox.asking import Asker

SUMMARY = "/profile/wow/character/senjin/trogmoon"


@pytest.fixture(autouse=True)
def _no_faults_left(living: Asker) -> Any:
    yield
    living.control("DELETE", "faults")


def strike(asker: Asker, **fault: Any) -> None:
    asker.control("PUT", "faults", {"faults": [fault]})


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [
        ("not_found", 404, {"code": 404, "type": "BLZWEBAPI00000404", "detail": "Not Found"}),
        ("forbidden", 403, {"code": 403, "type": "Forbidden", "detail": "Account Inactive"}),
        ("unauthorized", 401, {"code": 401, "type": "BLZWEBAPI00000401", "detail": "Unauthorized"}),
        ("rate_limited", 429, {"code": 429, "type": "BLZWEBAPI00000429", "detail": "Too Many Requests"}),
    ],
)
def test_refusals(living: Asker, kind: str, status: int, body: object) -> None:
    strike(living, kind=kind, count=1)
    answer = living.character("Trogmoon")
    assert (answer.status_code, answer.json()) == (status, body)
    assert "Retry-After" not in answer.headers
    assert living.character("Trogmoon").status_code == 200


def test_429_with_a_time_to_wait(living: Asker) -> None:
    strike(living, kind="rate_limited", retry_after=7)
    assert living.character("Trogmoon").headers["Retry-After"] == "7"


@pytest.mark.parametrize("status", [500, 502, 503])
def test_server_errors_are_html(living: Asker, status: int) -> None:
    strike(living, kind="server_error", status=status)
    answer = living.character("Trogmoon")
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")


def test_html_with_status_200(living: Asker) -> None:
    strike(living, kind="html")
    answer = living.character("Trogmoon")
    assert (answer.status_code, answer.text[:15]) == (200, "<!DOCTYPE html>")


def test_json_that_is_cut_off(living: Asker) -> None:
    strike(living, kind="cut")
    answer = living.character("Trogmoon")
    assert answer.headers["Content-Type"].startswith("application/json")
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_a_body_of_50_megabytes(living: Asker) -> None:
    strike(living, kind="huge")
    assert len(living.character("Trogmoon").content) > 50_000_000


def test_slowness(living: Asker) -> None:
    strike(living, kind="slow", seconds=0.3)
    begun = time.monotonic()
    assert living.character("Trogmoon").status_code == 200
    assert time.monotonic() - begun >= 0.3


def test_hanging(living: Asker) -> None:
    strike(living, kind="hang")
    with pytest.raises(requests.ReadTimeout):
        requests.get(living.url + SUMMARY, timeout=0.3)


def test_a_connection_that_is_reset(living: Asker) -> None:
    strike(living, kind="reset")
    living.control("DELETE", "counters")
    with pytest.raises(requests.ConnectionError):
        requests.get(living.url + SUMMARY, timeout=5)
    assert living.control("GET", "counters")["upstreams"]["blizzard"]["statuses"] == {"0": 1}


def test_a_wrong_type_in_any_field(living: Asker) -> None:
    strike(living, kind="wrong_type", field="expansions.*.instances.0.modes", value={"oops": 1}, path="*/raids")
    body = living.character("Trogmoon", "/encounters/raids").json()
    assert {str(expansion["instances"][0]["modes"]) for expansion in body["expansions"]} == {"{'oops': 1}"}
    assert living.character("Trogmoon").json()["name"] == "Trogmoon"


def test_a_json_scalar_as_a_string(living: Asker) -> None:
    query = '{ characterData { character(name: "Trogmoon", serverSlug: "senjin", serverRegion: "us") {'
    query += " z: zoneRankings } } }"
    strike(living, kind="stringified", field="data.characterData.character.z")
    assert isinstance(living.data(query)["characterData"]["character"]["z"], str)


def test_graphql_errors_beside_data(living: Asker) -> None:
    query = '{ characterData { a: character(name: "Trogmoon", serverSlug: "senjin", serverRegion: "us") { id }'
    query += ' b: character(name: "Mirel", serverSlug: "senjin", serverRegion: "us") { id } } }'
    strike(living, kind="graphql_errors", field="characterData.a", message="Internal server error")
    body = living.graphql(query).json()
    assert body["data"]["characterData"]["a"] is None
    assert body["data"]["characterData"]["b"]["id"]
    assert body["errors"] == [{"message": "Internal server error", "path": ["characterData", "a"]}]


def test_an_empty_and_a_halved_roster(living: Asker) -> None:
    whole = len(living.roster().json()["members"])
    strike(living, kind="half_roster")
    assert len(living.roster().json()["members"]) == whole // 2
    strike(living, kind="empty_roster")
    assert living.roster().json()["members"] == []


def test_only_the_meant_upstream_path_and_character_are_struck(living: Asker) -> None:
    strike(living, kind="server_error", upstream="raiderio")
    assert living.character("Trogmoon").status_code == 200
    assert living.raiderio("Trogmoon").status_code == 503
    strike(living, kind="not_found", upstream="blizzard", path="*/encounters/raids", character="senjin/Mirel")
    assert living.character("Mirel", "/encounters/raids").status_code == 404
    assert living.character("Mirel").status_code == 200
    assert living.character("Mirel", "/encounters/raids", realm="queldorei").status_code == 200
    assert living.character("Mirelda", "/encounters/raids").status_code == 200


def test_a_graphql_request_that_asks_for_a_character_is_struck(living: Asker) -> None:
    strike(living, kind="server_error", character="Thornwëave")
    query = "query($n: String) { characterData { character(name: $n, serverSlug: $n, serverRegion: $n) { id } } }"
    assert living.graphql(query, n="Thornwëave").status_code == 503
    assert living.graphql(query, n="Trogmoon").status_code == 200


def test_the_oauth_servers_are_struck_by_name_only(living: Asker) -> None:
    form = {"grant_type": "client_credentials"}
    strike(living, kind="server_error")
    asked = {"data": form, "auth": ("id", "secret"), "timeout": 5}
    assert living.session.post(f"{living.url}/token", **asked).status_code == 200
    strike(living, kind="server_error", upstream="blizzard-oauth")
    assert living.session.post(f"{living.url}/token", **asked).status_code == 503
    assert living.session.post(f"{living.url}/oauth/token", **asked).status_code == 200


def test_raiderio_says_not_found_with_400(living: Asker) -> None:
    strike(living, kind="not_found", upstream="raiderio")
    answer = living.raiderio("Trogmoon")
    assert (answer.status_code, answer.json()["message"]) == (400, "Could not find requested character")


def test_probability_is_repeatable(living: Asker) -> None:
    def row() -> list[int]:
        strike(living, kind="server_error", probability=0.5)
        return [living.character("Trogmoon").status_code for _ in range(30)]

    first = row()
    assert first == row()
    assert {200, 503} == set(first)


def test_addresses_that_do_not_exist_are_refused_in_the_upstreams_words(living: Asker) -> None:
    assert living.blizzard("/data/wow/nothing").json()["type"] == "BLZWEBAPI00000404"
    assert living.session.get(f"{living.url}/elsewhere", timeout=5).status_code == 404


def test_hits_are_counted_and_faults_can_be_added(living: Asker) -> None:
    strike(living, kind="slow", seconds=0)
    living.control("POST", "faults", {"kind": "server_error", "count": 1})
    assert [living.character("Trogmoon").status_code for _ in range(2)] == [503, 200]
    assert [fault["hits"] for fault in living.control("GET", "faults")["faults"]] == [2, 1]


def test_a_limit_answers_429_above_its_rate(living: Asker) -> None:
    living.control("PUT", "faults", {"limits": {"blizzard": 5}})
    time.sleep(1.05)
    statuses = [living.character("Trogmoon").status_code for _ in range(8)]
    assert statuses == [200] * 5 + [429] * 3


@pytest.mark.parametrize("fault", [{"kind": "bad luck"}, {"kind": "slow", "speed": 3}])
def test_faults_that_make_no_sense_are_refused(living: Asker, fault: dict[str, object]) -> None:
    answer = living.session.put(f"{living.url}/sandbox/faults", json=fault, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_requests_go_on_while_others_hang(living: Asker) -> None:
    strike(living, kind="slow", seconds=1, character="Mirel")
    waiting = threading.Thread(target=lambda: requests.get(f"{living.url}{SUMMARY[:-8]}mirel", timeout=5))
    begun = time.monotonic()
    waiting.start()
    assert living.character("Trogmoon").status_code == 200
    assert time.monotonic() - begun < 0.9
    waiting.join()
