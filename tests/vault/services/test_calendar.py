"""Reset weeks: Blizzard's windows first, Raider.IO's where it cannot be asked, the built-in table last."""

from datetime import UTC, datetime, timedelta

import pytest

from characters.domain.errors import Refused
from characters.domain.regions import Region
from tests import bodies
from tests.wire import Wire
from vault.models import Period
from vault.selectors.calendar import recent_weeks, week_at, week_of_period
from vault.services.calendar import refresh_calendar

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 20, tzinfo=UTC)
START = datetime(2026, 11, 17, 15, tzinfo=UTC)
WEEK = timedelta(days=7)
INDEX = "/data/wow/mythic-keystone/period"


def test_the_week_is_the_one_that_blizzard_publishes_not_the_tables(wire: Wire):
    moved = START + timedelta(hours=2)
    wire.put(f"{INDEX}/index", {"current_period": {"id": 1090}})
    wire.put(f"{INDEX}/1090", bodies.period(1090, moved, moved + WEEK))
    refresh_calendar(Region.US, now=NOW)
    week = week_at(Region.US, NOW)
    assert (week.period_id, week.start, week.end) == (1090, moved, moved + WEEK)


def test_the_calendar_is_read_once_a_week(wire: Wire):
    wire.put(f"{INDEX}/index", {"current_period": {"id": 1090}})
    wire.put(f"{INDEX}/1090", bodies.period(1090, START, START + WEEK))
    refresh_calendar(Region.US, now=NOW)
    wire.forget_counts()
    refresh_calendar(Region.US, now=NOW + timedelta(days=3))
    assert not wire.asked


def test_a_current_period_of_another_week_is_not_taken_for_ours(wire: Wire):
    wire.put(f"{INDEX}/index", {"current_period": {"id": 1089}})
    wire.put(f"{INDEX}/1089", bodies.period(1089, START - WEEK, START))
    wire.put(f"{INDEX}/1090", bodies.period(1090, START, START + WEEK))
    refresh_calendar(Region.US, now=NOW)
    assert week_at(Region.US, NOW).period_id == 1090
    assert Period.objects.count() == 2


def test_without_blizzard_the_windows_come_from_raiderio(wire: Wire):
    wire.put(f"{INDEX}/index", (503, {}))
    window = {"period": 1090, "start": bodies.iso(START), "end": bodies.iso(START + WEEK)}
    wire.put("/api/v1/periods", {"periods": [{"region": "us", "previous": window, "current": window, "next": window}]})
    refresh_calendar(Region.US, now=NOW)
    assert Period.objects.get().source == "raiderio"


def test_without_any_answer_the_built_in_table_serves(wire: Wire):
    wire.put(f"{INDEX}/index", (503, {}))
    wire.put("/api/v1/periods", (503, {}))
    refresh_calendar(Region.US, now=NOW)
    assert not Period.objects.exists()
    assert week_at(Region.US, NOW).start == START


def test_each_region_has_its_own_reset():
    starts = {region: week_at(region, NOW).start for region in Region}
    assert starts[Region.US] == START
    assert starts[Region.EU] == datetime(2026, 11, 18, 4, tzinfo=UTC)
    assert starts[Region.KR] == starts[Region.TW] == datetime(2026, 11, 11, 23, tzinfo=UTC)


def test_recent_weeks_join_without_gap():
    this, last = recent_weeks(Region.EU, NOW)
    assert last.end == this.start and last.period_id == this.period_id - 1


@pytest.mark.parametrize("period_id", [0, 5, 599, 3001, 99_999_999_999])
def test_a_week_that_cannot_exist_is_refused_in_plain_words(period_id):
    with pytest.raises(Refused, match="no reset week"):
        week_of_period(Region.US, period_id)
