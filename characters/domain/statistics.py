"""A character's lifetime counters, such as kills of one boss on one difficulty, or delves of a tier."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from characters.domain.documents import Identifier, Number, SmallIdentifier, read
from characters.domain.instants import from_ms_or_none


class _Statistic(Struct, frozen=True):
    id: SmallIdentifier
    quantity: Number | None = None
    last_updated_timestamp: Identifier | None = None


class _SubCategory(Struct, frozen=True):
    statistics: list[_Statistic] | None = None


class _Category(Struct, frozen=True):
    statistics: list[_Statistic] | None = None
    sub_categories: list[_SubCategory] | None = None


class _Statistics(Struct, frozen=True):
    categories: list[_Category] | None = None


@dataclass(frozen=True, slots=True)
class Statistic:
    """A lifetime total and when it last changed."""

    quantity: float
    last_updated_at: datetime | None


def parse_statistics(body: object) -> dict[int, Statistic]:
    """Read every statistic of all categories and sub-categories.

    Returns them by statistic id, which is the same in every language. Times are UTC. A statistic without a
    quantity is skipped; one listed twice keeps its larger quantity and later time. Raises MalformedPayload
    with the path of a wrong value. Source: Blizzard /achievements/statistics.
    """
    found: dict[int, Statistic] = {}
    for row in _rows(read(body, _Statistics, "statistics").categories or ()):
        if row.quantity is not None:
            updated_at = from_ms_or_none(row.last_updated_timestamp, f"statistics: the change of statistic {row.id}")
            statistic = Statistic(row.quantity, updated_at)
            found[row.id] = _merged(found[row.id], statistic) if row.id in found else statistic
    return found


def _rows(categories: Iterable[_Category]) -> Iterator[_Statistic]:
    for category in categories:
        yield from category.statistics or ()
        for sub_category in category.sub_categories or ():
            yield from sub_category.statistics or ()


def _merged(one: Statistic, other: Statistic) -> Statistic:
    times = [moment for moment in (one.last_updated_at, other.last_updated_at) if moment]
    return Statistic(max(one.quantity, other.quantity), max(times, default=None))
