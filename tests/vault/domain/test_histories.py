"""Randomised histories: the vault equals the truth wherever a source could know it, and never has a kill too many."""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from characters.domain.difficulties import Difficulty
from tests.vault.domain.histories import (
    HORIZON,
    Answers,
    History,
    answers_until,
    histories,
    moment,
    well_watched_histories,
)
from tests.vault.domain.story import SEASONS, week_after
from vault.domain.derive import derive_week
from vault.domain.facts import Facts
from vault.domain.rules import rules_for
from vault.domain.slots import State
from vault.domain.vault_week import VaultWeek
from vault.domain.weeks import Week

EXAMPLES = int(os.environ.get("VAULTKEEPER_HISTORIES", "200"))
WEEKS = [week_after(number) for number in (-2, -1, 0, 1)]
Boss = tuple[int, Difficulty]

many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
moments = st.integers(0, HORIZON + 2 * 24 * 60)


def derived(week: Week, answers: Answers, now: float, facts: Facts | None = None) -> VaultWeek:
    rules = rules_for(SEASONS, week.period_id)
    return derive_week(week, rules, facts or answers.facts, answers.coverage, moment(now))


def killed(vault_week: VaultWeek) -> set[Boss]:
    return {(kill.encounter, kill.difficulty) for kill in vault_week.kills}


def truth(history: History, week: Week, until: float = 10**9) -> set[Boss]:
    return {kill.boss for kill in history.kills if kill.time in week and kill.at <= until}


def knowable(history: History, week: Week, answers: Answers, now: float) -> set[Boss]:
    """What at least one source can prove: a log, the date of a last kill, or counts at two logouts of the week."""
    known: set[Boss] = set()
    for kill in history.kills:
        if kill.time in week and kill.logged_at is not None and kill.logged_at <= now:
            known.add(kill.boss)
    for source, logout, dated in answers.shown:
        if dated:
            last = {kill.boss: kill for kill in sorted(history.kills, key=lambda k: k.at) if kill.at <= logout}
            known |= {boss for boss, kill in last.items() if kill.time in week}
        earlier = [other for name, other, _ in answers.shown if name == source and other < logout]
        inside = [other for other in earlier if moment(other) in week and moment(logout) in week]
        known |= {kill.boss for kill in history.kills for other in inside if other < kill.at <= logout}
    return known


def nth_best(bosses: set[Boss], number: int) -> Difficulty | None:
    best: dict[int, Difficulty] = {}
    for encounter, difficulty in bosses:
        best[encounter] = max(best.get(encounter, difficulty), difficulty, key=lambda d: d.order)
    ranked = sorted(best.values(), key=lambda difficulty: -difficulty.order)
    return ranked[number - 1] if len(ranked) >= number else None


def raid_slots(vault_week: VaultWeek):
    return [slot for slot in vault_week.slots if slot.row == "raid"]


@many
@given(histories, moments)
def test_never_a_kill_too_many_and_none_missing_that_a_source_could_know(history, now):
    answers = answers_until(history, now)
    for week in WEEKS:
        found = killed(derived(week, answers, now))
        assert found <= truth(history, week)
        assert found >= knowable(history, week, answers, now)


@many
@given(histories, moments)
def test_a_slot_is_locked_only_if_it_truly_is_and_earned_at_most_for_what_was_done(history, now):
    """In an open week "locked" speaks of the time up to the newest known logout, in a closed one of all of it."""
    answers = answers_until(history, now)
    newest = history.last_logout(max((fetch.at for fetch in history.fetches if fetch.at <= now), default=-1)) or -1
    for week in WEEKS:
        done = truth(history, week, until=10**9 if week.is_closed(moment(now)) else newest)
        for slot in raid_slots(derived(week, answers, now)):
            if slot.state is State.LOCKED:
                assert nth_best(done, slot.threshold) is None
            if slot.state is State.EARNED:
                best = nth_best(truth(history, week), slot.threshold)
                assert best is not None
                assert best.order >= slot.difficulty.order


@many
@given(well_watched_histories)
def test_a_character_that_was_well_watched_has_exactly_the_truth_and_nothing_unknown(history):
    now = HORIZON + 2 * 24 * 60
    answers = answers_until(history, now)
    for week in WEEKS:
        vault_week = derived(week, answers, now)
        done = truth(history, week)
        assert killed(vault_week) == done
        assert vault_week.unplaced == ()
        for slot in raid_slots(vault_week):
            expected = nth_best(done, slot.threshold)
            assert slot.difficulty is expected
            if week.is_closed(moment(now)):
                assert slot.state is (State.EARNED if expected else State.LOCKED)


@many
@given(histories, moments, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(history, now, shuffle):
    answers = answers_until(history, now)
    snapshots = [*answers.snapshots, *shuffle.sample(answers.snapshots, len(answers.snapshots) // 2)]
    sightings = [*answers.sightings, *shuffle.sample(answers.sightings, len(answers.sightings) // 2)]
    shuffle.shuffle(snapshots)
    shuffle.shuffle(sightings)
    for week in WEEKS:
        expected = derived(week, answers, now).as_document()
        assert derived(week, answers, now, Facts(sightings, snapshots)).as_document() == expected


@many
@given(histories, moments, moments, st.randoms(use_true_random=False))
def test_what_is_learnt_later_never_takes_a_kill_or_an_earned_slot_away(history, one, other, chance):
    earlier, later = sorted((one, other))
    before, after = answers_until(history, earlier), answers_until(history, later)
    fewer = Facts([sighting for sighting in after.sightings if chance.random() < 0.5], after.snapshots)
    for week in WEEKS:
        full = derived(week, after, later)
        assert killed(derived(week, before, earlier)) <= killed(full)
        assert killed(derived(week, after, later, fewer)) <= killed(full)
        for slot, grown in zip(raid_slots(derived(week, before, earlier)), raid_slots(full), strict=True):
            if slot.state is State.EARNED:
                assert grown.state is State.EARNED
                assert grown.item_level >= slot.item_level


def test_histories_are_not_all_alike():
    """The model reaches what it is meant to: unplaced, inferred and confirmed kills, and all three states."""
    seen: set[str] = set()

    @settings(max_examples=400, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(histories, moments)
    def collect(history, now):
        for week in WEEKS:
            vault_week = derived(week, answers_until(history, now), now)
            seen.update(kill.confidence.value for kill in (*vault_week.kills, *vault_week.unplaced))
            seen.update(f"{slot.state}/{slot.reason}" for slot in raid_slots(vault_week))

    collect()
    assert {"confirmed", "single", "inferred", "unplaced", "earned/None", "locked/None"} <= seen
    reasons = {"unplaced", "no_baseline", "not_logged_in", "never_synced", "upstream_down"}
    assert {f"unknown/{reason}" for reason in reasons} <= seen
