"""What is a number of points, and how it is written down."""

from decimal import Decimal

import pytest

from lootlog.domain.amounts import BadAmount, amount, plain


@pytest.mark.parametrize(
    ("written", "read"),
    [("5", "5"), (" -0.5 ", "-0.5"), ("+3", "3"), (".5", "0.5"), ("5.", "5"), ("1E+2", "100"), (0.1, "0.1"),
     (1e-4, "0.0001"), (7, "7"), (Decimal("1.2500"), "1.25"), ("-0", "0")],
)  # fmt: skip
def test_numbers_are_read_exactly(written, read):
    assert plain(amount(written)) == read


@pytest.mark.parametrize(
    "written", ["1_000", "1,000", "٣", "１２", "1e", "", ".", "5 0", "NaN", "sNaN", "inf", "0x5", True, None,
                float("nan"), Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")],
)  # fmt: skip
def test_what_is_no_number_of_points_is_refused(written):
    with pytest.raises(BadAmount):
        amount(written)


@pytest.mark.parametrize("name", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_no_ledger_takes_is_written_as_it_is(name):
    assert plain(Decimal(name)) == name
