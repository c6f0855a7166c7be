"""Learning the reset weeks from Blizzard, or from Raider.IO where Blizzard cannot be asked."""

import logging
from datetime import datetime

from characters.clients import blizzard, raiderio
from characters.domain.errors import UpstreamError
from characters.domain.periods import PeriodWindow, parse_period, parse_period_index, parse_raiderio_periods
from characters.domain.regions import Region
from vault.domain.weeks import fallback_week
from vault.models import Period

logger = logging.getLogger(__name__)


def refresh_calendar(region: Region, *, now: datetime) -> None:
    """Learn the reset week that contains `now`, once a week. Without an answer the built-in table serves on."""
    if Period.objects.filter(region=region, starts_at__lte=now, ends_at__gt=now).exists():
        return
    try:
        windows, source = _from_blizzard(region, now), Period.Source.BLIZZARD
    except UpstreamError as error:
        logger.warning("Reset weeks of %s not read from Blizzard: %s", region, error)
        try:
            windows, source = _from_raiderio(region), Period.Source.RAIDERIO
        except UpstreamError as second:
            logger.warning("Reset weeks of %s not read from Raider.IO either: %s", region, second)
            return
    Period.objects.bulk_create(
        [
            Period(region=region, period_id=window.period_id, starts_at=window.start, ends_at=window.end, source=source)
            for window in {window.period_id: window for window in windows}.values()
        ],
        update_conflicts=True,
        unique_fields=["region", "period_id"],
        update_fields=["starts_at", "ends_at", "source"],
    )


def _from_blizzard(region: Region, now: datetime) -> list[PeriodWindow]:
    current = parse_period_index(blizzard.get_period_index(region).body)
    window = parse_period(blizzard.get_period(region, current).body)
    if window.start <= now < window.end:
        return [window]
    # The answer is of another week than the one asked about, as it is for a day after some resets.
    wanted = fallback_week(region, now).period_id
    return [window, parse_period(blizzard.get_period(region, wanted).body)]


def _from_raiderio(region: Region) -> list[PeriodWindow]:
    return list(parse_raiderio_periods(raiderio.get_periods().body).get(region, ()))
