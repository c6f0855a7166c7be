"""Which kills belong to a week. Every test tells a way in which a simpler rule goes wrong."""

import pytest

from tests.vault.domain.story import (
    ALTAR,
    EXPLORERS,
    HEROIC,
    NEKZALI,
    SENTINELS,
    VASHNIK,
    at,
    everything_read,
    kill_of,
    killed,
    logged,
    raids,
    states,
    statistic_of,
    statistics,
    vault,
    week_after,
)
from vault.domain.coverage import Coverage, SectionStatus


def unplaced(week) -> set[int]:
    return {kill.encounter for kill in week.unplaced}


def test_nothing_falls_to_zero_because_a_source_was_still_fresh_or_failed():
    """Freshness governs fetching only: with every section in error the known kills and their slot stay."""
    facts = [logged(NEKZALI, at(1)), logged(SENTINELS, at(1)), raids(at(2), {EXPLORERS: (3, at(1))})]
    down = SectionStatus(at(2), "unavailable", at(2))
    broken = Coverage(at(2), dict.fromkeys(("summary", "raids", "statistics", "keystones", "raiderio"), down))
    week = vault(*facts, coverage=broken)
    assert killed(week) == {NEKZALI, SENTINELS, EXPLORERS}
    assert states(week, "raid") == ["earned", "unknown: upstream_down", "unknown: upstream_down"]


def test_kills_before_the_reset_are_not_this_weeks_though_first_seen_after_it():
    """A difference between now and last week's start would count all of last week's kills again."""
    facts = [
        raids(at(-7), {NEKZALI: (4, at(-8)), SENTINELS: (4, at(-8))}),
        raids(at(1), {NEKZALI: (5, at(-1)), SENTINELS: (5, at(0.5))}),
    ]
    assert killed(vault(*facts)) == {SENTINELS}
    assert killed(vault(*facts, week=week_after(-1))) == {NEKZALI}


def test_kills_made_before_the_first_fetch_of_a_week_are_not_lost_in_its_baseline():
    """Storing the first counts after the reset as the new baseline would hide the kills that are already in them."""
    week = vault(
        raids(at(-1), {NEKZALI: (4, at(-6))}),
        raids(at(1), {NEKZALI: (5, at(0.5)), VASHNIK: (1, at(0.6))}),
        raids(at(3), {NEKZALI: (5, at(0.5)), VASHNIK: (1, at(0.6)), ALTAR: (1, at(2.5))}),
    )
    assert killed(week) == {NEKZALI, VASHNIK, ALTAR}


def test_the_second_sync_does_not_forget_what_the_first_one_found():
    """A first sync in mid-week goes by the dates of the last kills; its counts replace nothing."""
    first = raids(at(2), {NEKZALI: (7, at(1)), SENTINELS: (7, at(-3))})
    second = raids(at(3), {NEKZALI: (7, at(1)), SENTINELS: (7, at(-3)), ALTAR: (1, at(2.5))})
    assert killed(vault(first)) == {NEKZALI}
    assert killed(vault(first, second)) == {NEKZALI, ALTAR}


def test_three_weeks_away_then_a_difference_is_no_kill_of_this_week():
    facts = [raids(at(-20), {NEKZALI: 3, SENTINELS: 3}), raids(at(2), {NEKZALI: 6, SENTINELS: 4})]
    week = vault(*facts)
    assert killed(week) == set()
    assert unplaced(week) == {NEKZALI, SENTINELS}
    assert states(week, "raid") == ["unknown: unplaced", "locked", "locked"]
    assert unplaced(vault(*facts, week=week_after(-2), now=at(2))) == {NEKZALI, SENTINELS}


def test_a_logged_kill_explains_a_difference_over_the_reset_once():
    before, after = raids(at(-1), {NEKZALI: 3}), raids(at(1), {NEKZALI: 4})
    last_week = logged(NEKZALI, at(0, -2))
    week = vault(before, after, last_week)
    assert (killed(week), unplaced(week)) == (set(), set())
    assert states(week, "raid") == ["locked"] * 3
    assert killed(vault(before, after, last_week, week=week_after(-1))) == {NEKZALI}


def test_two_sources_of_one_kill_explain_one_kill_of_a_difference_and_not_two():
    week = vault(
        raids(at(-1), {NEKZALI: 3}),
        raids(at(1), {NEKZALI: 5}),
        logged(NEKZALI, at(0, -2)),
        logged(NEKZALI, at(0, -2, seconds=40), evidence="another raider's log"),
    )
    assert unplaced(week) == {NEKZALI}


def test_the_date_of_the_last_kill_places_one_kill_and_leaves_the_others_open():
    facts = [raids(at(-2), {NEKZALI: 3}), raids(at(1), {NEKZALI: (5, at(0.5))})]
    assert kill_of(vault(*facts), NEKZALI).killed_at == at(0.5)
    assert unplaced(vault(*facts, week=week_after(-1))) == {NEKZALI}


def test_a_difference_is_placed_when_the_other_side_of_the_reset_is_empty():
    """A fetch that reflects the state exactly at the reset leaves only one week for what follows."""
    week = vault(raids(at(-1), {NEKZALI: 3}, until=at()), raids(at(1), {NEKZALI: 4}))
    assert kill_of(week, NEKZALI).confidence == "inferred"
    assert kill_of(week, NEKZALI).killed_at is None


def test_what_rose_before_the_first_fetch_has_no_baseline_and_is_not_listed_as_unplaced():
    facts = [raids(at(-2), {NEKZALI: 3, ALTAR: 3}), raids(at(1), {NEKZALI: (5, at(0.5)), ALTAR: 3})]
    week = vault(*facts, week=week_after(-1), now=at(2))
    assert unplaced(week) == {NEKZALI}, "The Coiled Altar was killed some time before, nobody knows in which week"
    assert states(week, "raid") == ["unknown: unplaced", "locked", "locked"]


def test_the_other_document_can_place_a_difference():
    """Raids span the reset; statistics were read on both sides of it and rose on this side only."""
    facts = [
        raids(at(-2), {NEKZALI: 3}),
        statistics(at(-2), {statistic_of(NEKZALI): 3}),
        statistics(at(0, 1), {statistic_of(NEKZALI): 3}),
        raids(at(1), {NEKZALI: 4}),
        statistics(at(1), {statistic_of(NEKZALI): 4}),
    ]
    assert kill_of(vault(*facts), NEKZALI).confidence == "inferred"
    assert unplaced(vault(*facts, week=week_after(-1))) == set()


def test_two_documents_describe_the_same_kills_and_are_never_added_up():
    facts = [
        raids(at(0, 1), {NEKZALI: 3}),
        statistics(at(0, 1), {statistic_of(NEKZALI): 3}),
        raids(at(1), {NEKZALI: 4}),
        statistics(at(1), {statistic_of(NEKZALI): 4}),
    ]
    (kill,) = vault(*facts).kills
    assert (kill.confidence, kill.sources) == ("inferred", ("blizzard", "statistics"))
    assert vault(*facts).bosses_killed(HEROIC) == 1


@pytest.mark.parametrize("last", [0, None], ids=["zero", "absent"])
def test_a_last_kill_of_zero_or_absent_is_unknown_and_not_1970(last):
    counts = {"2888:heroic": (4, last)}
    snapshot = raids(at(1), {})
    undated = type(snapshot)("blizzard", at(1), at(1), at(1), counts)
    week = vault(undated)
    assert (killed(week), unplaced(week)) == (set(), set())
    assert states(week, "raid")[0] == "locked", "one boss cannot open a slot that needs two"
    two = type(snapshot)("blizzard", at(1), at(1), at(1), {**counts, "2874:heroic": (4, last)})
    assert states(vault(two), "raid") == ["unknown: no_baseline", "locked", "locked"]


def test_counts_that_fall_and_come_back_are_a_fault_of_the_source_and_no_kills():
    week = vault(
        raids(at(0, 1), {NEKZALI: 5, SENTINELS: 2}), raids(at(1), {}), raids(at(2), {NEKZALI: 5, SENTINELS: 3})
    )
    assert killed(week) == {SENTINELS}


def test_counts_that_fell_prove_nothing_until_they_move_again():
    facts = [raids(at(-3), {NEKZALI: 5, SENTINELS: 2}, until=at(0, 1)), raids(at(1), {})]
    behind = SectionStatus(at(-3), None, at(-3))
    coverage = everything_read(at(1), statistics=behind)
    assert states(vault(*facts, coverage=coverage), "raid") == ["unknown: no_baseline"] * 3
    assert states(vault(*facts, *facts, coverage=coverage), "raid") == ["unknown: no_baseline"] * 3
    assert states(vault(*facts), "raid") == ["locked"] * 3, "the statistics are sound and reflect the same logout"


def test_counts_that_fall_for_good_start_a_new_baseline():
    week = vault(raids(at(0, 1), {NEKZALI: 50}), raids(at(1), {NEKZALI: 1}), raids(at(2), {NEKZALI: 2}))
    assert kill_of(week, NEKZALI).evidence == (
        "blizzard: the count rose by 1, after 2026-11-18T15:00:00Z and by 2026-11-19T15:00:00Z",
    )
    assert killed(vault(raids(at(0, 1), {NEKZALI: 50}), raids(at(1), {NEKZALI: 1}))) == set()


def test_a_fall_takes_nothing_from_the_weeks_before_it():
    week_before = [raids(at(-6), {NEKZALI: 4}), raids(at(-2), {NEKZALI: 5})]
    made_anew = [raids(at(1), {NEKZALI: (2, at(-10))}), raids(at(2), {NEKZALI: 3})]
    assert killed(vault(*week_before, *made_anew, week=week_after(-1))) == {NEKZALI}


def test_a_count_that_rises_without_a_newer_date_rose_since_the_last_reading_and_not_at_the_old_date():
    week = vault(raids(at(0, 1), {NEKZALI: (3, at(-5))}), raids(at(1), {NEKZALI: (4, at(-5))}))
    assert kill_of(week, NEKZALI).confidence == "inferred"


def test_a_document_that_is_behind_the_other_proves_nothing_about_where_its_rise_belongs():
    facts = [
        raids(at(1), {NEKZALI: 0}),
        statistics(at(1), {statistic_of(NEKZALI): 1}),
        raids(at(8), {NEKZALI: 2}),
        statistics(at(8), {statistic_of(NEKZALI): 2}),
    ]
    week = vault(*facts, week=week_after(1), coverage=everything_read(at(8)), now=at(9))
    assert (killed(week), unplaced(week)) == (set(), {NEKZALI})


def test_an_older_copy_of_the_document_takes_nothing_away():
    newer, stale = raids(at(1), {NEKZALI: (5, at(0.5))}), raids(at(2), {NEKZALI: (4, at(-5))})
    assert killed(vault(raids(at(-1), {NEKZALI: (4, at(-5))}), newer, stale)) == {NEKZALI}


def test_a_document_that_lagged_behind_the_profile_is_not_believed_about_its_time():
    """The same logout showed 4 kills first and 5 later: the fifth may be from any time since the logout before."""
    facts = [raids(at(-1), {NEKZALI: 3}), raids(at(1), {NEKZALI: 4}), raids(at(1), {NEKZALI: 5}, confirmed=at(1, 6))]
    week = vault(*facts)
    assert (killed(week), unplaced(week)) == (set(), {NEKZALI})
