"""What only statistics know: delves, and dungeons without a keystone."""

from characters.domain.regions import Region
from tests.vault.domain.story import (
    SEASONS,
    Coverage,
    at,
    delve,
    derive_week,
    everything_read,
    key_run,
    slot,
    states,
    statistics,
    vault,
)
from vault.domain.facts import Facts
from vault.domain.rules import rules_for
from vault.domain.weeks import fallback_week_of_period

MURDER_ROW_HEROIC, MURDER_ROW_MYTHIC = 61274, 61275


def progress(week, row="world") -> int:
    return slot(week, row, 1).progress


def test_delves_are_the_difference_to_the_baseline_at_the_highest_tiers_first():
    week = vault(
        statistics(at(-1), {delve(8): 40, delve(5): 10}, confirmed=at(0, 0.5)),
        statistics(at(2), {delve(8): 41, delve(5): 13}),
    )
    assert progress(week) == 4
    assert [slot(week, "world", index).level for index in (1, 2)] == [5, 5]
    assert states(week, "world") == ["earned", "earned", "locked"]


def test_tiers_above_the_cap_pay_like_the_cap():
    week = vault(statistics(at(-1), {delve(11): 3}, confirmed=at()), statistics(at(2), {delve(11): 5}))
    assert (slot(week, "world", 1).level, slot(week, "world", 1).item_level) == (11, 305)


def test_without_a_baseline_the_week_is_unknown_and_not_zero():
    first_read = statistics(at(2), {delve(8): (40, at(1))})
    week = vault(first_read)
    assert progress(week) == 1, "one delve has its date in the week"
    assert states(week, "world") == ["unknown: no_baseline"] * 3


def test_after_a_missed_baseline_only_what_rose_between_logouts_of_the_week_is_certain():
    week = vault(
        statistics(at(-3), {delve(8): 40}, confirmed=at(-2)),
        statistics(at(1), {delve(8): (45, at(0.5))}),
        statistics(at(2), {delve(8): (47, at(1.5))}),
    )
    assert progress(week) == 3
    assert states(week, "world") == ["earned", "unknown: no_baseline", "locked"]


def test_a_baseline_last_confirmed_two_days_before_the_reset_is_none():
    """What was done on the day before the reset would be counted as this week's."""
    facts = [statistics(at(-3), {delve(8): 40}, confirmed=at(-2)), statistics(at(1), {delve(8): 48})]
    assert states(vault(*facts), "world") == ["unknown: no_baseline"] * 3


def test_a_tier_last_changed_before_the_reset_rose_by_nothing():
    week = vault(statistics(at(2), {delve(8): (40, at(-1)), delve(7): (9, at(-30))}))
    assert states(week, "world") == ["locked"] * 3


def test_a_tier_that_was_never_done_is_not_listed_and_rises_from_zero():
    week = vault(statistics(at(-1), {}, confirmed=at(0, 1)), statistics(at(1), {delve(1): 2}))
    assert (progress(week), slot(week, "world", 1).level) == (2, 1)


def test_heroic_dungeons_fill_the_dungeon_row_below_keystones():
    week = vault(
        key_run(2, at(1)),
        statistics(at(-1), {MURDER_ROW_HEROIC: 5}, confirmed=at()),
        statistics(at(2), {MURDER_ROW_HEROIC: 8}),
    )
    second = slot(week, "dungeon", 2)
    assert (second.state.value, second.level, second.difficulty, second.item_level) == ("earned", None, "heroic", 289)
    assert slot(week, "dungeon", 1).level == 2


def test_the_mythic_statistic_is_not_read_once_there_are_keystones_because_it_counts_them_too():
    facts = [statistics(at(-1), {MURDER_ROW_MYTHIC: 5}, confirmed=at()), statistics(at(2), {MURDER_ROW_MYTHIC: 9})]
    assert states(vault(*facts), "dungeon") == ["locked"] * 3


def test_before_keystones_exist_mythic_dungeons_fill_the_row():
    week = fallback_week_of_period(Region.US, 1076)
    start = week.start
    hours = start - at()
    facts = Facts(
        snapshots=[
            statistics(at(-1) + hours, {MURDER_ROW_MYTHIC: 5, delve(8): 3}, confirmed=start),
            statistics(at(2) + hours, {MURDER_ROW_MYTHIC: 6, delve(8): 5}),
        ]
    )
    coverage = everything_read(at(2) + hours)
    vault_week = derive_week(week, rules_for(SEASONS, 1076), facts, coverage, at(3) + hours)
    first = slot(vault_week, "dungeon", 1)
    assert (first.level, first.difficulty, first.item_level) == (0, "mythic", 302)
    assert slot(vault_week, "world", 1).item_level == 298, "the pre-season pays tier 6 at most"
    assert vault_week.week_number == 0


def test_a_difference_over_an_outage_of_the_source_is_still_this_weeks_when_the_logout_was_before():
    week = vault(
        statistics(at(-1), {delve(4): 10}, confirmed=at(-0.2)),
        statistics(at(5), {delve(4): 14}),
        coverage=everything_read(at(5)),
    )
    assert progress(week) == 4


def test_nothing_read_at_all_is_unknown():
    assert states(vault(coverage=Coverage()), "world") == ["unknown: never_synced"] * 3
