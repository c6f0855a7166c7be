"""Kills of several sources in one week: who is believed about what, and what counts once."""

from datetime import timedelta

from tests.vault.domain.story import (
    ALTAR,
    EXPLORERS,
    HEROIC,
    LFR,
    MYTHIC,
    NEKZALI,
    NORMAL,
    SENTINELS,
    WEEK,
    at,
    everything_read,
    kill_of,
    killed,
    logged,
    raids,
    slot,
    statistic_of,
    statistics,
    vault,
    week_after,
)


def unplaced(week) -> set[int]:
    return {kill.encounter for kill in week.unplaced}


def test_lfr_kills_are_taken_from_logs_like_any_other_difficulty():
    week = vault(logged(NEKZALI, at(1), LFR), logged(SENTINELS, at(1), LFR))
    assert (week.bosses_killed(LFR), slot(week, "raid", 1).difficulty) == (2, LFR)


def test_a_kill_on_a_higher_difficulty_is_no_kill_on_a_lower_one_and_the_slot_counts_it_once():
    week = vault(logged(NEKZALI, at(1), HEROIC), logged(NEKZALI, at(2), MYTHIC))
    assert [week.bosses_killed(d) for d in (LFR, NORMAL, HEROIC, MYTHIC)] == [0, 0, 1, 1]
    assert slot(week, "raid", 1).progress == 1


def test_a_boss_killed_twice_in_a_week_counts_once_from_its_first_kill_with_its_best_parse():
    week = vault(logged(NEKZALI, at(1), parse=40.0), logged(NEKZALI, at(3), parse=71.5))
    (kill,) = week.kills
    assert (kill.killed_at, kill.parse, kill.confidence) == (at(1), 71.5, "single")


def test_bosses_are_known_by_id_and_those_of_other_seasons_do_not_count():
    gallywix, unknown = 2646, 999_999
    week = vault(logged(gallywix, at(1)), logged(unknown, at(1)), raids(at(1), {gallywix: (9, at(0.5))}))
    assert week.kills == ()


def test_a_kill_at_the_instant_of_the_reset_is_the_new_weeks():
    assert killed(vault(logged(NEKZALI, WEEK.start))) == {NEKZALI}
    assert killed(vault(logged(NEKZALI, WEEK.end))) == set()
    assert killed(vault(logged(NEKZALI, WEEK.end), week=week_after(1))) == {NEKZALI}


def test_clocks_that_disagree_over_the_reset_make_one_kill_in_one_week_by_the_games_own_clock():
    facts = [logged(NEKZALI, at(seconds=-3)), raids(at(1), {NEKZALI: (5, at(seconds=2))})]
    assert kill_of(vault(*facts), NEKZALI).sources == ("blizzard", "warcraftlogs")
    assert kill_of(vault(*facts), NEKZALI).killed_at == at(seconds=2)
    assert killed(vault(*facts, week=week_after(-1))) == set()


def test_a_player_online_over_the_reset_gets_each_kill_in_its_own_week():
    """The logout after the reset brings kills from both sides; only dates can tell them apart."""
    facts = [
        raids(at(-3), {NEKZALI: (3, at(-9)), SENTINELS: (3, at(-9)), ALTAR: 0}),
        raids(at(0, 3), {NEKZALI: (4, at(0, -1)), SENTINELS: (4, at(0, 1)), ALTAR: 1}),
    ]
    assert killed(vault(*facts)) == {SENTINELS}
    assert killed(vault(*facts, week=week_after(-1))) == {NEKZALI}
    assert unplaced(vault(*facts)) == unplaced(vault(*facts, week=week_after(-1))) == {ALTAR}


def test_logs_uploaded_late_add_their_kills_to_a_week_that_was_empty():
    closed = everything_read(at(8))
    assert killed(vault(raids(at(8), {}), coverage=closed, now=at(9))) == set()
    assert killed(vault(raids(at(8), {}), logged(ALTAR, at(2)), coverage=closed, now=at(9))) == {ALTAR}


def test_a_count_that_rose_within_the_week_confirms_the_logged_kill():
    week = vault(raids(at(0, 1), {NEKZALI: 3}), raids(at(2), {NEKZALI: 4}), logged(NEKZALI, at(1)))
    assert (kill_of(week, NEKZALI).confidence, kill_of(week, NEKZALI).sources) == (
        "confirmed",
        ("blizzard", "warcraftlogs"),
    )


def test_order_and_repetition_of_facts_change_nothing():
    facts = [
        raids(at(-2), {NEKZALI: 3, SENTINELS: (2, at(-9))}),
        raids(at(0, 2), {NEKZALI: 3, SENTINELS: (3, at(0, 1))}),
        raids(at(2), {NEKZALI: 4, SENTINELS: (3, at(0, 1)), ALTAR: 1}),
        statistics(at(2), {statistic_of(ALTAR): (1, at(1.5))}),
        logged(SENTINELS, at(0, 1, seconds=2), evidence="a report", parse=12.0),
        logged(EXPLORERS, at(1)),
    ]
    document = vault(*facts).as_document()
    assert vault(*reversed(facts), *facts).as_document() == document


def test_the_document_lists_every_kill_with_who_says_so():
    week = vault(
        raids(at(-2), {ALTAR: 3}),
        raids(at(1), {NEKZALI: (1, at(0.5)), ALTAR: 4}),
        logged(NEKZALI, at(0.5) + timedelta(seconds=1), evidence="report AbC, fight 3", parse=87.2),
    )
    document = week.as_document()
    assert document["kills"] == [
        {
            "encounter": 2888,
            "name": "Nek'zali the Soulcoiler",
            "difficulty": "heroic",
            "killed_at": "2026-11-18T03:00:00Z",
            "sources": ["blizzard", "warcraftlogs"],
            "confidence": "confirmed",
            "parse": 87.2,
            "interval": None,
            "evidence": ["blizzard: killed at 2026-11-18T03:00:00Z", "report AbC, fight 3"],
        }
    ]
    assert document["unplaced"] == [
        {
            "encounter": 2883,
            "name": "The Coiled Altar",
            "difficulty": "heroic",
            "killed_at": None,
            "sources": ["blizzard"],
            "confidence": "unplaced",
            "parse": None,
            "interval": {"after": "2026-11-15T15:00:00Z", "until": "2026-11-18T15:00:00Z"},
            "evidence": ["blizzard: the count rose by 1, after 2026-11-15T15:00:00Z and by 2026-11-18T15:00:00Z"],
        }
    ]
    assert (document["raid_heroic"], document["raid_mythic"]) == (1, 0)
