"""The reset week: half-open, from one weekly reset to the next, numbered by keystone periods.

The windows that Blizzard and Raider.IO publish are what counts. The table here is the fallback while neither has been
read, with the dates from which each reset hour holds; the hours are fixed in UTC and know no daylight saving. Source:
Blizzard's period 641 (US), the EU forum's announcement for 2022-11-16, Raider.IO's season dates (KR, TW).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from characters.domain.errors import Refused
from characters.domain.regions import Region

SEVEN_DAYS = timedelta(days=7)

# Per region: from which period on the weeks are counted from which epoch.
_EPOCHS: dict[Region, tuple[tuple[int, datetime], ...]] = {
    Region.US: ((0, datetime(2005, 12, 27, 15, tzinfo=UTC)),),
    Region.EU: ((0, datetime(2005, 12, 28, 7, tzinfo=UTC)), (881, datetime(2005, 12, 28, 4, tzinfo=UTC))),
    Region.KR: ((0, datetime(2005, 12, 28, 23, tzinfo=UTC)),),
    Region.TW: ((0, datetime(2005, 12, 28, 23, tzinfo=UTC)),),
}
_LAST_PERIOD = 10_000


@dataclass(frozen=True, slots=True)
class Week:
    """One reset week of a region: `start` belongs to it, `end` is the first instant of the next. Both are UTC."""

    region: Region
    period_id: int
    start: datetime
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    def is_closed(self, now: datetime) -> bool:
        """Tell whether the next reset has passed."""
        return now >= self.end


def week_at(weeks: Iterable[Week], moment: datetime) -> Week | None:
    """Find the week that holds a moment among published ones, or None when none does."""
    return next((week for week in weeks if moment in week), None)


def fallback_week(region: Region, moment: datetime) -> Week:
    """Compute the week that holds a moment, from the built-in table.

    Takes an aware datetime of any zone. Raises Refused for a moment outside the periods from 2006 on.
    """
    period_id = (moment - _EPOCHS[region][-1][1]) // SEVEN_DAYS
    # Before the reset hour moved, the last hours of a week belong to the newer table's next period.
    if moment < _start(region, period_id):
        period_id -= 1
    return fallback_week_of_period(region, period_id)


def fallback_week_of_period(region: Region, period_id: int) -> Week:
    """Compute the window of a period, from the built-in table.

    Raises Refused for an id that no period has.
    """
    if not 1 <= period_id <= _LAST_PERIOD:
        raise Refused(f"There is no period {period_id}. Period 1 was the first week of 2006; ask for a later one.")
    return Week(region, period_id, _start(region, period_id), _start(region, period_id + 1))


def _start(region: Region, period_id: int) -> datetime:
    epoch = next(epoch for first, epoch in reversed(_EPOCHS[region]) if max(period_id, 0) >= first)
    return epoch + period_id * SEVEN_DAYS


def written(moment: datetime) -> str:
    """Write an aware moment as ISO 8601 in UTC, to the second, or to the millisecond where it has any."""
    precision = "milliseconds" if moment.microsecond else "seconds"
    return moment.astimezone(UTC).isoformat(timespec=precision).removesuffix("+00:00") + "Z"
