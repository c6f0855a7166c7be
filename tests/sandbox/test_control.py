"""Clock, counters, tokens, conditional requests, truth and reset."""

import time
from datetime import UTC, datetime, timedelta

from sandbox.counters import most_in_a_window
from sandbox.world.calendar import WEEK
from tests.sandbox.asking import Asker


def test_a_frozen_clock_stands_still_and_can_be_moved(empty: Asker) -> None:
    clock = empty.control("GET", "clock")
    assert (clock["now"], clock["frozen"], clock["periods"]["us"]) == ("2026-11-21T05:00:00.000Z", True, 1090)
    moved = empty.control("PUT", "clock", {"advance_seconds": 3600})
    assert moved["now"] == "2026-11-21T06:00:00.000Z"
    moved = empty.control("PUT", "clock", {"now": "2026-11-24T14:59:59Z", "advance_seconds": 1})
    assert (moved["now"], moved["periods"]) == (
        "2026-11-24T15:00:00.000Z",
        {"us": 1091, "eu": 1090, "kr": 1090, "tw": 1090},
    )


def test_real_time_runs(empty: Asker) -> None:
    shown = empty.control("PUT", "clock", {"now": None})
    assert not shown["frozen"]
    assert abs(datetime.fromisoformat(shown["now"]) - datetime.now(UTC)) < timedelta(seconds=5)
    later = empty.control("PUT", "clock", {"advance_seconds": 86_400})
    assert timedelta(hours=23) < datetime.fromisoformat(later["now"]) - datetime.now(UTC) < timedelta(hours=25)


def test_the_clock_moves_every_upstream(living: Asker) -> None:
    living.at("2026-08-12T00:00:00Z")
    index = living.blizzard("/data/wow/mythic-keystone/period/index", "dynamic-us").json()
    windows = living.session.get(f"{living.url}/api/v1/periods", timeout=5).json()["periods"]
    living.at("2026-11-21T05:00:00Z")
    assert index["current_period"]["id"] == 1076
    us, eu = windows[0], windows[1]
    assert us["current"] == {
        "period": 1076,
        "start": "2026-08-11T15:00:00.000Z",
        "end": "2026-08-18T15:00:00.000Z",
    }
    assert eu["current"]["period"] == 1075


def test_a_future_period_and_another_region(living: Asker) -> None:
    base = "/data/wow/mythic-keystone/period"
    assert living.blizzard(f"{base}/1091", "dynamic-us").status_code == 404
    windows = {region: living.blizzard(f"{base}/1090", f"dynamic-{region}").json() for region in ("us", "eu", "kr")}
    starts = {region: window["start_timestamp"] for region, window in windows.items()}
    assert starts["eu"] - starts["us"] == 13 * 3_600_000
    assert starts["kr"] - starts["us"] == 32 * 3_600_000
    assert windows["us"]["end_timestamp"] == starts["us"] + WEEK - 1000


def test_the_namespace_is_needed(living: Asker) -> None:
    path = "/profile/wow/character/senjin/trogmoon"
    assert living.blizzard(path, "dynamic-us").status_code == 404
    assert living.blizzard(path, "profile-eu").status_code == 404
    assert living.blizzard("/profile/wow/character/senjin/Trogmoon").status_code == 404


def test_tokens_are_needed_and_run_out(empty: Asker) -> None:
    url = f"{empty.url}/profile/wow/character/senjin/a"
    assert empty.session.get(url, timeout=5).status_code == 401
    assert empty.character("a").status_code == 404
    stolen = {"Authorization": f"Bearer {empty.token('/oauth/token')}"}
    assert empty.session.get(url, headers=stolen, timeout=5).status_code == 401
    empty.control("PUT", "settings", {"expire_tokens": True})
    assert empty.character("a").status_code == 401
    assert empty.graphql("{ rateLimitData { limitPerHour } }").json() == {"error": "Unauthenticated."}
    empty.tokens.clear()
    empty.control("PUT", "settings", {"token_lifetimes": {"blizzard": 0.2}})
    assert empty.character("a").status_code == 404
    time.sleep(0.25)
    assert empty.character("a").status_code == 401


def test_unchanged_documents_answer_304(living: Asker) -> None:
    for section in ("", "/encounters/raids", "/achievements/statistics", "/mythic-keystone-profile/season/18"):
        answer = living.character("Trogmoon", section)
        again = living.character("Trogmoon", section, **{"If-Modified-Since": answer.headers["Last-Modified"]})
        assert (again.status_code, again.content) == (304, b"")
    living.at("2026-11-24T15:00:00Z")
    changed = living.character("Trogmoon", **{"If-Modified-Since": answer.headers["Last-Modified"]})
    living.at("2026-11-21T05:00:00Z")
    assert changed.status_code == 200


def test_counters_know_who_was_asked_what(empty: Asker) -> None:
    empty.post({"type": "character", "name": "Änne"})
    empty.control("DELETE", "counters")
    for _ in range(3):
        empty.character("Änne")
    empty.raiderio("Änne")
    empty.character("Nobody")
    report = empty.control("GET", "counters")
    blizzard = report["upstreams"]["blizzard"]
    assert (blizzard["requests"], blizzard["kinds"], blizzard["statuses"]) == (4, {"summary": 4}, {"200": 3, "404": 1})
    assert blizzard["most_in_a_second"] == 4
    assert sum(blizzard["per_second"]) == 4
    assert report["characters"]["us/senjin/änne"] == {"summary": 3, "raiderio-profile": 1}


def test_the_busiest_second_slides() -> None:
    from array import array

    moments = array("d", [0.0, 0.9, 0.95, 1.0, 1.5, 1.89, 1.91, 5.0])
    assert most_in_a_window(moments, 1.0) == 5
    assert most_in_a_window(array("d"), 1.0) == 0


def test_truth_names_what_each_upstream_shows(living: Asker) -> None:
    for member in living.control("GET", "truth?guild=0")["characters"]:
        if member["profile"] != "ok":
            continue
        raids = living.character(member["name"], "/encounters/raids", member["realm"]).json()
        times = {
            (row["encounter"]["id"], mode["difficulty"]["type"].lower(), row["last_kill_timestamp"])
            for expansion in raids.get("expansions", [])
            for instance in expansion["instances"]
            for mode in instance["modes"]
            for row in mode["progress"]["encounters"]
        }
        for kill in member["kills"]:
            at = int(datetime.fromisoformat(kill["at"]).timestamp() * 1000)
            assert ("blizzard" in kill["shown_by"]) == ((kill["encounter"], kill["difficulty"], at) in times)
        listed = living.raiderio(member["name"], member["realm"], "mythic_plus_weekly_highest_level_runs").json()
        shown = {run["completed_at"] for run in listed.get("mythic_plus_weekly_highest_level_runs", [])}
        mine = {run["at"] for run in member["runs"] if "raiderio" in run["shown_by"]}
        assert shown == mine or len(shown) == 10


def test_truth_is_told_of_any_week(living: Asker) -> None:
    weeks = [living.truth("trogmoon", period) for period in (1080, 1089, 1090)]
    assert [week["period"] for week in weeks] == [1080, 1089, 1090]
    assert all(week["week_start"] <= kill["at"] < week["week_end"] for week in weeks for kill in week["kills"])
    assert living.truth("us/queldorei/mirel")["number"] != living.truth("us/senjin/mirel")["number"]


def test_reset_begins_again(empty: Asker) -> None:
    empty.post({"type": "character", "name": "Anna"})
    empty.control("PUT", "faults", {"kind": "html"})
    empty.control("POST", "reset", {"scripted": False, "characters": 12, "seed": 5})
    assert empty.control("GET", "faults")["faults"] == []
    assert len(empty.roster().json()["members"]) == 12
    overview = empty.control("GET", "")
    assert overview["guilds"][0]["slug"] == "keepers-of-the-vault"
    assert overview["clock"]["frozen"]


def test_nonsense_is_refused(empty: Asker) -> None:
    for method, path, body in (
        ("PUT", "clock", {"now": "soon"}),
        ("PUT", "clock", [1]),
        ("PUT", "settings", {"latency_ms": "fast"}),
        ("POST", "reset", {"size": 3}),
        ("GET", "truth?character=nobody", None),
        ("GET", "truth?guild=7", None),
    ):
        answer = empty.session.request(method, f"{empty.url}/sandbox/{path}", json=body, timeout=5)
        assert answer.status_code == 400, path
        assert answer.json()["error"]
