"""When a document is due: change decides, not the clock alone, and a failure stays due."""

from datetime import UTC, datetime, timedelta

from characters.domain.errors import ErrorKind
from characters.domain.sections import (
    NEVER,
    PATIENCE,
    TRIES_BEFORE_PATIENCE,
    Freshness,
    Section,
    is_body_due,
    is_summary_due,
    retry_at,
    second_look_at,
)

NOW = datetime(2026, 11, 18, 20, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LOGIN = NOW - 3 * HOUR


def test_a_summary_is_asked_for_when_it_is_half_an_hour_old():
    assert is_summary_due(NEVER, now=NOW)
    assert not is_summary_due(Freshness(NOW - 29 * MINUTE), now=NOW)
    assert is_summary_due(Freshness(NOW - 30 * MINUTE), now=NOW)


def test_a_forced_sync_still_skips_what_came_minutes_ago():
    assert not is_summary_due(Freshness(NOW - 4 * MINUTE), now=NOW, forced=True)
    assert is_summary_due(Freshness(NOW - 6 * MINUTE), now=NOW, forced=True)
    assert not is_body_due(Freshness(NOW - 4 * MINUTE, LOGIN), now=NOW, login=LOGIN, forced=True)


def test_no_new_logout_means_no_further_request_however_old_the_document():
    assert not is_body_due(Freshness(NOW - 200 * HOUR, LOGIN), now=NOW, login=LOGIN)


def test_a_new_logout_makes_every_vault_document_due_at_once():
    fetched_a_minute_ago = Freshness(NOW - MINUTE, LOGIN)
    assert is_body_due(fetched_a_minute_ago, now=NOW, login=LOGIN + MINUTE)


def test_a_document_stored_without_a_known_logout_is_asked_for_again():
    assert is_body_due(Freshness(NOW - MINUTE, None), now=NOW, login=LOGIN)


def test_without_a_summary_age_decides():
    assert not is_body_due(Freshness(NOW - 59 * MINUTE, LOGIN), now=NOW, login=None)
    assert is_body_due(Freshness(NOW - HOUR, LOGIN), now=NOW, login=None)


def test_a_failed_document_stays_due_whatever_the_summary_says():
    failed = Freshness(NOW - HOUR, LOGIN, "unavailable", NOW - MINUTE)
    assert is_body_due(failed, now=NOW, login=LOGIN)
    assert not is_body_due(Freshness(NOW, LOGIN, "rate_limited", NOW + MINUTE), now=NOW, login=LOGIN)


def test_a_failure_is_due_at_once_or_when_the_upstream_said():
    assert retry_at(Section.RAIDS, ErrorKind.UNAVAILABLE, 1, now=NOW, retry_after=None) == NOW
    assert retry_at(Section.RAIDS, ErrorKind.RATE_LIMITED, 1, now=NOW, retry_after=90) == NOW + timedelta(seconds=90)


def test_a_long_missing_profile_is_asked_for_once_a_day():
    assert retry_at(Section.RAIDS, ErrorKind.NOT_FOUND, TRIES_BEFORE_PATIENCE - 1, now=NOW, retry_after=None) == NOW
    assert (
        retry_at(Section.RAIDS, ErrorKind.NOT_FOUND, TRIES_BEFORE_PATIENCE, now=NOW, retry_after=None) == NOW + PATIENCE
    )
    assert retry_at(Section.RAIDS, ErrorKind.UNAVAILABLE, 500, now=NOW, retry_after=None) == NOW


def test_a_character_that_raiderio_does_not_know_is_asked_about_daily_or_when_it_played():
    later = retry_at(Section.RAIDERIO, ErrorKind.NOT_FOUND, 1, now=NOW, retry_after=None)
    assert later == NOW + PATIENCE
    unknown = Freshness(None, LOGIN, "not_found", later)
    assert not is_body_due(unknown, now=NOW + HOUR, login=LOGIN)
    assert is_body_due(unknown, now=NOW + HOUR, login=LOGIN + MINUTE)
    assert is_body_due(unknown, now=later, login=LOGIN)


def test_raiderio_gets_a_second_look_only_when_its_crawl_is_older_than_the_logout():
    assert second_look_at(LOGIN, LOGIN + MINUTE, now=NOW) is None
    later = second_look_at(LOGIN, LOGIN - MINUTE, now=NOW)
    assert later is not None
    waiting = Freshness(NOW, LOGIN, "", later)
    assert not is_body_due(waiting, now=NOW + HOUR, login=LOGIN)
    assert is_body_due(waiting, now=later, login=LOGIN)


def test_a_clock_that_went_back_does_not_freeze_the_summary():
    assert is_summary_due(Freshness(NOW + 48 * HOUR), now=NOW)
