"""A character's profile, status, statistics; a guild's roster; the reset weeks."""

from datetime import UTC, datetime

import pytest

from characters.domain.errors import MalformedPayload
from characters.domain.periods import PeriodWindow, parse_period, parse_period_index, parse_raiderio_periods
from characters.domain.profiles import ProfileStatus, parse_status, parse_summary
from characters.domain.regions import Region
from characters.domain.rosters import parse_roster
from characters.domain.statistics import Statistic, parse_statistics

AT = datetime(2026, 8, 28, 1, 17, 49, tzinfo=UTC)
KILL = 1787879869000
LOWEST = {
    "id": 7,
    "name": "Trogmoon",
    "realm": {"id": 5, "slug": "senjin"},
    "character_class": {"id": 11},
    "level": 90,
}


def test_a_summary_may_lack_nearly_everything():
    summary = parse_summary(LOWEST)
    assert (summary.blizzard_id, summary.name, summary.realm_slug, summary.class_id) == (
        7,
        "Trogmoon",
        "senjin",
        11,
    )
    assert summary.spec_id is summary.faction is summary.last_login_at is summary.item_level is summary.guild_id is None
    assert summary.achievement_points == 0


def test_a_full_summary_is_read():
    summary = parse_summary(
        LOWEST
        | {
            "active_spec": {"id": 102},
            "faction": {"type": "HORDE"},
            "guild": {"id": 12345678901},
            "last_login_timestamp": KILL,
            "average_item_level": 320,
            "equipped_item_level": 318,
            "achievement_points": 20630,
        }
    )
    assert (summary.spec_id, summary.faction, summary.guild_id, summary.last_login_at) == (
        102,
        "horde",
        12345678901,
        AT,
    )
    assert (summary.item_level, summary.equipped_item_level, summary.achievement_points) == (320, 318, 20630)


@pytest.mark.parametrize("spoil", [{"name": None}, {"name": "A\x00b"}, {"name": "\ud800"}, {"level": -1}, {"guild": 5}])
def test_a_summary_with_a_wrong_value_is_malformed(spoil):
    with pytest.raises(MalformedPayload):
        parse_summary(LOWEST | spoil)


def test_a_status_tells_whose_profile_it_is():
    assert parse_status({"id": 7, "is_valid": False}) == ProfileStatus(7, is_valid=False)
    with pytest.raises(MalformedPayload, match="profile status: expected bool, got int at \\$.is_valid"):
        parse_status({"id": 7, "is_valid": 1})


def test_statistics_are_found_in_categories_and_below_them():
    body = {
        "categories": [
            {"id": 1, "statistics": [{"id": 10, "quantity": 3, "last_updated_timestamp": KILL}]},
            {"id": 2, "sub_categories": [{"id": 3, "statistics": [{"id": 11, "quantity": 0.5}, {"id": 12}]}]},
            {"id": 4, "sub_categories": [{"id": 5}]},
        ]
    }
    assert parse_statistics(body) == {10: Statistic(3.0, AT), 11: Statistic(0.5, None)}
    assert parse_statistics({}) == {}


def test_a_statistic_listed_twice_keeps_the_larger_quantity_and_the_later_time():
    rows = [{"id": 10, "quantity": 3, "last_updated_timestamp": KILL}, {"id": 10, "quantity": 5}]
    for order in (rows, rows[::-1]):
        assert parse_statistics({"categories": [{"statistics": order}]}) == {10: Statistic(5.0, AT)}


@pytest.mark.parametrize("quantity", [-1, float("nan"), float("inf"), "3", True])
def test_an_absurd_quantity_is_malformed(quantity):
    with pytest.raises(MalformedPayload):
        parse_statistics({"categories": [{"statistics": [{"id": 1, "quantity": quantity}]}]})


def member(name="Trogmoon", rank=4, **more) -> dict:
    return {
        "character": {"id": 7, "name": name, "realm": {"id": 5, "slug": "senjin"}, "level": 90, **more},
        "rank": rank,
    }


def roster(*members) -> dict:
    return {"guild": {"id": 1, "name": "Enigma", "realm": {"slug": "deathwing"}}, "members": list(members)}


def test_a_roster_keeps_each_row_as_it_came():
    row = member(playable_class={"id": 11}, something_new=[1])
    parsed = parse_roster(roster(row))
    (entry,) = parsed.members
    assert (parsed.guild_blizzard_id, parsed.guild_name, parsed.realm_slug) == (1, "Enigma", "deathwing")
    assert (entry.name, entry.realm_slug, entry.level, entry.class_id, entry.rank) == (
        "Trogmoon",
        "senjin",
        90,
        11,
        4,
    )
    assert entry.raw == row


@pytest.mark.parametrize("name", ["Vanstr7A268A", "Spaawn7A2850", "", " "])
def test_a_freed_name_is_marked_and_kept(name):
    (entry,) = parse_roster(roster(member(name))).members
    assert entry.is_placeholder
    assert not parse_roster(roster(member("Ümbrânox"))).members[0].is_placeholder


def test_a_roster_without_members_is_empty():
    assert parse_roster(roster()).members == ()
    assert parse_roster({"guild": roster()["guild"]}).members == ()


@pytest.mark.parametrize(
    "row", [member(rank=10), member(rank=-1), member(rank="0"), {"rank": 1}, None, member(level=None)]
)
def test_a_roster_with_a_wrong_member_is_malformed(row):
    with pytest.raises(MalformedPayload, match=r"roster: .* at \$\.members\[1\]"):
        parse_roster(roster(member(), row))


def test_the_end_of_a_period_is_the_first_moment_of_the_next():
    body = {"id": 641, "start_timestamp": 1523372400000, "end_timestamp": 1523977199000}
    start, end = datetime(2018, 4, 10, 15, tzinfo=UTC), datetime(2018, 4, 17, 15, tzinfo=UTC)
    assert parse_period(body) == PeriodWindow(641, start, end)
    assert parse_period_index({"periods": [], "current_period": {"id": 1088}}) == 1088


@pytest.mark.parametrize(
    ("start", "end"), [(0, 1523977199000), (1523977199000, 1523372400000), (1523372400000, 1599999999000)]
)
def test_a_period_that_is_no_week_is_malformed(start, end):
    with pytest.raises(MalformedPayload):
        parse_period({"id": 641, "start_timestamp": start, "end_timestamp": end})


@pytest.mark.parametrize("end", ["2026-11-24T15:00:00.000Z", "2026-11-24T14:59:59.000Z", "2026-11-24T14:59:59.999Z"])
def test_raiderio_may_write_the_end_of_a_week_either_way(end):
    week = {"period": 1088, "start": "2026-11-17T15:00:00.000Z", "end": end}
    regions = [{"region": "us", "previous": None, "current": week}, {"region": "cn", "current": week}]
    start, stop = datetime(2026, 11, 17, 15, tzinfo=UTC), datetime(2026, 11, 24, 15, tzinfo=UTC)
    assert parse_raiderio_periods({"periods": regions}) == {Region.US: (PeriodWindow(1088, start, stop),)}
