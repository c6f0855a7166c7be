"""The reset week."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from characters.domain.errors import Refused
from characters.domain.regions import Region
from vault.domain.weeks import Week, fallback_week, fallback_week_of_period, week_at, written

# Instants that upstreams recorded or announced, in milliseconds.
KNOWN_STARTS = [
    (Region.US, 641, 1523372400000),
    (Region.US, 974, 1724770800000),
    (Region.US, 1077, 1787065200000),
    (Region.EU, 641, 1523430000000),
    (Region.EU, 880, 1667977200000),
    (Region.EU, 881, 1668571200000),
    (Region.EU, 1077, 1787112000000),
    (Region.KR, 1001, 1741215600000),
    (Region.TW, 1077, 1787180400000),
]


@pytest.mark.parametrize(("region", "period", "start"), KNOWN_STARTS)
def test_the_fallback_table_gives_the_recorded_resets_of_every_region(region, period, start):
    assert fallback_week_of_period(region, period).start == datetime.fromtimestamp(start / 1000, UTC)


def test_the_european_reset_moved_from_seven_to_four_and_that_week_is_three_hours_short():
    last_old, first_new = (fallback_week_of_period(Region.EU, period) for period in (880, 881))
    assert last_old.start.hour == 7
    assert last_old.end == first_new.start == datetime(2022, 11, 16, 4, tzinfo=UTC)
    assert last_old.end - last_old.start == timedelta(days=7, hours=-3)


def test_before_the_move_five_in_the_morning_was_still_the_old_week():
    assert fallback_week(Region.EU, datetime(2022, 11, 9, 5, tzinfo=UTC)).period_id == 879
    assert fallback_week(Region.EU, datetime(2022, 11, 16, 5, tzinfo=UTC)).period_id == 881


@pytest.mark.parametrize("region", Region)
@pytest.mark.parametrize("period", [641, 879, 880, 881, 882, 1090])
def test_every_instant_is_in_exactly_one_week(region, period):
    week = fallback_week_of_period(region, period)
    just_before = week.start - timedelta(milliseconds=1)
    assert week.start in week
    assert week.end not in week
    assert fallback_week(region, week.start) == week
    assert fallback_week(region, week.end - timedelta(milliseconds=1)) == week
    assert fallback_week(region, just_before).period_id == period - 1


def test_the_day_of_the_server_does_not_matter():
    """Near midnight a local date is a day off; the instant is not."""
    moment = datetime(2026, 11, 17, 14, 59, tzinfo=UTC)
    honolulu, auckland = (moment.astimezone(timezone(timedelta(hours=hours))) for hours in (-10, 13))
    assert honolulu.date() != auckland.date()
    assert fallback_week(Region.US, honolulu) == fallback_week(Region.US, auckland) == fallback_week(Region.US, moment)


def test_a_time_without_a_zone_is_an_error_and_not_a_guess():
    with pytest.raises(TypeError):
        fallback_week(Region.US, datetime(2026, 11, 17, 15))  # noqa: DTZ001


def test_published_windows_come_before_the_table():
    start = datetime(2026, 11, 17, 16, tzinfo=UTC)
    published = Week(Region.US, 1090, start, start + timedelta(days=7))
    assert week_at([published], datetime(2026, 11, 17, 15, 30, tzinfo=UTC)) is None
    assert week_at([published], datetime(2026, 11, 17, 16, tzinfo=UTC)) == published


def test_a_week_is_closed_from_the_instant_of_the_next_reset():
    week = fallback_week_of_period(Region.US, 1090)
    assert not week.is_closed(week.end - timedelta(seconds=1))
    assert week.is_closed(week.end)


@pytest.mark.parametrize("period", [-3, 0, 10_001])
def test_a_period_that_cannot_be_is_refused(period):
    with pytest.raises(Refused, match=f"no period {period}"):
        fallback_week_of_period(Region.US, period)


def test_moments_are_written_in_utc_to_the_second_or_millisecond():
    moment = datetime(2026, 11, 17, 16, 0, 1, tzinfo=timezone(timedelta(hours=1)))
    assert written(moment) == "2026-11-17T15:00:01Z"
    assert written(moment.replace(microsecond=250_000)) == "2026-11-17T15:00:01.250Z"
