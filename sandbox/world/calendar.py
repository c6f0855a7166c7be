"""Reset weeks: keystone periods per region, in Unix milliseconds UTC."""

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

# Period 0 began here, if the weeks are counted back: US Tuesday 15:00, EU Wednesday 04:00, Asia Wednesday 23:00.
_EPOCHS = {"us": 1135695600000, "eu": 1135742400000, "kr": 1135810800000, "tw": 1135810800000}
REGIONS = tuple(_EPOCHS)
# Europe's reset came at 07:00 up to and including this period.
_LAST_LATE_EU_PERIOD = 880


def period_start(region: str, period: int) -> int:
    """Give the moment a period begins in a region."""
    late = 3 * HOUR if region == "eu" and period <= _LAST_LATE_EU_PERIOD else 0
    return _EPOCHS[region] + period * WEEK + late


def period_end(region: str, period: int) -> int:
    """Give the first moment after a period."""
    return period_start(region, period + 1)


def period_at(region: str, moment: int) -> int:
    """Give the period that a moment lies in."""
    period = (moment - _EPOCHS[region]) // WEEK
    return period if moment >= period_start(region, period) else period - 1
