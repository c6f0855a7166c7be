"""When a slot that is not earned is locked, and when it is unknown, with the reason."""

from dataclasses import replace

import pytest

from tests.vault.domain.story import (
    NEKZALI,
    SENTINELS,
    WEEK,
    Coverage,
    SectionStatus,
    at,
    everything_read,
    key_run,
    killed,
    logged,
    raids,
    slot,
    states,
    vault,
)

ALL = ("raid", "dungeon", "world")


def every_state(week) -> list[str]:
    return [state for row in ALL for state in states(week, row)]


def test_everything_read_after_a_logout_of_the_week_makes_the_rest_locked():
    assert every_state(vault(coverage=everything_read(at(2)))) == ["locked"] * 9


def test_never_synced():
    assert every_state(vault(coverage=Coverage())) == ["unknown: never_synced"] * 9


def test_no_logout_since_the_reset_is_unknown_and_not_last_weeks_value():
    """Blizzard serves last week's documents until the character logs out again."""
    facts = [raids(at(-1), {NEKZALI: (4, at(-1.5))}), key_run(14, at(-2), source="blizzard")]
    week = vault(*facts, coverage=everything_read(at(-1), fetched=at(2)))
    assert every_state(week) == ["unknown: not_logged_in"] * 9
    assert (killed(week), week.runs) == (set(), ())


def test_a_profile_not_asked_since_the_reset_tells_nothing_about_the_week():
    assert every_state(vault(coverage=everything_read(at(-1), fetched=at(-0.5)))) == ["unknown: never_synced"] * 9


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("not_found", "profile_not_found"),
        ("replaced", "profile_not_found"),
        ("forbidden", "profile_forbidden"),
        ("unavailable", "upstream_down"),
        ("rate_limited", "upstream_down"),
        ("circuit_open", "upstream_down"),
        ("unreadable", "upstream_down"),
        ("misconfigured", "upstream_down"),
    ],
)
def test_a_profile_that_cannot_be_read_is_unknown_with_its_cause(error, reason):
    coverage = everything_read(at(2), summary=SectionStatus(at(2), error, None))
    assert every_state(vault(coverage=coverage)) == [f"unknown: {reason}"] * 9


def test_earned_slots_stay_earned_whatever_cannot_be_read():
    coverage = everything_read(None, summary=SectionStatus(None, "not_found", None))
    week = vault(logged(NEKZALI, at(1)), logged(SENTINELS, at(1)), key_run(10, at(1)), coverage=coverage)
    assert states(week, "raid")[0] == states(week, "dungeon")[0] == "earned"
    assert states(week, "raid")[1] == "unknown: profile_not_found"


def test_one_of_the_two_documents_is_enough_for_the_raid_row():
    behind = SectionStatus(at(1), "unavailable", at(-1))
    assert states(vault(coverage=everything_read(at(2), raids=behind)), "raid") == ["locked"] * 3
    assert states(vault(coverage=everything_read(at(2), statistics=behind)), "raid") == ["locked"] * 3
    both = everything_read(at(2), raids=behind, statistics=behind)
    assert states(vault(coverage=both), "raid") == ["unknown: upstream_down"] * 3


def test_a_document_not_yet_read_for_the_newest_logout_is_no_proof():
    behind = SectionStatus(at(1), None, at(1))
    coverage = everything_read(at(2), raids=behind, statistics=behind)
    assert states(vault(coverage=coverage), "raid") == ["unknown: never_synced"] * 3


def test_without_a_raiderio_profile_the_raid_row_is_filled_all_the_same():
    """Raids do not hang on keystones, nor the other way round."""
    missing = SectionStatus(None, "not_found", None)
    facts = [logged(NEKZALI, at(1)), logged(SENTINELS, at(1)), key_run(9, at(1), source="blizzard")]
    week = vault(*facts, coverage=everything_read(at(2), raiderio=missing))
    assert states(week, "raid") == ["earned", "locked", "locked"]
    assert states(week, "dungeon") == ["earned", "unknown: no_raiderio", "unknown: no_raiderio"]


def test_without_raiderio_an_empty_list_of_blizzard_still_proves_that_nothing_was_run():
    missing = SectionStatus(None, "not_found", None)
    assert states(vault(coverage=everything_read(at(2), raiderio=missing)), "dungeon") == ["locked"] * 3
    neither = everything_read(at(2), raiderio=missing, keystones=SectionStatus(None, "unavailable", None))
    assert states(vault(coverage=neither), "dungeon") == ["unknown: no_raiderio"] * 3


def test_a_run_that_only_blizzard_lists_proves_that_raiderio_is_behind():
    facts = [key_run(9, at(1), source="blizzard"), key_run(7, at(0.5))]
    assert states(vault(*facts), "dungeon") == ["earned", "unknown: no_raiderio", "unknown: no_raiderio"]


def test_raiderio_read_before_the_newest_logout_is_behind():
    coverage = everything_read(at(2), raiderio=SectionStatus(at(1), "timeout", None))
    assert states(vault(key_run(9, at(0.5)), coverage=coverage), "dungeon")[1] == "unknown: upstream_down"


class TestClosedWeek:
    """Derived after the next reset."""

    def states_with(self, coverage, now=None, *facts):
        return every_state(vault(*facts, coverage=coverage, now=now or at(9)))

    def test_a_logout_after_the_week_that_documents_reflect_completes_it(self):
        assert self.states_with(everything_read(at(8))) == ["locked"] * 9

    def test_nobody_played_and_the_profile_was_read_well_after_the_end(self):
        assert self.states_with(everything_read(at(-3), fetched=at(8))) == ["locked"] * 9

    def test_the_last_logout_of_the_week_is_reflected_and_no_newer_one_followed(self):
        coverage = everything_read(at(5), fetched=at(8))
        assert self.states_with(coverage) == ["locked"] * 9

    def test_somebody_may_still_be_online_over_the_reset(self):
        """One hour after the reset the kills of those who play over it are not published yet."""
        coverage = everything_read(at(5), fetched=at(7, 1))
        assert self.states_with(coverage, at(7, 2)) == ["unknown: not_logged_in"] * 9

    def test_the_week_ended_since_the_profile_was_last_read(self):
        coverage = everything_read(at(5))
        assert self.states_with(coverage) == ["unknown: never_synced"] * 9
        failing = replace(coverage.sections["summary"], error="timeout")
        down = Coverage(at(5), {**coverage.sections, "summary": failing})
        assert self.states_with(down) == ["unknown: upstream_down"] * 9

    def test_a_failure_long_after_the_end_reopens_nothing(self):
        coverage = everything_read(at(8), summary=SectionStatus(at(8), "not_found", None))
        assert self.states_with(coverage) == ["locked"] * 9
        idle = everything_read(at(-3), fetched=at(8))
        idle = Coverage(at(-3), {**idle.sections, "summary": SectionStatus(at(8), "unavailable", None)})
        assert self.states_with(idle) == ["locked"] * 9

    def test_a_character_first_read_weeks_later_has_no_known_keystone_runs(self):
        """Raider.IO lists runs of this week and the last one, so older weeks needed somebody to look at the time."""
        late = everything_read(at(20))
        assert states(vault(coverage=late, now=at(21)), "dungeon") == ["unknown: no_baseline"] * 3
        early = replace(late, first_synced_at=at(-10))
        assert states(vault(coverage=early, now=at(21)), "dungeon") == ["locked"] * 3


def test_a_character_without_any_known_logout_is_unknown():
    coverage = Coverage(None, {"summary": SectionStatus(at(1), None, None)})
    assert every_state(vault(coverage=coverage)) == ["unknown: not_logged_in"] * 9


def test_progress_is_a_lower_bound_while_the_state_is_unknown():
    week = vault(logged(NEKZALI, at(1)), coverage=Coverage())
    assert (slot(week, "raid", 1).progress, slot(week, "raid", 1).state.value) == (1, "unknown")
    assert week.week == WEEK
