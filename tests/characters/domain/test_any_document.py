"""Whatever comes instead of a document, the only error is that it is malformed."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from characters.domain import (
    account_profile,
    achievements,
    keystones,
    periods,
    profiles,
    raid_logs,
    raiderio_profiles,
    raids,
    ranked_kills,
    rosters,
    statistics,
)
from characters.domain.errors import MalformedPayload
from characters.domain.log_points import parse_points

MS = 1787879869000
ISO = "2026-08-28T01:17:49.000Z"
RUN = {
    "dungeon": {"id": 588},
    "keystone_level": 12,
    "completed_timestamp": MS,
    "duration": 5,
    "is_completed_within_time": True,
}
BOSS = {"encounter": {"id": 2888}, "completed_count": 3, "last_kill_timestamp": MS}
MODE = {"difficulty": {"type": "LFR"}, "progress": {"encounters": [BOSS, BOSS]}, "encounters": [BOSS]}
RIO = {
    "mythic_level": 12,
    "completed_at": ISO,
    "map_challenge_mode_id": 588,
    "num_keystone_upgrades": 1,
    "keystone_run_id": 5,
    "url": "https://raider.io/mythic-plus-runs/season-mn-2/4711-12-x",
}
RANKED = {"name": "Somebody", "server": {"name": "Area 52"}, "rankPercent": 87.2}
REPORT = {
    "code": "aBc",
    "startTime": MS,
    "endTime": MS + 5,
    "revision": 1,
    "segments": 1,
    "exportedSegments": 1,
    "zone": {"id": 53},
    "fights": [
        {
            "id": 2,
            "encounterID": 3379,
            "difficulty": 4,
            "kill": True,
            "startTime": 1,
            "endTime": 5,
            "friendlyPlayers": [1, 2],
        }
    ],
    "masterData": {
        "actors": [{"id": 1, "name": "Somebody", "server": "Area52"}, {"id": 2, "name": "X", "server": None}]
    },
    "rankings": {"data": [{"fightID": 2, "roles": {"dps": {"characters": [RANKED]}}}]},
}
WEEK = {"period": 1088, "start": "2026-11-17T15:00:00.000Z", "end": "2026-11-24T15:00:00.000Z"}
POINTS = {"rateLimitData": {"limitPerHour": 3600, "pointsSpentThisHour": 5.5, "pointsResetIn": 60}}
RANK = {"startTime": MS, "duration": 5, "rankPercent": 50.0, "report": {"code": "x", "fightID": 1}}
DOCUMENTS = {
    profiles.parse_summary: {
        "id": 7,
        "name": "Trogmoon",
        "realm": {"slug": "senjin"},
        "character_class": {"id": 11},
        "level": 90,
        "faction": {"type": "HORDE"},
        "active_spec": {"id": 102},
        "guild": {"id": 5},
        "last_login_timestamp": MS,
        "average_item_level": 300,
        "achievement_points": 5,
    },
    profiles.parse_status: {"id": 7, "is_valid": True},
    raids.parse_raids: {"expansions": [{"instances": [{"instance": {"id": 1400}, "modes": [MODE, MODE]}]}]},
    keystones.parse_keystone_profile: {
        "current_period": {"period": {"id": 5}, "best_runs": [RUN]},
        "seasons": [{"id": 18}],
        "current_mythic_rating": {"rating": 5.5},
    },
    keystones.parse_keystone_season: {
        "season": {"id": 18},
        "best_runs": [RUN, RUN],
        "mythic_rating": {"rating": 1},
    },
    raiderio_profiles.parse_raiderio_profile: {
        "name": "Trogmoon",
        "last_crawled_at": ISO,
        "thumbnail_url": "https://example.org/a.jpg",
        "mythic_plus_scores_by_season": [{"scores": {"all": 5.5}}],
        "mythic_plus_recent_runs": [RIO],
        "mythic_plus_highest_level_runs": [RIO],
    },
    statistics.parse_statistics: {
        "categories": [
            {
                "statistics": [{"id": 1, "quantity": 5, "last_updated_timestamp": MS}],
                "sub_categories": [{"statistics": [{"id": 1, "quantity": 0.5}]}],
            }
        ]
    },
    rosters.parse_roster: {
        "guild": {"id": 1, "name": "Enigma", "realm": {"slug": "deathwing"}},
        "members": [{"character": {"id": 1, "name": "A", "realm": {"slug": "x"}, "level": 1}, "rank": 0}],
    },
    periods.parse_period_index: {"current_period": {"id": 5}},
    periods.parse_period: {"id": 641, "start_timestamp": 1523372400000, "end_timestamp": 1523977199000},
    periods.parse_raiderio_periods: {"periods": [{"region": "us", "previous": WEEK, "current": WEEK}]},
    raid_logs.parse_reports: {
        "reportData": {"reports": {"has_more_pages": False, "data": [REPORT]}},
        **POINTS,
    },
    ranked_kills.parse_character_kills: {
        "characterData": {"c1": {"hidden": False, "e3470d4": {"difficulty": 4, "ranks": [RANK]}}, "c2": None}
    },
    parse_points: POINTS,
    achievements.parse_achievements: {"achievements": [{"id": 6, "completed_timestamp": MS}, {"id": 7}]},
    account_profile.parse_account_profile: {
        "wow_accounts": [{"characters": [{"id": 7, "name": "Trogmoon", "realm": {"slug": "senjin"}, "level": 90}]}]
    },
}  # fmt: skip

texts = (
    st.text()
    | st.text(st.characters(), max_size=5)
    | st.sampled_from(["", "-", "\ud800", "\x00", "x" * 3000, ISO, "[{"])
)
numbers = (
    st.integers()
    | st.floats()
    | st.sampled_from([0, -1, MS, 10**30, -(10**30), 2**63, 10**400, float("nan"), float("inf"), MS + 0.5, 1e300])
)
scalars = st.none() | st.booleans() | numbers | texts
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def places(body: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value in a document."""
    children = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    return [path] + [place for key, value in children for place in places(value, (*path, key))]


@st.composite
def spoiled(draw: st.DrawFn, body: Any) -> Any:
    """Draw a document in which some values are something else, doubled or gone."""
    body = copy.deepcopy(body)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(places(body)))
        if not path:
            return draw(anything)
        parent = body
        for key in path[:-1]:
            parent = parent[key]
        if isinstance(parent, dict) and draw(st.integers(0, 3)) == 0:
            del parent[path[-1]]
        else:
            parent[path[-1]] = draw(anything)
    return body


@pytest.mark.parametrize("parse", DOCUMENTS, ids=lambda parse: parse.__name__)
def test_the_document_itself_is_fine(parse):
    parse(DOCUMENTS[parse])


@pytest.mark.parametrize("parse", DOCUMENTS, ids=lambda parse: parse.__name__)
@given(data=st.data())
def test_any_json_is_read_or_malformed(parse, data):
    try:
        parse(data.draw(anything))
    except MalformedPayload as error:
        assert str(error)


@pytest.mark.parametrize("parse", DOCUMENTS, ids=lambda parse: parse.__name__)
@given(data=st.data())
def test_a_spoiled_document_is_read_or_malformed(parse, data):
    try:
        parse(data.draw(spoiled(DOCUMENTS[parse])))
    except MalformedPayload as error:
        assert str(error).encode(errors="strict")


@pytest.mark.parametrize("parse", DOCUMENTS, ids=lambda parse: parse.__name__)
def test_a_document_nested_without_end_is_malformed(parse):
    deep: list[Any] = []
    for _ in range(20_000):
        deep = [deep]
    body = copy.deepcopy(DOCUMENTS[parse])
    key = next(iter(body))
    body[key] = deep
    with pytest.raises(MalformedPayload):
        parse(body)
