"""Officers write, and the ledger adds up."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction

from characters.domain.errors import Refused
from lootlog.domain.entries import GENESIS, Entry, imported_author
from lootlog.domain.merging import Incoming
from lootlog.models import Delivery, LogEntry, Stream, WeekBalance
from lootlog.selectors.standings import entry_of, explain, points_by_target, standings
from lootlog.services.balances import recount
from lootlog.services.merging import merge
from lootlog.services.writing import Award, amend, award, void
from tests.factories.lootlog import ProfileFactory, writer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def profile():
    return ProfileFactory()


@pytest.fixture
def officer():
    return User.objects.create(username="anna")


def held(profile, **options):
    return {row.label: row.points for row in standings(profile, **options)}


def test_points_for_many_are_written_as_a_chain_of_the_writers_own(profile, officer):
    rows = award(
        profile, [Award("Thrall-Garona", Decimal(5)), Award("Jaina-Garona", Decimal("-0.5"))], by=writer(officer, NOW)
    )
    assert [row.sequence for row in rows] == [1, 2]
    assert [row.previous for row in rows] == [GENESIS, rows[0].hash]
    stored = LogEntry.objects.select_related("stream").get(pk=rows[1].pk)
    assert entry_of(stored, profile.uuid, stored.stream.uuid).hash == rows[1].hash
    assert held(profile) == {"Thrall-Garona": Decimal(5), "Jaina-Garona": Decimal("-0.5")}


def test_a_void_takes_out_and_a_void_of_it_brings_back(profile, officer):
    [row] = award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(officer, NOW))
    [gone] = void(profile, [row], "Wrong raid", by=writer(officer, NOW))
    assert held(profile) == {"Thrall-Garona": Decimal(0)}
    void(profile, [gone], "Right after all", by=writer(officer, NOW))
    assert held(profile) == {"Thrall-Garona": Decimal(5)}


def test_an_amendment_counts_instead_of_the_original_at_its_time(profile, officer):
    [row] = award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(officer, NOW))
    amend(profile, row, Decimal(7), "Two kills", by=writer(officer, NOW + timedelta(days=30)))
    assert held(profile, as_of=NOW) == {"Thrall-Garona": Decimal(7)}


def test_standings_as_of_a_moment_count_what_happened_until_then(profile, officer):
    for day in range(20):
        award(profile, [Award("Thrall-Garona", Decimal(1))], by=writer(officer, NOW + timedelta(days=day)))
    for day in range(20):
        assert held(profile, as_of=NOW + timedelta(days=day)) == {"Thrall-Garona": Decimal(day + 1)}


@pytest.mark.parametrize("change", [lambda rows: rows.update(delta=1), lambda rows: rows.delete()])
def test_the_database_refuses_to_change_or_delete_a_line(profile, officer, change):
    award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(officer, NOW))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(LogEntry.objects.filter(profile=profile))
    assert LogEntry.objects.get(profile=profile).delta == 5


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL can empty a table as a whole")
def test_the_table_is_not_emptied_while_there_are_lines_in_it(profile, officer):
    award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(officer, NOW))
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE lootlog_logentry CASCADE")
    assert LogEntry.objects.get(profile=profile).delta == 5


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite can put one row for another unasked")
def test_no_line_is_put_in_the_place_of_another(profile, officer):
    [line] = award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(officer, NOW))
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor, transaction.atomic():
        cursor.execute("REPLACE INTO lootlog_logentry SELECT * FROM lootlog_logentry WHERE id = %s", [line.pk])
    assert LogEntry.objects.get(profile=profile).hash == line.hash


def test_balances_can_be_thrown_away_and_made_again(profile, officer):
    rows = award(
        profile, [Award("Thrall-Garona", Decimal(5)), Award("Jaina-Garona", Decimal(3))], by=writer(officer, NOW)
    )
    void(profile, rows[:1], "No", by=writer(officer, NOW))
    before = points_by_target(profile)
    WeekBalance.objects.filter(profile=profile).delete()
    recount(profile)
    assert {key: points for key, points in before.items() if points} == {
        key: points for key, points in points_by_target(profile).items() if points
    }


def test_explain_tells_every_line_of_the_sum(profile, officer):
    rows = award(
        profile, [Award("Thrall-Garona", Decimal(5)), Award("thrall-Garona", Decimal(3))], by=writer(officer, NOW)
    )
    void(profile, rows[:1], "No", by=writer(officer, NOW))
    lines = explain(profile, rows[0].target)
    assert [(line.is_void, line.running) for line in lines] == [(True, 0), (False, 3), (False, 3)]


def test_who_writes_without_an_account_does_not_go_on_in_the_stream_of_one_that_is_gone(profile, officer):
    award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(officer, NOW, "Anna-Garona"))
    Stream.objects.update(owner=None)
    for _ in range(2):
        award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(None, NOW, "The command"))
    assert list(Stream.objects.order_by("pk").values_list("head_sequence", flat=True)) == [1, 2]


@pytest.mark.parametrize("delta", ["NaN", "1e30", "0.00001"])
def test_impossible_points_are_refused_and_nothing_is_written(profile, officer, delta):
    with pytest.raises(Refused):
        award(
            profile,
            [Award("Thrall-Garona", Decimal(1)), Award("Jaina-Garona", Decimal(delta))],
            by=writer(officer, NOW),
        )
    assert not LogEntry.objects.exists()


def test_what_is_named_twice_is_taken_out_once(profile, officer):
    [row] = award(profile, [Award("Thrall-Garona", Decimal(5))], by=writer(officer, NOW))
    again = LogEntry.objects.get(pk=row.pk)
    assert len(void(profile, [row, again], "Wrong", by=writer(officer, NOW))) == 1


def test_an_entry_of_a_time_that_was_accepted_all_the_same_can_be_amended(profile, officer):
    old = Entry(
        profile=profile.uuid, author=imported_author(profile.uuid, "gen1:x"), sequence=1, previous="",
        timestamp=1_000, actor="Anna-Garona", target="Thrall-Garona", delta=Decimal(5),
    )  # fmt: skip
    delivery = Delivery.objects.create(profile=profile, channel="import", received_at=NOW)
    incoming = [Incoming("line 1", old)]
    merge(profile, incoming, delivery, source=Stream.Source.FILE, labels={}, is_looked_at=True)
    amended = amend(profile, LogEntry.objects.get(), Decimal(7), "Two kills", by=writer(officer, NOW))
    assert (amended.happened_at.year, held(profile)) == (1970, {"Thrall-Garona": 7})
