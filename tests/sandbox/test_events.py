"""A scripted world: only what is posted happens, and every source shows it as the real ones would."""

import pytest

from tests.sandbox.asking import Asker

KILL = {"type": "kill", "character": "Anna", "encounter": 2888, "difficulty": "heroic"}
ANNA = {"type": "character", "name": "Anna", "class_id": 8, "spec_id": 64}
FIELDS = "mythic_plus_recent_runs,mythic_plus_weekly_highest_level_runs"


def counts(asker: Asker, name: str = "Anna") -> dict[tuple[int, str], tuple[int, int]]:
    body = asker.character(name, "/encounters/raids").json()
    return {
        (row["encounter"]["id"], mode["difficulty"]["type"]): (row["completed_count"], row["last_kill_timestamp"])
        for expansion in body.get("expansions", [])
        for instance in expansion["instances"]
        for mode in instance["modes"]
        for row in mode["progress"]["encounters"]
    }


def test_nothing_happens_by_itself(empty: Asker) -> None:
    assert empty.roster().json()["members"] == []
    empty.post(ANNA)
    assert [m["character"]["name"] for m in empty.roster().json()["members"]] == ["Anna"]
    assert "expansions" not in empty.character("Anna", "/encounters/raids").json()
    assert "best_runs" not in empty.character("Anna", "/mythic-keystone-profile").json()["current_period"]
    assert "seasons" not in empty.character("Anna", "/mythic-keystone-profile").json()
    assert empty.character("Anna", "/mythic-keystone-profile/season/18").status_code == 404


def test_a_kill_shows_at_blizzard_after_logout(empty: Asker) -> None:
    empty.post(ANNA, {**KILL, "at": "2026-11-21T04:00:00Z"})
    assert counts(empty) == {}
    assert empty.truth("Anna")["kills"][0]["shown_by"] == []
    empty.post(
        {"type": "session", "character": "Anna", "login": "2026-11-21T03:00:00Z", "logout": "2026-11-21T06:00:00Z"}
    )
    assert empty.truth("Anna")["online"]
    empty.at("2026-11-21T06:00:00Z")
    assert counts(empty) == {(2888, "HEROIC"): (1, 1_795_233_600_000)}
    assert empty.truth("Anna")["kills"][0]["shown_by"] == ["blizzard", "statistics"]
    assert empty.character("Anna").json()["last_login_timestamp"] == 1_795_240_800_000


def test_an_overwritten_kill_is_shown_by_count_only(empty: Asker) -> None:
    empty.post(
        ANNA,
        {**KILL, "at": "2026-11-19T04:00:00Z"},
        {**KILL, "at": "2026-11-20T04:00:00Z"},
        {"type": "session", "character": "Anna", "logout": "2026-11-20T05:00:00Z"},
    )
    shown = [kill["shown_by"] for kill in empty.truth("Anna")["kills"]]
    assert shown == [["blizzard count", "statistics count"], ["blizzard", "statistics"]]


def test_current_season_repeats_the_running_raids(empty: Asker) -> None:
    empty.post(ANNA, {**KILL, "at": "2026-11-20T04:00:00Z"}, {"type": "session", "character": "Anna"})
    body = empty.character("Anna", "/encounters/raids").json()
    assert [row["expansion"]["id"] for row in body["expansions"]] == [505, 516]
    assert body["expansions"][0]["instances"] == body["expansions"][1]["instances"]


def test_logs_show_a_kill_from_upload_and_rank_it_from_export(empty: Asker) -> None:
    empty.post(
        ANNA,
        {"type": "report", "code": "late", "guild": 0, "start": "2026-11-20T03:00:00Z", "end": "2026-11-20T05:00:00Z",
         "uploaded_at": "2026-11-21T10:00:00Z", "exported_at": "2026-11-21T12:00:00Z"},
        {**KILL, "at": "2026-11-20T04:00:00Z", "reports": ["late"], "parse": 87.2},
    )  # fmt: skip
    query = '{ reportData { report(code: "late") { segments exportedSegments rankings fights { endTime kill } } } }'
    assert empty.graphql(query).json()["errors"]
    empty.at("2026-11-21T10:00:00Z")
    report = empty.data(query)["reportData"]["report"]
    assert report["fights"] == [{"endTime": 3_600_000, "kill": True}]
    assert (report["exportedSegments"], report["rankings"]) == (0, {"data": []})
    assert empty.truth("Anna")["kills"][0]["shown_by"] == ["warcraftlogs"]
    empty.at("2026-11-21T12:00:00Z")
    ranked = empty.data(query)["reportData"]["report"]["rankings"]["data"][0]
    assert ranked["roles"]["dps"]["characters"][0]["rankPercent"] == 87


def test_an_unknown_report_code_opens_a_report_of_the_guild(empty: Asker) -> None:
    empty.post(ANNA, {**KILL, "at": "2026-11-20T04:00:00Z", "reports": ["abc"]})
    found = empty.data('{ reportData { report(code: "abc") { guild { name } visibility } } }')
    assert found["reportData"]["report"] == {"guild": {"name": "Keepers of the Vault"}, "visibility": "public"}


def test_runs_delves_and_dungeons(empty: Asker) -> None:
    empty.post(
        ANNA,
        {"type": "run", "character": "Anna", "dungeon": 588, "level": 12, "at": "2026-11-20T04:00:00Z"},
        {"type": "run", "character": "Anna", "dungeon": 588, "level": 9, "at": "2026-11-20T05:00:00Z", "timed": False,
         "raiderio_at": None},
        {"type": "delve", "character": "Anna", "tier": 8, "at": "2026-11-20T06:00:00Z", "count": 3},
        {"type": "dungeon", "character": "Anna", "dungeon": 587, "at": "2026-11-20T06:30:00Z"},
        {"type": "session", "character": "Anna", "logout": "2026-11-20T07:00:00Z"},
    )  # fmt: skip
    rows = empty.raiderio("Anna", fields=FIELDS).json()["mythic_plus_recent_runs"]
    assert [(row["mythic_level"], row["num_keystone_upgrades"] > 0) for row in rows] == [(12, True)]
    best = empty.character("Anna", "/mythic-keystone-profile").json()["current_period"]["best_runs"]
    assert [run["keystone_level"] for run in best] == [12]
    categories = empty.character("Anna", "/achievements/statistics").json()["categories"]
    quantities = {
        row["id"]: row["quantity"]
        for category in categories
        for group in [category, *category.get("sub_categories", [])]
        for row in group.get("statistics", [])
    }
    # Keystone runs count as mythic clears of their dungeon.
    assert (quantities[40773], quantities[40734], quantities[62287], quantities[61274]) == (3, 3, 2, 1)


def test_rename_transfer_leave_join_and_rank(empty: Asker) -> None:
    empty.post(ANNA)
    before = empty.character("Anna").json()["id"]
    empty.post({"type": "rename", "character": "Anna", "name": "Ánnika"})
    assert empty.character("Anna").status_code == 404
    assert empty.character("Ánnika").json()["id"] == before
    empty.post({"type": "transfer", "character": "Ánnika", "realm": "maiev"})
    assert empty.character("Ánnika").status_code == 404
    assert empty.character("Ánnika", realm="maiev").json()["id"] != before
    empty.post({"type": "rank", "character": "maiev/Ánnika", "rank": 2})
    assert [member["rank"] for member in empty.roster().json()["members"]] == [2]
    empty.post({"type": "leave", "character": "maiev/Ánnika"})
    assert empty.roster().json()["members"] == []
    assert "guild" not in empty.character("Ánnika", realm="maiev").json()
    empty.post({"type": "join", "character": 0, "rank": 6})
    assert [member["rank"] for member in empty.roster().json()["members"]] == [6]


def test_settings_of_a_character(empty: Asker) -> None:
    empty.post(ANNA, {"type": "settings", "character": "Anna", "profile": "missing", "on_raiderio": False})
    assert empty.character("Anna").status_code == 404
    assert empty.character("Anna", "/status").status_code == 404
    assert empty.raiderio("Anna").status_code == 400
    assert len(empty.roster().json()["members"]) == 1


def test_a_posted_event_makes_documents_count_as_changed(empty: Asker) -> None:
    empty.post(ANNA, {"type": "session", "character": "Anna", "logout": "2026-11-20T07:00:00Z"})
    seen = empty.character("Anna").headers["Last-Modified"]
    assert empty.character("Anna", **{"If-Modified-Since": seen}).status_code == 304
    empty.post({**KILL, "at": "2026-11-20T04:00:00Z"})
    assert empty.character("Anna", **{"If-Modified-Since": seen}).status_code == 200


def test_events_in_a_living_world_add_to_its_life(living: Asker) -> None:
    before = len(living.truth("Humblebob", 1090)["kills"])
    living.post({**KILL, "character": "Humblebob", "difficulty": "mythic", "at": "2026-11-20T04:00:00Z"})
    assert len(living.truth("Humblebob", 1090)["kills"]) == before + 1


@pytest.mark.parametrize(
    ("event", "complaint"),
    [
        ({"type": "dance"}, "type must be one of"),
        ({**KILL, "encounter": 1}, "1 is missing or unknown"),
        ({**KILL, "difficulty": "hard"}, "'hard' is missing or unknown"),
        ({"type": "kill"}, "'encounter' is missing"),
        ({**KILL, "character": "Nobody"}, "there is no character 'Nobody'"),
        ({"type": "session", "character": "Anna", "login": "2026-11-22T00:00:00Z"}, "logout comes before login"),
        ({"type": "delve", "character": "Anna", "tier": 12}, "tier must be"),
        ({"type": "character", "name": "B", "realm": "nowhere"}, "there is no realm"),
        ({"type": "run", "character": "Anna", "dungeon": 588, "level": 2, "at": "yesterday"}, "yesterday"),
    ],
)
def test_events_that_make_no_sense_are_refused(empty: Asker, event: dict[str, object], complaint: str) -> None:
    empty.post(ANNA)
    answer = empty.session.post(f"{empty.url}/sandbox/events", json=event, timeout=10)
    assert answer.status_code == 400
    assert complaint in answer.json()["error"]


def test_last_week_s_runs_and_rating_stay_until_the_next_logout(empty: Asker) -> None:
    empty.post(
        ANNA,
        {"type": "run", "character": "Anna", "dungeon": 588, "level": 12, "at": "2026-11-20T04:00:00Z"},
        {"type": "session", "character": "Anna", "logout": "2026-11-20T07:00:00Z"},
        {"type": "session", "character": "Anna", "login": "2026-11-24T14:00:00Z", "logout": "2026-11-24T16:00:00Z"},
    )
    empty.at("2026-11-24T15:30:00Z")
    current = empty.character("Anna", "/mythic-keystone-profile").json()["current_period"]
    assert (current["period"]["id"], len(current["best_runs"])) == (1090, 1)
    empty.at("2026-11-24T16:00:00Z")
    profile = empty.character("Anna", "/mythic-keystone-profile").json()
    assert (profile["current_period"]["period"]["id"], "best_runs" in profile["current_period"]) == (1091, False)
    assert profile["current_mythic_rating"]["rating"] == 315
