"""What findings mean for the issues that are stored."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from guild_identity.domain.integrity import Finding, Severity, issue_hash
from guild_identity.domain.issues import StoredIssue, content_of, plan_issues


def finding(key, summary="Words."):
    return Finding("orphan_wow", Severity.WARNING, (str(key),), summary)


def stored(key, *, is_present=True, summary="Words.", issue_type="orphan_wow"):
    shown = finding(key, summary)
    return StoredIssue(key, issue_type, issue_hash(shown), is_present, content_of(shown))


def test_what_is_found_for_the_first_time_is_opened():
    assert plan_issues([], [finding(1)]).opened == (finding(1),)


def test_what_is_found_again_without_interruption_is_only_seen():
    plan = plan_issues([stored(1)], [finding(1)])
    assert (plan.opened, plan.reopened, plan.changed, plan.seen, plan.closed) == ((), (), (), (1,), ())


def test_what_says_something_else_now_is_changed_and_stays_one_issue():
    plan = plan_issues([stored(1)], [finding(1, "Other words.")])
    assert plan.changed == (finding(1, "Other words."),)
    assert plan.seen == (1,)


def test_what_was_gone_and_is_back_is_reopened():
    plan = plan_issues([stored(1, is_present=False)], [finding(1)])
    assert (plan.opened, plan.reopened, plan.changed, plan.seen) == ((), (1,), (), ())
    other = finding(1, "Other words.")
    assert plan_issues([stored(1, is_present=False)], [other]).changed == (other,)


def test_what_is_not_found_any_more_is_closed_once():
    assert plan_issues([stored(1), stored(2, is_present=False)], []).closed == (1,)


def test_what_nobody_looked_for_stays():
    conflict = stored(1, issue_type="link_conflict")
    assert plan_issues([conflict, stored(2)], [], {"link_conflict"}).closed == (2,)


@given(st.dictionaries(st.integers(1, 9), st.booleans()), st.sets(st.integers(1, 9)))
def test_after_a_check_exactly_what_was_found_is_present_and_a_second_check_changes_nothing(known, found):
    rows = {key: stored(key, is_present=is_present) for key, is_present in known.items()}
    findings = [finding(key) for key in found]
    plan = plan_issues(rows.values(), findings)
    for pk in plan.closed:
        rows[pk] = replace(rows[pk], is_present=False)
    for pk in plan.reopened:
        rows[pk] = replace(rows[pk], is_present=True)
    for new in plan.opened:
        rows[int(new.key[0])] = stored(int(new.key[0]))
    assert {key for key, row in rows.items() if row.is_present} == found
    again = plan_issues(rows.values(), findings)
    assert (again.opened, again.reopened, again.changed, again.closed) == ((), (), (), ())
