"""What targets hold follows the entries, however voids and amendments come."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lootlog.domain import replay
from lootlog.domain.entries import Entry, Kind
from lootlog.domain.merging import Incoming
from lootlog.models import Delivery, LogEntry, Stream, Voided
from lootlog.selectors.forecast import forecast
from lootlog.selectors.standings import points_by_target
from lootlog.services.balances import recount
from lootlog.services.merging import merge
from lootlog.services.writing import Award, amend, award, void
from tests.factories.lootlog import ProfileFactory, writer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
THEN = int(NOW.timestamp()) - 30 * 24 * 3600
# Whose turn, about which earlier entry, how many points, how many hours later.
TURNS = st.lists(
    st.tuples(st.sampled_from(["points", "void", "amend"]), st.integers(0, 8), st.integers(-9, 9), st.integers(0, 300)),
    min_size=1,
    max_size=14,
)


@pytest.fixture
def profile():
    return ProfileFactory()


def test_an_amended_amendment_counts_once(profile):
    by = writer(None, NOW)
    [row] = award(profile, [Award("Thrall-Garona", Decimal(5))], by=by)
    first = amend(profile, row, Decimal(7), "Two kills", by=by)
    second = amend(profile, first, Decimal(9), "Three kills", by=by)
    assert points_by_target(profile) == {row.target_id: 9}
    void(profile, [second], "Two after all", by=by)
    assert points_by_target(profile) == {row.target_id: 7}


def written(profile, turns) -> list[Entry]:
    """Write a random history of one author, in which voids and amendments are about anything that came before."""
    entries: list[Entry] = []
    for number, (kind, about, delta, hours) in enumerate(turns, start=1):
        entry = Entry(
            profile=profile.uuid, author=UUID(int=7), sequence=number, previous="", timestamp=THEN + hours * 3600,
            actor="Anna-Garona", target=f"T{about % 3}-Garona", delta=Decimal(delta),
        )  # fmt: skip
        if kind != "points" and about < len(entries):
            gives = Decimal(0) if kind == "void" else Decimal(delta)
            entry = replace(entry, kind=Kind(kind), reference=entries[about].hash, delta=gives)
        entries.append(entry)
    return entries


def arrive(profile, entries):
    delivery = Delivery.objects.create(profile=profile, channel=Delivery.Channel.IMPORT, received_at=NOW)
    incoming = [Incoming("line", entry) for entry in entries]
    assert merge(profile, incoming, delivery, source=Stream.Source.FILE, labels={}).new == len(entries)


def held(profile):
    names = dict(LogEntry.objects.filter(profile=profile).values_list("target", "target__key"))
    return {names[target]: points for target, points in points_by_target(profile).items() if points}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TURNS, st.randoms(), st.integers(1, 5))
def test_balances_are_what_a_recount_makes_and_what_was_foretold_in_any_order_of_arrival(turns, chance, portion):
    with transaction.atomic():
        profile = ProfileFactory()
        entries = written(profile, turns)
        sums = {key: points for key, points in replay.standings(entries).items() if points}
        chance.shuffle(entries)
        arrive(profile, entries[:portion])
        foretold = forecast(profile, entries[portion:], "")
        for start in range(portion, len(entries), portion):
            arrive(profile, entries[start : start + portion])
        assert held(profile) == sums
        assert {key: points for key, points in foretold.items() if points} == sums
        void_then = set(Voided.objects.values_list("entry__hash", flat=True))
        recount(profile)
        assert held(profile) == sums
        assert set(Voided.objects.values_list("entry__hash", flat=True)) == void_then
        transaction.set_rollback(True)
