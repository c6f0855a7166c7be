"""Keystone periods: the weeks between two resets, as upstreams write them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec import Struct

from characters.domain.documents import Identifier, SmallIdentifier, Text, read
from characters.domain.errors import MalformedPayload
from characters.domain.instants import from_iso, from_ms
from characters.domain.regions import Region

# A week with a moved reset is some hours shorter or longer than seven days; nothing else is a reset week.
_SHORTEST = timedelta(days=5)
_LONGEST = timedelta(days=9)


class _Id(Struct, frozen=True):
    id: SmallIdentifier


class _Index(Struct, frozen=True):
    current_period: _Id


class _Period(Struct, frozen=True):
    id: SmallIdentifier
    start_timestamp: Identifier
    end_timestamp: Identifier


class _RaiderioPeriod(Struct, frozen=True):
    period: SmallIdentifier
    start: Text
    end: Text


class _RaiderioRegion(Struct, frozen=True):
    region: Text
    previous: _RaiderioPeriod | None = None
    current: _RaiderioPeriod | None = None
    next: _RaiderioPeriod | None = None


class _RaiderioPeriods(Struct, frozen=True):
    periods: list[_RaiderioRegion]


@dataclass(frozen=True, slots=True)
class PeriodWindow:
    """A reset week: `start` belongs to it, `end` is the first moment of the next one. Both are UTC."""

    period_id: int
    start: datetime
    end: datetime


def parse_period_index(body: object) -> int:
    """Read the id of the current keystone period.

    Raises MalformedPayload with the path of a wrong value.
    Source: Blizzard /data/wow/mythic-keystone/period/index.
    """
    return read(body, _Index, "period index").current_period.id


def parse_period(body: object) -> PeriodWindow:
    """Read the window of one keystone period.

    Blizzard's last moment is inclusive to the second (…:59:59), so the window ends one second later. Raises
    MalformedPayload with the path of a wrong value, or when the window is no week.
    Source: Blizzard /data/wow/mythic-keystone/period/{id}.
    """
    wire = read(body, _Period, "period")
    start = from_ms(wire.start_timestamp, "period: the start")
    end = from_ms(wire.end_timestamp, "period: the end") + timedelta(seconds=1)
    return _window(wire.id, start, end)


def parse_raiderio_periods(body: object) -> dict[Region, tuple[PeriodWindow, ...]]:
    """Read the previous, current and next period of every region we serve.

    Regions not served are skipped. Raises MalformedPayload with the path of a wrong value, or when a window
    is no week. Source: Raider.IO /api/v1/periods.
    """
    known = {region.value: region for region in Region}
    rows = read(body, _RaiderioPeriods, "Raider.IO periods").periods
    return {known[row.region]: tuple(_raiderio_windows(row)) for row in rows if row.region in known}


def _raiderio_windows(row: _RaiderioRegion) -> Iterator[PeriodWindow]:
    for period in filter(None, (row.previous, row.current, row.next)):
        end = from_iso(period.end, "Raider.IO periods: the end")
        # The end may be written as the last second of the week or as the first of the next.
        exclusive_end = end.replace(microsecond=0) + timedelta(seconds=1) if end.second == 59 else end
        yield _window(period.period, from_iso(period.start, "Raider.IO periods: the start"), exclusive_end)


def _window(period_id: int, start: datetime, end: datetime) -> PeriodWindow:
    if not _SHORTEST <= end - start <= _LONGEST:
        raise MalformedPayload(f"period {period_id}: expected about seven days, got {start} to {end}")
    return PeriodWindow(period_id, start, end)
