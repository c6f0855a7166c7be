"""The five-step story of three heroic bosses, and the example with one kill that nobody logged."""

from tests.vault.domain.story import (
    ALTAR,
    EXPLORERS,
    HEROIC,
    NEKZALI,
    SENTINELS,
    SSZORAK,
    VASHNIK,
    at,
    everything_read,
    kill_of,
    killed,
    logged,
    raids,
    slot,
    vault,
    week_after,
)

RAID_NIGHT = at(days=1, hours=5)
THREE = {NEKZALI: (4, at(days=1, hours=2)), SENTINELS: (4, at(days=1, hours=3)), EXPLORERS: (2, at(days=1, hours=4))}
FIVE = {**THREE, VASHNIK: (1, at(days=2, hours=2)), SSZORAK: (1, at(days=2, hours=3))}


def heroics(week) -> int:
    return week.bosses_killed(HEROIC)


def test_first_sync_five_minutes_two_hours_two_more_bosses_next_week_gives_3_3_3_5_0():
    first = raids(RAID_NIGHT, THREE)
    first_sync = vault(first, coverage=everything_read(RAID_NIGHT), now=at(days=1, hours=6))
    five_minutes_later = vault(first, coverage=everything_read(RAID_NIGHT), now=at(days=1, hours=6, minutes=5))
    # Two hours later the same document was fetched again.
    again = raids(RAID_NIGHT, THREE, confirmed=at(days=1, hours=8))
    two_hours_later = vault(first, again, coverage=everything_read(RAID_NIGHT), now=at(days=1, hours=8))
    second = raids(at(days=2, hours=4), FIVE)
    two_more = vault(first, again, second, coverage=everything_read(at(days=2, hours=4)), now=at(days=2, hours=5))
    third = raids(at(days=8), FIVE)
    facts = (first, again, second, third)
    after_reset = everything_read(at(days=8))
    next_week = vault(*facts, coverage=after_reset, week=week_after(1), now=at(days=9))

    assert [heroics(w) for w in (first_sync, five_minutes_later, two_hours_later, two_more, next_week)] == [
        3,
        3,
        3,
        5,
        0,
    ]
    assert heroics(vault(*facts, coverage=after_reset, now=at(days=9))) == 5


def test_blizzard_says_three_and_the_logs_two_so_it_is_three_and_the_unlogged_kill_is_named():
    week = vault(
        raids(at(days=-1), {NEKZALI: 4, SENTINELS: 4, EXPLORERS: 2}),
        raids(at(days=0, hours=1), {NEKZALI: 4, SENTINELS: 4, EXPLORERS: 2}),
        raids(RAID_NIGHT, {NEKZALI: 5, SENTINELS: 5, EXPLORERS: 3}),
        logged(NEKZALI, at(days=1, hours=2), evidence="report AbC fight 3"),
        logged(SENTINELS, at(days=1, hours=3), evidence="report AbC fight 7"),
    )
    assert heroics(week) == 3
    unlogged = [kill for kill in week.kills if "warcraftlogs" not in kill.sources]
    assert [(kill.name, kill.confidence, kill.sources) for kill in unlogged] == [
        ("The Lost Explorers", "inferred", ("blizzard",))
    ]
    assert unlogged[0].evidence == (
        "blizzard: the count rose by 1, after 2026-11-17T16:00:00Z and by 2026-11-18T20:00:00Z",
    )
    assert kill_of(week, NEKZALI).confidence == "confirmed"
    assert slot(week, "raid", 1).item_level == 318


def test_sources_that_saw_different_bosses_are_united_and_not_compared_by_their_counts():
    """{A, B} and {C} are three bosses; the larger of the two counts would be two."""
    week = vault(
        logged(NEKZALI, at(days=1)),
        logged(SENTINELS, at(days=1)),
        raids(RAID_NIGHT, {ALTAR: (1, at(days=1, hours=3))}),
    )
    assert killed(week) == {NEKZALI, SENTINELS, ALTAR}
    assert {kill.confidence for kill in week.kills} == {"single"}
