"""Moments of upstreams: always UTC, never absurd."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from characters.domain.errors import MalformedPayload
from characters.domain.instants import from_iso, from_ms, from_ms_or_none


def test_milliseconds_are_read_exactly():
    assert from_ms(1523372400000) == datetime(2018, 4, 10, 15, tzinfo=UTC)
    assert from_ms(1787879869714) == datetime(2026, 8, 28, 1, 17, 49, 714_000, tzinfo=UTC)
    assert from_ms(1787879869714.9) == from_ms(1787879869714)


@pytest.mark.parametrize(
    "value", [1, -1, 1523372400, 4102444800000, 10**400, float("nan"), float("inf"), -float("inf")]
)
def test_absurd_milliseconds_are_malformed(value):
    with pytest.raises(MalformedPayload, match="a kill: expected milliseconds between 2004 and 2100"):
        from_ms(value, "a kill")


@pytest.mark.parametrize("value", [None, 0])
def test_nothing_and_zero_mean_never(value):
    assert from_ms_or_none(value) is None


def test_iso_times_are_turned_to_utc():
    assert from_iso("2023-11-25T12:12:22.000Z") == datetime(2023, 11, 25, 12, 12, 22, tzinfo=UTC)
    moment = from_iso("2023-11-25T13:12:22+01:00")
    assert moment == datetime(2023, 11, 25, 12, 12, 22, tzinfo=UTC)
    assert moment.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2023-11-25",
        "2023-11-25T12:12:22",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-01:00",
    ],
)
def test_other_times_are_malformed(text):
    with pytest.raises(MalformedPayload):
        from_iso(text)


@given(st.text() | st.datetimes().map(str) | st.datetimes(timezones=st.timezones()).map(str))
def test_no_text_breaks_the_reader(text):
    with suppress(MalformedPayload):
        assert from_iso(text).tzinfo is UTC
