"""Entries of weeks are found by their moments."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lootlog.models import LogEntry
from lootlog.selectors import weeks
from lootlog.selectors.weeks import begin_of, in_weeks
from lootlog.services.writing import Award, award
from tests.factories.lootlog import ProfileFactory, writer

FIRST = 2900


@pytest.mark.django_db
@pytest.mark.parametrize("few", [64, 1], ids=["stretch by stretch", "between the ends"])
@pytest.mark.parametrize("wanted", [[], [0], [1, 2], [0, 2, 3], [3, 0, 3], [2**31 - 1 - FIRST, 1]])
def test_the_entries_of_weeks_are_those_that_bear_their_numbers(wanted, few, monkeypatch):
    monkeypatch.setattr(weeks, "FEW_STRETCHES", few)
    profile = ProfileFactory()
    for week in range(5):
        for moment in (begin_of(FIRST + week), begin_of(FIRST + week + 1) - timedelta(seconds=1)):
            award(profile, [Award("Thrall-Garona", Decimal(1))], by=writer(None, moment))
    found = LogEntry.objects.filter(in_weeks([FIRST + week for week in wanted]), profile=profile)
    assert sorted(found.values_list("week", flat=True)) == sorted(
        FIRST + week for week in {*wanted} & {*range(5)} for _ in "12"
    )
