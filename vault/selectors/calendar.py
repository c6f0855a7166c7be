"""The reset week of a moment or a period: as upstreams gave it, else by the built-in table."""

from datetime import datetime, timedelta

from characters.domain.errors import Refused
from characters.domain.regions import Region
from vault.domain.weeks import Week, fallback_week, fallback_week_of_period
from vault.models import Period

# Keystone periods are counted from the game's first weeks; a wild number is a mistake of whoever asks.
FIRST_PERIOD, LAST_PERIOD = 600, 3000


def week_at(region: Region, moment: datetime) -> Week:
    """Return the region's reset week that contains an aware moment."""
    known = (
        Period.objects.filter(region=region, starts_at__lte=moment, ends_at__gt=moment).order_by("-period_id").first()
    )
    return _week(known) if known else fallback_week(region, moment)


def week_of_period(region: Region, period_id: int) -> Week:
    """Return the region's reset week with a keystone period id.

    :raises Refused: when no such week can exist.
    """
    if not FIRST_PERIOD <= period_id <= LAST_PERIOD:
        raise Refused(f"There is no reset week {period_id}; weeks are numbered like 1088, as Blizzard's periods.")
    known = Period.objects.filter(region=region, period_id=period_id).first()
    return _week(known) if known else fallback_week_of_period(region, period_id)


def recent_weeks(region: Region, now: datetime, back: int = 1) -> list[Week]:
    """Return the current week and the `back` weeks before it, newest first."""
    weeks = [week_at(region, now)]
    for _ in range(back):
        weeks.append(week_at(region, weeks[-1].start - timedelta(seconds=1)))
    return weeks


def _week(period: Period) -> Week:
    return Week(Region(period.region), period.period_id, period.starts_at, period.ends_at)
