"""Moments come back from the database as they were stored, whatever reads them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DataError, connection

from characters.models.moments import MomentLoader

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's own way to tell a moment")
MOMENTS = [
    datetime(2026, 11, 20, 12, tzinfo=UTC),
    datetime(2026, 11, 20, 12, 0, 0, 500_000, tzinfo=UTC),
    datetime(2026, 2, 28, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 1, tzinfo=UTC),
]


def asked(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


@on_postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_comes_back_in_utc(moment):
    found = asked("SELECT %s::timestamptz", moment)
    assert (found, found.tzinfo) == (moment, UTC)


@on_postgresql
@pytest.mark.django_db
def test_a_moment_is_the_same_in_another_zone_of_the_session():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Kolkata'")
    found = asked("SELECT %s::timestamptz", MOMENTS[0])
    assert (found, found.utcoffset()) == (MOMENTS[0], timedelta(hours=5, minutes=30))


@on_postgresql
@pytest.mark.django_db
def test_what_no_datetime_can_be_is_an_error():
    with pytest.raises(DataError):
        asked("SELECT 'infinity'::timestamptz")


@on_postgresql
@pytest.mark.django_db
def test_every_cursor_of_a_connection_has_the_fast_reader():
    connection.ensure_connection()
    with connection.cursor() as cursor:
        oid = cursor.adapters.types["timestamptz"].oid
        assert issubclass(cursor.adapters.get_loader(oid, 0), MomentLoader)
