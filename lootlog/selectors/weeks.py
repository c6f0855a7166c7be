"""Entries of weeks."""

from collections.abc import Collection
from datetime import UTC, datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from lootlog.domain.digests import WEEK_S
from lootlog.domain.rules import LAST_MOMENT

# Up to so many stretches of weeks are looked up one by one; beyond it, reading all between the ends is quicker.
FEW_STRETCHES = 64


def begin_of(week: int) -> datetime:
    """Return the moment at which a week begins, or the last that a ledger knows where it begins later."""
    return datetime.fromtimestamp(min(week * WEEK_S, LAST_MOMENT + 1), UTC)


def in_weeks(weeks: Collection[int]) -> Q:
    """Choose the entries of some weeks, by their moments first: those are what an index of entries knows."""
    if not weeks:
        return Q(pk__in=[])
    stretches = _stretches(weeks)
    if len(stretches) > FEW_STRETCHES:
        return Q(week__in=weeks) & _between(min(weeks), max(weeks))
    return reduce(or_, (_between(first, last) for first, last in stretches))


def _stretches(weeks: Collection[int]) -> list[tuple[int, int]]:
    """Return the first and the last week of each stretch without a gap."""
    ordered = sorted(set(weeks))
    first = [week for week, before in zip(ordered, [None, *ordered[:-1]], strict=True) if week - 1 != before]
    last = [week for week, after in zip(ordered, [*ordered[1:], None], strict=True) if week + 1 != after]
    return list(zip(first, last, strict=True))


def _between(first: int, last: int) -> Q:
    return Q(happened_at__gte=begin_of(first), happened_at__lt=begin_of(last + 1))
