"""Entries of weeks."""

from collections.abc import Collection
from datetime import UTC, datetime

from django.db.models import Q

from lootlog.domain.digests import WEEK_S
from lootlog.domain.rules import LAST_MOMENT


def begin_of(week: int) -> datetime:
    """Return the moment at which a week begins, or the last that a ledger knows where it begins later."""
    return datetime.fromtimestamp(min(week * WEEK_S, LAST_MOMENT + 1), UTC)


def in_weeks(weeks: Collection[int]) -> Q:
    """Choose the entries of some weeks, by their moments first: those are what an index of entries knows."""
    if not weeks:
        return Q(pk__in=[])
    return Q(week__in=weeks, happened_at__gte=begin_of(min(weeks)), happened_at__lt=begin_of(max(weeks) + 1))
